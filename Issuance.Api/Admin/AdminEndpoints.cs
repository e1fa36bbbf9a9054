using Issuance.Api.Outbox;
using KubeCredential.Administration;
using KubeCredential.Hosting;
using KubeCredential.Messaging;
using KubeCredential.Messaging.Resilience;
using KubeCredential.Security;
using KubeCredential.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Issuance.Api.Admin;

/// <summary>The endpoints for operators.</summary>
internal static class AdminEndpoints
{
    internal static RouteGroupBuilder MapAdmin(this IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup("/admin").WithTags("Administration").ForOperators();
        admin.MapGet("/queue-stats", QueueStatsAsync).WithName("GetQueueStats").WithSummary("Counts the events in delivery and says what is holding them up");
        admin.MapGet("/metrics", MetricsAsync).WithName("GetMetrics").WithSummary("Reports totals of the whole service since it was set up");
        admin.MapFailedEvents<FailedEvent>(new FailedEventTexts(
            "{id:guid}", "Publishes dead letters again: all, or those with the given IDs", "published", "The dead letter was discarded. The event remains in the event store."));
        admin.MapCircuitBreaker(new CircuitTexts(
            "Stops or resumes publishing on all replicas", "Publishing is stopped on all replicas; issuing continues.", "Publishing has resumed on all replicas."));
        admin.MapGroups();
        admin.MapReplicas();
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
            await GroupEndpoints.ReadGroupsAsync(groups, await report.TotalsAsync(cancellationToken), now, cancellationToken), circuit,
            status.LastHeartbeat is { } heartbeat ? new HeartbeatDocument(heartbeat.AsOf, heartbeat.Position, heartbeat.SentAt) : null, WorkerIdentity.Id, now));
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

    /// <summary>The state of the stream, or null while Redis is unavailable: the rest of the response does not depend on it.</summary>
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
