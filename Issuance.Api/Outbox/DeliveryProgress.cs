using KubeCredential.Hosting.Resilience;
using KubeCredential.Storage;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Outbox;

/// <summary>
/// Whether delivery gets on, of all replicas together: by the age of what waits, and by whether anything has been published or confirmed lately. What
/// the loops believe of themselves does not count here: one that tries for ever, and fails each time, makes no progress.
/// </summary>
internal sealed class DeliveryProgress
{
    /// <summary>Nothing is wrong.</summary>
    public const string Healthy = "healthy";

    /// <summary>Events are dead, retried, or kept back by a breaker.</summary>
    public const string Attention = "attention";

    /// <summary>The oldest event that waits to be published has waited for longer than it should.</summary>
    public const string Delayed = "delayed";

    /// <summary>Events have waited for long, and none has been published or confirmed meanwhile.</summary>
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
        _lastProgressAt = time.GetUtcNow(); // Nothing is known of the time before.
    }

    /// <summary>When an event was last seen to be published or confirmed, by any replica; at first when this process started.</summary>
    public DateTimeOffset LastProgressAt
    {
        get
        {
            lock (_gate) return _lastProgressAt;
        }
    }

    /// <summary>What was seen last, or null.</summary>
    public Seen? Last
    {
        get
        {
            lock (_gate) return _seen;
        }
    }

    /// <summary>What waited, and when that was seen.</summary>
    /// <param name="Depths">What waited.</param>
    /// <param name="At">When.</param>
    public sealed record Seen(OutboxReport.Depths Depths, DateTimeOffset At);

    /// <summary>Takes in what waits, and the service's totals.</summary>
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

    /// <summary>One word for how delivery is doing: the worst that applies.</summary>
    public string StateOf(OutboxReport.Depths depths, CircuitSnapshot circuit)
    {
        var waitsForLong = AgeOf(depths) >= _options.StalledAfter;
        if (waitsForLong && _time.GetUtcNow() - LastProgressAt >= _options.StalledAfter) return Stalled;
        if (AgeOf(depths.OldestWaitingAt) >= _options.DelayedAfter) return Delayed;
        // One that the verifier does not confirm while it confirms others is that event's own trouble.
        return depths is { Dead: 0, Retrying: 0 } && !waitsForLong && circuit.State == CircuitSnapshot.Closed ? Healthy : Attention;
    }

    /// <summary>How long the oldest event has waited that waits for nothing but its turn, or for its confirmation.</summary>
    public TimeSpan AgeOf(OutboxReport.Depths depths)
    {
        var (waiting, unconfirmed) = (AgeOf(depths.OldestWaitingAt), AgeOf(depths.OldestUnconfirmedAt));
        return waiting > unconfirmed ? waiting : unconfirmed;
    }

    private TimeSpan AgeOf(DateTimeOffset? happened) => happened is { } at && _time.GetUtcNow() - at is { Ticks: > 0 } age ? age : TimeSpan.Zero;
}
