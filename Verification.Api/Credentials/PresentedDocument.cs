namespace Verification.Api.Credentials;

/// <summary>A document that a caller presents to be verified, whoever issued it: a credential or a presentation.</summary>
/// <param name="Bytes">JSON in UTF-8, or a JWT in ASCII.</param>
/// <param name="IsPresentation">Whether it must be a presentation, or a credential; null if either.</param>
/// <param name="Challenge">The challenge that was set for a presentation, or null.</param>
/// <param name="Domain">The domain that a presentation must be made for, or null.</param>
/// <param name="MaxAge">How old the verifier's knowledge of its own issuers may be, or null if any age.</param>
internal sealed record PresentedDocument(ReadOnlyMemory<byte> Bytes, bool? IsPresentation, string? Challenge, string? Domain, TimeSpan? MaxAge);
