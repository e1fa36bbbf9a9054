using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using KubeCredential.Hosting;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Storage.Audit;
using KubeCredential.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;

namespace KubeCredential.Administration;

/// <summary>The audit trail of a service: who did what, when, and whether the record has been altered since.</summary>
public static class AuditEndpoints
{
    private const int DefaultPage = 50;
    private const int LargestPage = 200;

    /// <summary>Maps <c>GET /admin/audit</c> and <c>POST /admin/audit/verify</c>.</summary>
    public static RouteGroupBuilder MapAudit(this IEndpointRouteBuilder app)
    {
        var audit = app.MapGroup("/admin/audit").WithTags("Audit").ForAuditors();
        audit.MapGet("/", ListAsync).WithName("ListAudit").WithSummary("Lists who did what, newest first").WithDescription("Verdicts have a list of their own because there are so many: filter by the action credential.verified or by one of their outcomes.").ProducesValidationProblem();
        audit.MapPost("/verify", VerifyAsync)
            .WithName("VerifyAudit")
            .WithSummary("Checks that no audit entry has been changed, removed or inserted")
            .WithDescription("Checks the hash chain over the entries and returns the first break. Keep the head from the response outside the system and pass it as known next time: anyone who can write to the database can rewrite the whole chain, but not your copy of the head.")
            .DisableRequestTimeout() // The time depends on the length of the trail.
            .ProducesValidationProblem();
        return audit;
    }

    private static async Task<Results<Ok<AuditPage>, ValidationProblem>> ListAsync(
        AuditReader reader,
        [FromQuery, Description("Only entries about this credential")] string? credentialId,
        [FromQuery, Description("Only entries with this action, such as event.dead-lettered")] string? action,
        [FromQuery, AllowedValues(AuditOutcome.Done, AuditOutcome.Failed, AuditOutcome.Valid, AuditOutcome.Expired, AuditOutcome.Different, AuditOutcome.Unknown, AuditOutcome.NotYetValid, AuditOutcome.Suspended, AuditOutcome.Revoked, AuditOutcome.Superseded, AuditOutcome.Erased, AuditOutcome.Stale, AuditOutcome.NotAuthentic), Description("Only entries with this outcome")] string? outcome,
        [FromQuery, Description("Only entries from this time onwards, RFC 3339")] string? from,
        [FromQuery, Description("Only entries before this time, RFC 3339")] string? to,
        [FromQuery, Range(1, LargestPage), Description("The maximum number of items, 1 to 200; default 50")] string? limit,
        [FromQuery, Description("The nextCursor of the previous page")] string? cursor,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var count = PageLimit.Read(limit, DefaultPage, LargestPage, errors);
        Guid? credential = null;
        if (credentialId is not null)
        {
            if (Guid.TryParseExact(credentialId, "D", out var id)) credential = id;
            else errors["credentialId"] = ["This must be a credential's ID, a UUID."];
        }

        if (action is not null && !AuditAction.All.Contains(action)) errors["action"] = [$"This must be one of {string.Join(", ", AuditAction.All)}."];
        if (outcome is not null && !AuditOutcome.All.Contains(outcome)) errors["outcome"] = [$"This must be one of {string.Join(", ", AuditOutcome.All)}."];
        var (since, until) = (ReadMoment(from, "from", errors), ReadMoment(to, "to", errors));
        AuditPlace? before = null;
        if (cursor is not null && (before = AuditPlace.Parse(cursor)) is null) errors["cursor"] = ["This must be the nextCursor of the previous page, unchanged."];
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);

        var found = await reader.ReadAsync(new AuditReader.Filter(credential, action, outcome, since, until), before, count + 1, cancellationToken);
        var page = found.Count > count ? found[..count] : found;
        return TypedResults.Ok(new AuditPage([.. page.Select(static one => one.Entry)], found.Count > count ? page[^1].Place.ToString() : null));
    }

    private static async Task<Results<Ok<AuditVerdictDocument>, ValidationProblem>> VerifyAsync(
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] AuditVerifyRequest? request, AuditChain chain, TimeProvider time, CancellationToken cancellationToken, [FromServices] VerdictChain? verdicts = null)
    {
        var errors = AuditVerifyRequest.Check(request);
        if (errors.Count == 0 && request?.KnownVerdicts is { } given)
        {
            if (verdicts is null) errors["knownVerdicts"] = ["This service gives no verdicts."];
            else if ((await verdicts.DroppedAsync(cancellationToken)).Number is var dropped && given.Number < dropped) errors["knownVerdicts.number"] = [$"Verdicts up to link {dropped} have been removed; give a later link."];
        }

        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        var verdict = await chain.VerifyAsync(request?.Known is { } known ? (known.Number!.Value, known.Hash!) : null, cancellationToken);
        VerdictChainDocument? kept = null;
        if (verdicts is not null)
        {
            var (found, gone) = await verdicts.VerifyKeptAsync(request?.KnownVerdicts is { } link ? (link.Number!.Value, link.Hash!) : null, cancellationToken);
            kept = new VerdictChainDocument(found.FirstBroken is null, found.Checked, found.Unsealed, gone, DocumentOf(found.Head), found.FirstBroken);
        }

        var message = (verdict.FirstBroken, kept?.FirstBroken) switch
        {
            ({ } broken, _) => $"The audit trail has been altered. {broken.Reason}",
            (_, { } broken) => $"The verdicts have been altered. {broken.Reason}",
            _ => $"The audit trail is intact: {verdict.Checked} {(verdict.Checked == 1 ? "entry matches its seal" : "entries match their seals")}{(kept is null ? "" : $", and so {(kept.Checked == 1 ? "does 1 verdict" : $"do {kept.Checked} verdicts")}")}.",
        };
        return TypedResults.Ok(new AuditVerdictDocument(
            true, message, verdict.FirstBroken is null && kept is not { Intact: false }, verdict.Checked, verdict.Unsealed,
            DocumentOf(verdict.Head), verdict.FirstBroken ?? kept?.FirstBroken, kept, WorkerIdentity.Id, time.GetUtcNow()));
    }

    private static AuditHeadDocument? DocumentOf(AuditHead? head) => head is null ? null : new AuditHeadDocument(head.Number, head.Hash, head.At);

    private static DateTimeOffset? ReadMoment(string? text, string name, Dictionary<string, string[]> errors)
    {
        if (text is null) return null;
        if (Rfc3339.TryParse(text, out DateTimeOffset moment) && moment >= DateTimeOffset.UnixEpoch) return moment;
        errors[name] = ["This must be an RFC 3339 date and time, such as 2026-01-31T08:15:30Z."];
        return null;
    }
}
