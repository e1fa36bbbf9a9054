using KubeCredential.Hosting.Resilience;
using KubeCredential.Storage;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Outbox;

/// <summary>
/// Delivery progress across all replicas, judged by the age of waiting events and by whether any were published or confirmed recently. The loops'
/// own status does not count: a loop that keeps trying and keeps failing makes no progress.
/// </summary>
internal sealed class DeliveryProgress
{
    /// <summary>No problems.</summary>
    public const string Healthy = "healthy";

    /// <summary>There are dead letters or retries, or a breaker holds events back.</summary>
    public const string Attention = "attention";

    /// <summary>The oldest event has waited too long to be published.</summary>
    public const string Delayed = "delayed";

    /// <summary>Events have waited for a long time, and none was published or confirmed in that time.</summary>
    public const string Stalled = "stalled";

    private readonly OutboxOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private (long Published, long Confirmed)? _totals;
    private DateTimeOffset _lastProgressAt;
    private Seen? _seen;

    public DeliveryProgress(IOptions<OutboxOptions> options, TimeProvider time)
    {
        (_options, _time) = (options.Value, time);
        _lastProgressAt = time.GetUtcNow(); // Nothing is known about the time before.
    }

    /// <summary>When any replica was last seen to publish or confirm an event; initially the start of this process.</summary>
    public DateTimeOffset LastProgressAt
    {
        get
        {
            lock (_gate) return _lastProgressAt;
        }
    }

    /// <summary>The last observation, or null.</summary>
    public Seen? Last
    {
        get
        {
            lock (_gate) return _seen;
        }
    }

    /// <summary>An observation of the waiting events.</summary>
    /// <param name="Depths">What was waiting.</param>
    /// <param name="At">When it was observed.</param>
    public sealed record Seen(OutboxReport.Depths Depths, DateTimeOffset At);

    /// <summary>Updates the progress from what is waiting and from the service's totals.</summary>
    public void Observe(OutboxReport.Depths depths, Dictionary<string, long> totals)
    {
        var now = (totals.GetValueOrDefault(Counters.Published), totals.GetValueOrDefault(Counters.Confirmed));
        lock (_gate)
        {
            var at = _time.GetUtcNow();
            if (_totals is { } before && before != now) _lastProgressAt = at;
            (_totals, _seen) = (now, new Seen(depths, at));
        }
    }

    /// <summary>The delivery status: the worst that applies.</summary>
    public string StateOf(OutboxReport.Depths depths, CircuitSnapshot circuit)
    {
        var waitsForLong = AgeOf(depths) >= _options.StalledAfter;
        if (waitsForLong && _time.GetUtcNow() - LastProgressAt >= _options.StalledAfter) return Stalled;
        if (AgeOf(depths.OldestWaitingAt) >= _options.DelayedAfter) return Delayed;
        // If the verifier confirms other events, a single unconfirmed one does not mean that delivery has stalled.
        return depths is { Dead: 0, Retrying: 0 } && !waitsForLong && circuit.State == CircuitSnapshot.Closed ? Healthy : Attention;
    }

    /// <summary>The age of the oldest event that waits only for its turn or for its confirmation.</summary>
    public TimeSpan AgeOf(OutboxReport.Depths depths)
    {
        var (waiting, unconfirmed) = (AgeOf(depths.OldestWaitingAt), AgeOf(depths.OldestUnconfirmedAt));
        return waiting > unconfirmed ? waiting : unconfirmed;
    }

    private TimeSpan AgeOf(DateTimeOffset? happened) => happened is { } at && _time.GetUtcNow() - at is { Ticks: > 0 } age ? age : TimeSpan.Zero;
}
