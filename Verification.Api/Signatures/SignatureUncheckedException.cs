namespace Verification.Api.Signatures;

/// <summary>An event's signature cannot be checked, because the issuer's key is not known and the issuer cannot be asked. The event waits.</summary>
internal sealed class SignatureUncheckedException() : Exception("The issuer's key is not known, and the issuer cannot be asked for it.");
