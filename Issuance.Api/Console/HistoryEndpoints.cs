using System.ComponentModel;
using System.Security.Claims;
using Issuance.Api.Credentials;
using KubeCredential.Security;
using KubeCredential.Storage.Audit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Issuance.Api.Console;

/// <summary>The history of a credential across both services.</summary>
internal static class HistoryEndpoints
{
    internal static void MapHistory(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/credentials/{id:guid}/history", ReadAsync)
            .WithTags("Credentials")
            .WithName("GetCredentialHistory")
            .WithSummary("Reads a credential's history at both services, and how often it was verified")
            .WithDescription("From the audit trails of both services. If the verification service does not answer, only the issuer's part is returned and verifierAnswered is false.")
            .ForReadersOfHistory()
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<HistoryDocument>, ProblemHttpResult>> ReadAsync(
        [Description("The credential's ID")] Guid id, CredentialStore credentials, AuditReader audit, VerifierHistory verifier, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        if (await credentials.FindAsync(id, caller.Organisation(), cancellationToken) is not { } found)
            return TypedResults.Problem($"No credential with the ID {id} was issued here.", statusCode: StatusCodes.Status404NotFound);
        var asked = verifier.ReadAsync(id, cancellationToken);
        var entries = await audit.TimelineAsync(id, HistoryItem.Limit + 1, cancellationToken);
        var there = await asked;

        var items = entries.Take(HistoryItem.Limit).Select(static entry => HistoryItem.From(entry, HistoryItem.Issuance)).Concat(there?.Items ?? []);
        if (found.Delivery.ConfirmedAt is { } confirmed)
        {
            // Confirmations are stored with the outbox, not in the trail: the verifier's own entry records who applied the event.
            items = items.Append(new HistoryItem(
                confirmed, HistoryItem.Issuance, HistoryItem.Confirmed, AuditOutcome.Done, null, null, AuditActor.System, entries.FirstOrDefault()?.CorrelationId, found.TraceId, null));
        }

        // An event is marked as published only after the call that publishes it; by then the verifier may already have applied it.
        var firstApplied = there?.Items.FirstOrDefault(static item => item.Action == AuditAction.Applied)?.At ?? DateTimeOffset.MaxValue;
        DateTimeOffset PlaceOf(HistoryItem item) => item is { Action: AuditAction.Published, Attempt: 1 } && item.At > firstApplied ? firstApplied.AddTicks(-1) : item.At;
        return TypedResults.Ok(new HistoryDocument(
            id, [.. items.OrderBy(PlaceOf)], entries.Count > HistoryItem.Limit || there?.Truncated == true, there?.Verifications, there is not null));
    }
}
