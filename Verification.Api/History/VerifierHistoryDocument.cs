using KubeCredential.Storage.Audit;

namespace Verification.Api.History;

/// <summary>The verifier's part of a credential's history.</summary>
/// <param name="CredentialId">The credential.</param>
/// <param name="Items">What happened to it here, oldest first, without the requests to verify it.</param>
/// <param name="Truncated">Whether later items were left out.</param>
/// <param name="Verifications">How often it was verified.</param>
internal sealed record VerifierHistoryDocument(Guid CredentialId, IReadOnlyList<HistoryItem> Items, bool Truncated, VerificationCounts Verifications);
