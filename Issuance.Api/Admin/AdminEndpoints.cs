using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using Issuance.Api.Outbox;
using KubeCredential.Administration;
using KubeCredential.Hosting;
using KubeCredential.Messaging;
using KubeCredential.Messaging.Resilience;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Issuance.Api.Admin;

/// <summary>What operators see and do.</summary>
internal static class AdminEndpoints
{
    private const int DefaultPage = 50;
    private const int LargestPage = 200;

    internal static RouteGroupBuilder MapAdmin(this IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup("/admin").WithTags("Administration").ForOperators();
        admin.MapGet("/queue-stats", QueueStatsAsync).WithName("GetQueueStats").WithSummary("Counts what is on its way, and says what holds it up");
        admin.MapGet("/metrics", MetricsAsync).WithName("GetMetrics").WithSummary("Totals of the whole service since it was set up");
        admin.MapGet("/dead-letters", DeadLettersAsync).WithName("ListDeadLetters").WithSummary("Lists events that were given up, newest first").ProducesValidationProblem();
        admin.MapGet("/retry-queue", RetryQueueAsync).WithName("ListRetryQueue").WithSummary("Lists events that will be tried again, soonest first").ProducesValidationProblem();
        admin.MapPost("/reprocess-failed", ReprocessAsync).WithName("ReprocessFailed").WithSummary("Publishes dead letters again: all, or those with the given ids");
        admin.MapDelete("/dead-letters/{id:guid}", DiscardAsync).WithName("DiscardDeadLetter").WithSummary("Takes a dead letter away for good, with a reason").ProducesProblem(StatusCodes.Status404NotFound);
        admin.MapPost("/circuit-breaker", SetCircuitAsync).WithName("SetCircuitBreaker").WithSummary("Stops publishing on all replicas, or lets it go on");
        admin.MapGroups();
        return admin;
    }

    private static async Task<Ok<QueueStats>> QueueStatsAsync(
        OutboxReport report, StreamInspector streams, ConsumerGroups groups, DeliveryStatus status, DeliveryProgress progress, TimeProvider time, CancellationToken cancellationToken)
    {
        var depths = await report.DepthsAsync(cancellationToken);
        var circuit = status.Circuit;
        var now = time.GetUtcNow();
        return TypedResults.Ok(new QueueStats(
            progress.StateOf(depths, circuit), depths.Pending, depths.Retrying, depths.Published, depths.Dead,
            depths.OldestPendingAt is { } oldest ? Math.Max(0, (now - oldest).TotalSeconds) : null,
            depths.OldestWaitingAt is null && depths.OldestUnconfirmedAt is null ? null : progress.AgeOf(depths).TotalSeconds, progress.LastProgressAt,
            depths.NextRetryAt, await StreamOrNullAsync(streams, status, cancellationToken),
            await GroupEndpoints.ReadGroupsAsync(groups, await report.TotalsAsync(cancellationToken), now, cancellationToken), circuit, WorkerIdentity.Id, now));
    }

    private static async Task<Ok<MetricsDocument>> MetricsAsync(OutboxReport report, TimeProvider time, CancellationToken cancellationToken)
    {
        var totals = await report.TotalsAsync(cancellationToken);
        var depths = await report.DepthsAsync(cancellationToken);
        return TypedResults.Ok(new MetricsDocument(
            WorkerIdentity.Id,
            new EventTotals(
                totals.GetValueOrDefault(Counters.Published), totals.GetValueOrDefault(Counters.Failed), totals.GetValueOrDefault(Counters.Retried),
                totals.GetValueOrDefault(Counters.DeadLettered), totals.GetValueOrDefault(Counters.Confirmed)),
            new QueueDepths(depths.Pending, depths.Retrying, depths.Published, depths.Dead),
            time.GetUtcNow()));
    }

    private static Task<Results<Ok<FailedEventPage>, ValidationProblem>> DeadLettersAsync(
        OutboxReport report,
        [FromQuery, Range(1, LargestPage), Description("How many, from 1 to 200; 50 when left out")] string? limit,
        [FromQuery, Description("The nextCursor of the page before")] string? cursor,
        CancellationToken cancellationToken) =>
        PageAsync(limit, cursor, report.DeadLettersAsync, static row => row.DeadAt!.Value, cancellationToken);

    private static Task<Results<Ok<FailedEventPage>, ValidationProblem>> RetryQueueAsync(
        OutboxReport report,
        [FromQuery, Range(1, LargestPage), Description("How many, from 1 to 200; 50 when left out")] string? limit,
        [FromQuery, Description("The nextCursor of the page before")] string? cursor,
        CancellationToken cancellationToken) =>
        PageAsync(limit, cursor, report.RetryQueueAsync, static row => row.DueAt, cancellationToken);

    private static async Task<Results<Ok<ReprocessedDocument>, ValidationProblem>> ReprocessAsync(
        [FromBody(EmptyBodyBehavior = Microsoft.AspNetCore.Mvc.ModelBinding.EmptyBodyBehavior.Allow)] ReprocessRequest? request,
        OutboxReport report, OutboxSignal signal, ClaimsPrincipal caller, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = ReprocessRequest.Check(request);
        var ids = new List<Guid>();
        foreach (var id in errors.Count == 0 ? request?.Ids ?? [] : [])
        {
            if (Guid.TryParse(id, out var eventId)) ids.Add(eventId);
            else errors["ids"] = ["Each must be the id of a dead letter, a UUID."];
        }

        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        var moved = await report.ReprocessAsync(request?.Ids is null ? null : [.. ids], caller.Actor(), cancellationToken);
        signal.Set();
        return TypedResults.Ok(new ReprocessedDocument(true, moved == 1 ? "1 event is published again." : $"{moved} events are published again.", moved, WorkerIdentity.Id, time.GetUtcNow()));
    }

    private static async Task<Results<Ok<DiscardedDocument>, ValidationProblem, ProblemHttpResult>> DiscardAsync(
        [Description("The id of its event")] Guid id, [FromQuery, Required, StringLength(OperatorReason.MaxCharacters), Description("Why, at most 500 characters; required")] string? reason, OutboxReport report, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        if (OperatorReason.FaultOfRequired(reason) is { } fault) return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["reason"] = [fault] });
        return await report.DiscardAsync(id, reason!, caller.Actor(), cancellationToken)
            ? TypedResults.Ok(new DiscardedDocument(true, "The dead letter was taken away. The event stays in the event store.", id.ToString(), WorkerIdentity.Id))
            : TypedResults.Problem($"There is no dead letter {id}.", statusCode: StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<CircuitDocument>, ValidationProblem>> SetCircuitAsync(
        [FromBody(EmptyBodyBehavior = Microsoft.AspNetCore.Mvc.ModelBinding.EmptyBodyBehavior.Allow)] CircuitBreakerRequest? request,
        DeliveryControl control, DeliveryStatus status, OutboxSignal signal, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var errors = CircuitBreakerRequest.Check(request);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        var isolate = request!.Action == CircuitBreakerRequest.Isolate;
        await control.SetIsolatedAsync(isolate, request.Reason, caller.Actor(), cancellationToken);
        status.Isolated = isolate;
        signal.Set();
        var message = isolate ? "Publishing is stopped on all replicas; issuing goes on." : "Publishing goes on, on all replicas.";
        return TypedResults.Ok(new CircuitDocument(true, message, status.Circuit, WorkerIdentity.Id));
    }

    private static async Task<Results<Ok<FailedEventPage>, ValidationProblem>> PageAsync(
        string? limit, string? cursor,
        Func<int, (DateTimeOffset At, Guid Id)?, CancellationToken, Task<List<OutboxReport.FailedRow>>> read,
        Func<OutboxReport.FailedRow, DateTimeOffset> sortedBy,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var count = PageLimit.Read(limit, DefaultPage, LargestPage, errors);
        (DateTimeOffset, Guid)? after = null;
        if (TimeCursor.Read(cursor, errors) is { } position)
        {
            if (Guid.TryParse(position.Id, out var id)) after = (position.Moment, id);
            else errors["cursor"] = ["This must be the nextCursor of the page before, unchanged."];
        }

        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        var rows = await read(count + 1, after, cancellationToken);
        var page = rows.Count > count ? rows[..count] : rows;
        var next = rows.Count > count ? TimeCursor.Write(sortedBy(page[^1]), page[^1].EventId.ToString()) : null;
        return TypedResults.Ok(new FailedEventPage([.. page.Select(Show)], next));
    }

    private static FailedEvent Show(OutboxReport.FailedRow row) => new(
        row.EventId.ToString(), row.EventId, row.CredentialId, row.EventType, row.Reason, row.DeadBy, row.Attempts, row.FirstFailedAt, row.DeadAt,
        row.DeadAt is null ? row.DueAt : null, row.TraceParent, PayloadOf(row.Credential));

    /// <summary>The credential, or null where the fault is that it is not JSON.</summary>
    private static JsonElement? PayloadOf(string credential)
    {
        try
        {
            return JsonElement.Parse(credential);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Redis's side, or null while Redis is away: the rest of the answer does not depend on it.</summary>
    private static async Task<StreamStats?> StreamOrNullAsync(StreamInspector streams, DeliveryStatus status, CancellationToken cancellationToken)
    {
        try
        {
            return await status.Redis.CallAsync(_ => streams.ReadAsync(MessagingKeys.Stream, MessagingKeys.VerificationGroup), cancellationToken);
        }
        catch (Exception error) when (RedisFault.IsOutage(error))
        {
            return null;
        }
    }
}
