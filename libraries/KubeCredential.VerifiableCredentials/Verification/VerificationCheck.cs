namespace KubeCredential.VerifiableCredentials.Verification;

/// <summary>A check and how it ended.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Error">Why it failed or could not be made; null if it did not fail and was made.</param>
/// <param name="Message">The result in words, as a sentence in English.</param>
/// <param name="Location">The place in the document as a JSON Pointer (RFC 6901), if one place is at fault.</param>
public sealed record VerificationCheck(CheckName Name, CheckResult Result, CredentialError? Error, string Message, string? Location = null);
