using System.Diagnostics.Metrics;
using Issuance.Api.Storage;
using KubeCredential.Hosting.Background;
using KubeCredential.Messaging;
using KubeCredential.Messaging.Resilience;
using KubeCredential.Messaging.Telemetry;
using KubeCredential.Storage;

namespace Issuance.Api.Outbox;

/// <summary>Samples the outbox and the confirmation stream every few seconds, so that reading the gauges never queries the database or Redis.</summary>
internal sealed class DeliveryGauges : BackgroundLoop
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly OutboxReport _report;
    private readonly StreamInspector _streams;
    private readonly DeliveryStatus _status;
    private readonly DeliveryProgress _progress;
    private readonly DatabaseReadiness _database;
    private readonly TimeProvider _time;
    private readonly MessagingGauges _messaging;
    private volatile Counted? _counted;

    public DeliveryGauges(
        OutboxReport report, StreamInspector streams, DeliveryStatus status, DeliveryProgress progress, DatabaseReadiness database,
        IMeterFactory meters, TimeProvider time, LoopRegistry loops, ILogger<DeliveryGauges> logger)
        : base("delivery-gauges", loops, logger)
    {
        (_report, _streams, _status, _progress, _database, _time) = (report, streams, status, progress, database, time);
        _messaging = new MessagingGauges(meters, "applied", MessagingKeys.IssuanceGroup, loops, () => [(status.Redis.Dependency, status.Circuit)]);
        var meter = meters.Create(DeliveryTelemetry.Name);
        meter.CreateObservableGauge("kubecredential.outbox.events", Events, "{event}", "Events in the outbox, by state.");
        meter.CreateObservableGauge("kubecredential.outbox.oldest.age", OldestAge, "s", "How long the longest waiting event has not been published; 0 when none waits.");
        meter.CreateObservableGauge("kubecredential.delivery.oldest.age", UndeliveredAge, "s", "How long the longest waiting event has been neither published nor confirmed; 0 when none waits.");
        meter.CreateObservableGauge("kubecredential.delivery.state", State, description: "0 healthy or in need of attention, 1 delayed, 2 stalled.");
    }

    protected override Task PrepareAsync(CancellationToken cancellationToken) => _database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Interval, _time, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        _messaging.Set(await StreamOrNullAsync(cancellationToken));
        try
        {
            var depths = await _report.DepthsAsync(cancellationToken);
            _progress.Observe(depths, await _report.TotalsAsync(cancellationToken));
            _counted = new Counted(depths);
        }
        catch
        {
            _counted = null; // A missing figure is better than a stale one.
            throw;
        }

        return false;
    }

    private async Task<StreamStats?> StreamOrNullAsync(CancellationToken cancellationToken)
    {
        if (!_status.Redis.AllowsCalls) return null;
        try
        {
            return await _status.Redis.CallAsync(_ => _streams.ReadAsync(MessagingKeys.Applied, MessagingKeys.IssuanceGroup), cancellationToken);
        }
        catch (Exception error) when (RedisFault.IsOutage(error))
        {
            return null;
        }
    }

    private Measurement<long>[] Events() => _counted is not { Depths: var depths }
        ? []
        : [Of(depths.Pending, DeliveryState.Pending), Of(depths.Retrying, DeliveryState.Retrying), Of(depths.Published, DeliveryState.Published), Of(depths.Dead, DeliveryState.Dead)];

    private Measurement<double>[] OldestAge() => _counted is not { Depths: var depths }
        ? []
        : [new(depths.OldestPendingAt is { } oldest ? Math.Max(0, (_time.GetUtcNow() - oldest).TotalSeconds) : 0)];

    private Measurement<double>[] UndeliveredAge() => _counted is not { Depths: var depths } ? [] : [new(_progress.AgeOf(depths).TotalSeconds)];

    private Measurement<int>[] State() => _counted is not { Depths: var depths }
        ? []
        : [new(_progress.StateOf(depths, _status.Circuit) switch { DeliveryProgress.Stalled => 2, DeliveryProgress.Delayed => 1, _ => 0 })];

    private static Measurement<long> Of(long count, DeliveryState state) => new(count, new KeyValuePair<string, object?>("state", DeliveryStates.NameOf(state)));

    private sealed record Counted(OutboxReport.Depths Depths);
}
