using System.ComponentModel;
using KubeCredential.Storage.Audit;

namespace Issuance.Api.Console;

/// <summary>A credential's history, across both services.</summary>
/// <param name="CredentialId">The credential.</param>
/// <param name="Items">What happened to it, oldest first, without the requests to verify it.</param>
/// <param name="Truncated">Whether later items were left out.</param>
/// <param name="Verifications">How often it was verified; null if the verifier did not answer.</param>
/// <param name="VerifierAnswered">Whether the verifier answered; otherwise its part is missing.</param>
internal sealed record HistoryDocument(
    Guid CredentialId,
    IReadOnlyList<HistoryItem> Items,
    [property: Description("Whether later items were left out")] bool Truncated,
    [property: Description("How often it was verified; null if the verification service did not answer")] VerificationCounts? Verifications,
    [property: Description("Whether the verification service answered; otherwise its part is missing")] bool VerifierAnswered);
