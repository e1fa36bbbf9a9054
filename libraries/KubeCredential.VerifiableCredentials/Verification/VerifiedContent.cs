using System.Text.Json;

namespace KubeCredential.VerifiableCredentials.Verification;

/// <summary>What the document says. It is the issuer's word only if the check of the proof and that of the issuer passed.</summary>
/// <param name="Id">The ID of the document, if it has one.</param>
/// <param name="Types">Its types, such as <c>VerifiableCredential</c>.</param>
/// <param name="Issuer">The issuer of a credential, or the holder of a presentation, by the ID, which is usually a DID; null for a presentation without a holder.</param>
/// <param name="IssuerName">The name that the issuer gives itself, if any.</param>
/// <param name="SubjectIds">The IDs of the subjects that have one.</param>
/// <param name="ValidFrom">From when the document is valid, if it says so.</param>
/// <param name="ValidUntil">Until when the document is valid, if it says so.</param>
/// <param name="VerificationMethods">The IDs of the keys with which the proofs were checked.</param>
/// <param name="Document">The document, without its proofs: of a JWT, its payload.</param>
public sealed record VerifiedContent(
    string? Id, IReadOnlyList<string> Types, string? Issuer, string? IssuerName, IReadOnlyList<string> SubjectIds, DateTimeOffset? ValidFrom, DateTimeOffset? ValidUntil,
    IReadOnlyList<string> VerificationMethods, JsonElement Document);
