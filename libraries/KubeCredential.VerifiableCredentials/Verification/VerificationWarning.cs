namespace KubeCredential.VerifiableCredentials.Verification;

/// <summary>Something that does not make the document invalid, but that its issuer should put right.</summary>
/// <param name="Code">What it is; it stays the same between versions.</param>
/// <param name="Message">What it is, in words.</param>
/// <param name="Location">The place in the document as a JSON Pointer (RFC 6901), if there is one.</param>
public sealed record VerificationWarning(WarningCode Code, string Message, string? Location = null);
