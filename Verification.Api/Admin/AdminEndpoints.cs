using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using KubeCredential.Administration;
using KubeCredential.Events;
using KubeCredential.Hosting;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Messaging;
using KubeCredential.Messaging.Consuming;
using KubeCredential.Messaging.Resilience;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Problems;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Verification.Api.Credentials;
using Verification.Api.Projection;

namespace Verification.Api.Admin;

/// <summary>What operators see and do.</summary>
internal static class AdminEndpoints
{
    private const int DefaultPage = 50;
    private const int LargestPage = 200;
    private const int DefaultSynced = 10;
    private static readonly JsonDocumentOptions PayloadOptions = new() { MaxDepth = 48 }; // An answer has 64 levels, and its own among them.

    internal static RouteGroupBuilder MapAdmin(this IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup("/admin").WithTags("Administration").ForOperators();
        admin.AddEndpointFilter(RedisAwayAsync);
        admin.MapGet("/queue-stats", QueueStatsAsync).WithName("GetQueueStats").WithSummary("Counts what waits and what failed, and says what holds it up");
        admin.MapGet("/metrics", MetricsAsync).WithName("GetMetrics").WithSummary("Totals of the whole service since it was set up");
        admin.MapGet("/event-status", EventStatusAsync).WithName("GetEventStatus").WithSummary("Tells how the consumer is doing");
        admin.MapGet("/synced-credentials", SyncedAsync).WithName("ListSyncedCredentials").WithSummary("Lists the credentials applied last, newest first").ProducesValidationProblem();
        admin.MapGet("/dead-letters", DeadLettersAsync).WithName("ListDeadLetters").WithSummary("Lists events that were given up, newest first").ProducesValidationProblem();
        admin.MapGet("/retry-queue", RetryQueueAsync).WithName("ListRetryQueue").WithSummary("Lists events that will be tried again, soonest first").ProducesValidationProblem();
        admin.MapPost("/reprocess-failed", ReprocessAsync).WithName("ReprocessFailed").WithSummary("Puts dead letters back into the stream: all, or those with the given ids");
        admin.MapDelete("/dead-letters/{id}", DiscardAsync).WithName("DiscardDeadLetter").WithSummary("Takes a dead letter away for good, with a reason").ProducesProblem(StatusCodes.Status404NotFound);
        admin.MapPost("/circuit-breaker", SetCircuitAsync).WithName("SetCircuitBreaker").WithSummary("Stops consuming on all replicas, or lets it go on");
        return admin;
    }

    private static async Task<Ok<QueueStats>> QueueStatsAsync(StreamInspector streams, ConsumptionStatus status, TimeProvider time, CancellationToken cancellationToken)
    {
        var queues = await QueuesOrNullAsync(streams, status, cancellationToken);
        var stream = queues is null ? null : await status.Redis.CallAsync(_ => streams.ReadAsync(MessagingKeys.Stream, MessagingKeys.VerificationGroup), cancellationToken);
        var circuit = status.Circuit;
        var state = queues switch
        {
            null => "redis-away",
            _ when status.StalledSince is not null => "stalled",
            { Retry: 0, Dead: 0 } when circuit.State == CircuitSnapshot.Closed => "healthy",
            _ => "attention",
        };
        return TypedResults.Ok(new QueueStats(
            state, queues?.Retry, queues?.Dead, queues?.NextRetry is { } next ? DateTimeOffset.FromUnixTimeMilliseconds(next) : null,
            status.StalledSince, stream, circuit, status.Redis.Snapshot(), WorkerIdentity.Id, time.GetUtcNow()));
    }

    private static async Task<Ok<MetricsDocument>> MetricsAsync(
        ConsumptionCounters counters, StreamInspector streams, ConsumptionStatus status, TimeProvider time, CancellationToken cancellationToken)
    {
        var totals = await counters.ReadAsync(cancellationToken);
        var queues = await QueuesOrNullAsync(streams, status, cancellationToken);
        long Total(string name) => totals.GetValueOrDefault(name);
        var (valid, expired) = (Total(VerificationTally.Valid), Total(VerificationTally.Expired));
        var (different, unknown) = (Total(VerificationTally.Different), Total(VerificationTally.Unknown));
        return TypedResults.Ok(new MetricsDocument(
            WorkerIdentity.Id,
            new EventTotals(
                Total(ConsumptionCounters.Applied), Total(Counters.Failed), Total(ConsumptionCounters.Duplicates), Total(Counters.Retried), Total(Counters.DeadLettered),
                queues?.Retry + queues?.Dead, status.IsListening),
            new VerificationTotals(valid + expired + different + unknown, valid, expired, different, unknown),
            time.GetUtcNow()));
    }

    private static async Task<Ok<EventStatusDocument>> EventStatusAsync(
        ConsumptionCounters counters, StreamInspector streams, ConsumptionStatus status, TimeProvider time, CancellationToken cancellationToken)
    {
        var totals = await counters.ReadAsync(cancellationToken);
        var queues = await QueuesOrNullAsync(streams, status, cancellationToken);
        return TypedResults.Ok(new EventStatusDocument(
            true,
            new EventSubscriber(status.IsListening, totals.GetValueOrDefault(ConsumptionCounters.Applied), totals.GetValueOrDefault(Counters.Failed), queues?.Retry + queues?.Dead),
            WorkerIdentity.Id, time.GetUtcNow()));
    }

    private static async Task<Results<Ok<SyncedCredentialsDocument>, ValidationProblem>> SyncedAsync(
        VerificationStore store, [FromQuery, Range(1, LargestPage), Description("How many, from 1 to 200; 10 when left out")] string? limit, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var count = PageLimit.Read(limit, DefaultSynced, LargestPage, errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        var newest = await store.NewestAsync(count, cancellationToken);
        return TypedResults.Ok(new SyncedCredentialsDocument(true, newest, newest.Count, count));
    }

    private static Task<Results<Ok<FailedEventPage>, ValidationProblem>> DeadLettersAsync(
        EventInbox inbox,
        [FromQuery, Range(1, LargestPage), Description("How many, from 1 to 200; 50 when left out")] string? limit,
        [FromQuery, Description("The nextCursor of the page before")] string? cursor) =>
        PageAsync(limit, cursor, inbox.DeadLettersAsync, isDead: true);

    private static Task<Results<Ok<FailedEventPage>, ValidationProblem>> RetryQueueAsync(
        EventInbox inbox,
        [FromQuery, Range(1, LargestPage), Description("How many, from 1 to 200; 50 when left out")] string? limit,
        [FromQuery, Description("The nextCursor of the page before")] string? cursor) =>
        PageAsync(limit, cursor, inbox.RetryQueueAsync, isDead: false);

    private static async Task<Results<Ok<ReprocessedDocument>, ValidationProblem>> ReprocessAsync(
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] ReprocessRequest? request, DeadLetters deadLetters, ClaimsPrincipal caller, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = ReprocessRequest.Check(request);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        var moved = await deadLetters.ReprocessAsync(request?.Ids, caller.Actor(), cancellationToken);
        return TypedResults.Ok(new ReprocessedDocument(true, moved == 1 ? "1 event is processed again." : $"{moved} events are processed again.", moved, WorkerIdentity.Id, time.GetUtcNow()));
    }

    private static async Task<Results<Ok<DiscardedDocument>, ValidationProblem, ProblemHttpResult>> DiscardAsync(
        [Description("The id of its event")] string id, [FromQuery, Required, StringLength(OperatorReason.MaxCharacters), Description("Why, at most 500 characters; required")] string? reason, DeadLetters deadLetters, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        if (OperatorReason.FaultOfRequired(reason) is { } fault) return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["reason"] = [fault] });
        return await deadLetters.DiscardAsync(id, reason!, caller.Actor(), cancellationToken)
            ? TypedResults.Ok(new DiscardedDocument(true, "The dead letter was taken away and written down with the reason.", id, WorkerIdentity.Id))
            : TypedResults.Problem("There is no such dead letter.", statusCode: StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<CircuitDocument>, ValidationProblem>> SetCircuitAsync(
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] CircuitBreakerRequest? request,
        ConsumptionControl control, ConsumptionStatus status, EventArrivals arrivals, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var errors = CircuitBreakerRequest.Check(request);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        var isolate = request!.Action == CircuitBreakerRequest.Isolate;
        await control.SetIsolatedAsync(isolate, request.Reason, caller.Actor(), cancellationToken);
        status.Isolated = isolate;
        arrivals.Set();
        var message = isolate ? "Consuming is stopped on all replicas; verifying goes on." : "Consuming goes on, on all replicas.";
        return TypedResults.Ok(new CircuitDocument(true, message, status.Circuit, WorkerIdentity.Id));
    }

    private static async Task<Results<Ok<FailedEventPage>, ValidationProblem>> PageAsync(
        string? limit, string? cursor, Func<int, (string Id, long Score)?, Task<IReadOnlyList<QueuedDelivery>>> read, bool isDead)
    {
        var errors = new Dictionary<string, string[]>();
        var count = PageLimit.Read(limit, DefaultPage, LargestPage, errors);
        var after = TimeCursor.Read(cursor, errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        var rows = await read(count + 1, after is { } position ? (position.Id, position.Moment.ToUnixTimeMilliseconds()) : null);
        var page = rows.Take(count).ToArray();
        return TypedResults.Ok(new FailedEventPage(
            Array.ConvertAll(page, queued => Show(queued, isDead)), rows.Count > count ? TimeCursor.Write(page[^1].At, page[^1].Id) : null));
    }

    private static FailedEvent Show(QueuedDelivery queued, bool isDead)
    {
        var delivery = queued.Delivery;
        var payload = PayloadOrNull(delivery.Event);
        string? eventType = null;
        Guid? credentialId = null;
        try
        {
            var happened = CredentialEvent.Parse(delivery.Event);
            (eventType, credentialId) = (happened.EventType, happened.CredentialId);
        }
        catch (EventFormatException)
        {
            // It is shown as far as it can be read; the reason says what is wrong with it.
        }

        return new FailedEvent(
            queued.Id, eventType, credentialId, delivery.Reason, delivery.Attempts, delivery.FirstFailedAt, delivery.LastFailedAt,
            isDead ? null : queued.At, delivery.TraceParent, payload, payload is null ? delivery.Event : null);
    }

    /// <summary>The event as JSON, where it can be part of an answer: not too deep, and all of its text Unicode.</summary>
    private static JsonElement? PayloadOrNull(string text)
    {
        try
        {
            var payload = JsonElement.Parse(text, PayloadOptions);
            payload.WriteTo(new Utf8JsonWriter(Stream.Null)); // Parsing does not look into texts; half of a surrogate pair shows here.
            return payload;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static async Task<(long Retry, long Dead, long? NextRetry)?> QueuesOrNullAsync(StreamInspector streams, ConsumptionStatus status, CancellationToken cancellationToken)
    {
        try
        {
            return await status.Redis.CallAsync(_ => streams.ReadQueuesAsync(MessagingKeys.VerificationGroup), cancellationToken);
        }
        catch (Exception error) when (RedisFault.IsOutage(error))
        {
            return null;
        }
    }

    /// <summary>What needs Redis answers 503 while Redis is away.</summary>
    private static async ValueTask<object?> RedisAwayAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception error) when (RedisFault.IsOutage(error) && !error.IsDatabaseUnavailable())
        {
            context.HttpContext.Response.Headers.RetryAfter = 2.ToString(CultureInfo.InvariantCulture);
            return TypedResults.Problem("Redis cannot be reached at the moment. Nothing was changed; try again when it is back.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
