using System.ComponentModel;
using KubeCredential.Security;
using KubeCredential.Storage.Audit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Verification.Api.History;

/// <summary>The verifier's part of a credential's history.</summary>
internal static class HistoryEndpoints
{
    private const int CountedVerifications = 10_000;

    internal static void MapHistory(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/credentials/{id:guid}/history", ReadAsync)
            .WithTags("Verification")
            .WithName("GetCredentialHistory")
            .WithSummary("Reads what happened to a credential at this service, and how often it was verified")
            .WithDescription("The issuance service returns the whole history at the same path. A credential that never arrived here has an empty history.")
            .ForReadersOfVerifierHistory();

    private static async Task<Ok<VerifierHistoryDocument>> ReadAsync([Description("The credential's ID")] Guid id, AuditReader audit, CancellationToken cancellationToken)
    {
        var entries = await audit.TimelineAsync(id, HistoryItem.Limit + 1, cancellationToken);
        var (counts, last) = await audit.CountVerificationsAsync(id, CountedVerifications, cancellationToken);
        var total = counts.Values.Sum();
        long Of(string outcome) => counts.GetValueOrDefault(outcome);
        return TypedResults.Ok(new VerifierHistoryDocument(
            id,
            [.. entries.Take(HistoryItem.Limit).Select(static entry => HistoryItem.From(entry, HistoryItem.Verification))],
            entries.Count > HistoryItem.Limit,
            new VerificationCounts(
                total, total < CountedVerifications, Of(AuditOutcome.Valid), Of(AuditOutcome.Expired), Of(AuditOutcome.Different), Of(AuditOutcome.NotYetValid),
                Of(AuditOutcome.Suspended), Of(AuditOutcome.Revoked), Of(AuditOutcome.Superseded), Of(AuditOutcome.Erased), Of(AuditOutcome.Stale), Of(AuditOutcome.NotAuthentic), last)));
    }
}
