using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using KubeCredential.Administration;
using KubeCredential.Hosting;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Messaging;
using KubeCredential.Messaging.Consuming;
using KubeCredential.Messaging.Resilience;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Verification.Api.Credentials;
using Verification.Api.Freshness;
using Verification.Api.Projection;

namespace Verification.Api.Admin;

/// <summary>The endpoints for operators.</summary>
internal static class AdminEndpoints
{
    private const int LargestPage = 200;
    private const int DefaultSynced = 10;

    internal static RouteGroupBuilder MapAdmin(this IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup("/admin").WithTags("Administration").ForOperators().RefusedWithoutRedis();
        admin.MapGet("/queue-stats", QueueStatsAsync).WithName("GetQueueStats").WithSummary("Counts the waiting and failed events and says what is holding them up");
        admin.MapGet("/metrics", MetricsAsync).WithName("GetMetrics").WithSummary("Reports totals of the whole service since it was set up");
        admin.MapGet("/event-status", EventStatusAsync).WithName("GetEventStatus").WithSummary("Reads the status of the consumer");
        admin.MapGet("/synced-credentials", SyncedAsync).WithName("ListSyncedCredentials").WithSummary("Lists the most recently applied credentials, newest first").ProducesValidationProblem();
        admin.MapFailedEvents<FailedEvent>(new FailedEventTexts(
            "{id}", "Puts dead letters back into the stream: all, or those with the given IDs", "processed", "The dead letter was discarded and recorded with the reason."));
        admin.MapCircuitBreaker(new CircuitTexts(
            "Stops or resumes consuming on all replicas", "Consuming is stopped on all replicas; verifying continues.", "Consuming has resumed on all replicas."));
        admin.MapReplicas();
        return admin;
    }

    private static async Task<Ok<QueueStats>> QueueStatsAsync(
        StreamInspector streams, ConsumptionStatus status, Knowledge knowledge, TimeProvider time, CancellationToken cancellationToken)
    {
        var queues = await QueuesOrNullAsync(streams, status, cancellationToken);
        var stream = queues is null ? null : await status.Redis.CallAsync(_ => streams.ReadAsync(MessagingKeys.Stream, MessagingKeys.VerificationGroup), cancellationToken);
        var circuit = status.Circuit;
        var heard = knowledge.Current;
        var state = queues switch
        {
            null => "redis-away",
            _ when status.StalledSince is not null => "stalled",
            { Retry: 0, Dead: 0 } when circuit.State == CircuitSnapshot.Closed => "healthy",
            _ => "attention",
        };
        return TypedResults.Ok(new QueueStats(
            state, queues?.Retry, queues?.Dead, queues?.NextRetry is { } next ? DateTimeOffset.FromUnixTimeMilliseconds(next) : null,
            status.StalledSince, heard.AsOf, heard.HeardAt, heard.AgeAt(time.GetUtcNow())?.TotalSeconds, stream, circuit, status.Redis.Snapshot(), WorkerIdentity.Id, time.GetUtcNow()));
    }

    private static async Task<Ok<MetricsDocument>> MetricsAsync(
        ConsumptionCounters counters, StreamInspector streams, ConsumptionStatus status, TimeProvider time, CancellationToken cancellationToken)
    {
        var totals = await counters.ReadAsync(cancellationToken);
        var queues = await QueuesOrNullAsync(streams, status, cancellationToken);
        long Total(string name) => totals.GetValueOrDefault(name);
        long[] verdicts =
        [
            Total(VerificationTally.Valid), Total(VerificationTally.Expired), Total(VerificationTally.NotYetValid), Total(VerificationTally.Suspended), Total(VerificationTally.Revoked),
            Total(VerificationTally.Superseded), Total(VerificationTally.Erased), Total(VerificationTally.Different), Total(VerificationTally.Stale), Total(VerificationTally.NotAuthentic), Total(VerificationTally.Unknown),
        ];
        return TypedResults.Ok(new MetricsDocument(
            WorkerIdentity.Id,
            new EventTotals(
                Total(ConsumptionCounters.Applied), Total(Counters.Failed), Total(ConsumptionCounters.Duplicates), Total(Counters.Retried), Total(Counters.DeadLettered),
                queues?.Retry + queues?.Dead, status.IsListening),
            new VerificationTotals(
                verdicts.Sum(), verdicts[0], verdicts[1], verdicts[2], verdicts[3], verdicts[4], verdicts[5], verdicts[6], verdicts[7], verdicts[8], verdicts[9], verdicts[10]),
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
        VerificationStore store, [FromQuery, Range(1, LargestPage), Description("How many, from 1 to 200; 10 if left out")] string? limit, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var count = PageLimit.Read(limit, DefaultSynced, LargestPage, errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        var newest = await store.NewestAsync(count, cancellationToken);
        return TypedResults.Ok(new SyncedCredentialsDocument(true, newest, newest.Count, count));
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
}
