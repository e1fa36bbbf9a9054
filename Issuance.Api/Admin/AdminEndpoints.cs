using Issuance.Api.Outbox;
using KubeCredential.Administration;
using KubeCredential.Hosting;
using KubeCredential.Messaging;
using KubeCredential.Messaging.Resilience;
using KubeCredential.Security;
using KubeCredential.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Issuance.Api.Admin;

/// <summary>What operators see and do.</summary>
internal static class AdminEndpoints
{
    internal static RouteGroupBuilder MapAdmin(this IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup("/admin").WithTags("Administration").ForOperators();
        admin.MapGet("/queue-stats", QueueStatsAsync).WithName("GetQueueStats").WithSummary("Counts what is on its way, and says what holds it up");
        admin.MapGet("/metrics", MetricsAsync).WithName("GetMetrics").WithSummary("Totals of the whole service since it was set up");
        admin.MapFailedEvents<FailedEvent>(new FailedEventTexts(
            "{id:guid}", "Publishes dead letters again: all, or those with the given ids", "published", "The dead letter was taken away. The event stays in the event store."));
        admin.MapCircuitBreaker(new CircuitTexts(
            "Stops publishing on all replicas, or lets it go on", "Publishing is stopped on all replicas; issuing goes on.", "Publishing goes on, on all replicas."));
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
