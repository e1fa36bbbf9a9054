using KubeCredential.Hosting.Resilience;
using KubeCredential.Messaging.Resilience;
using Microsoft.Extensions.Options;

namespace KubeCredential.Messaging.Consuming;

/// <summary>What stands between this process and the events, for its loop, health and statistics.</summary>
/// <param name="subscriber">What applies the events.</param>
/// <param name="options">The settings.</param>
/// <param name="time">The clock.</param>
public sealed class ConsumptionStatus(IEventSubscriber subscriber, IOptions<ConsumptionOptions> options, TimeProvider time)
{
    private static readonly TimeSpan ListeningWithin = TimeSpan.FromSeconds(10);
    private long _lastReadTicks;
    private long _applied;
    private long _failed;
    private volatile bool _isolated;
    private volatile Seen? _seen;

    /// <summary>The breaker in front of the subscriber's own store. While it is open the consumer reads nothing.</summary>
    public CircuitBreaker Database { get; } = new("database", options.Value.Breaker, subscriber.IsOutage, time);

    /// <summary>The breaker in front of Redis.</summary>
    public CircuitBreaker Redis { get; } = new("redis", options.Value.Breaker, RedisFault.IsOutage, time);

    /// <summary>Whether an operator has stopped consumption, on all replicas.</summary>
    public bool Isolated
    {
        get => _isolated;
        set => _isolated = value;
    }

    /// <summary>Whether this process reads events: it has asked Redis for some within the last seconds, and got an answer.</summary>
    public bool IsListening => !Isolated && time.GetUtcNow().UtcTicks - Interlocked.Read(ref _lastReadTicks) < ListeningWithin.Ticks;

    /// <summary>How many events this process has applied.</summary>
    public long Applied => Interlocked.Read(ref _applied);

    /// <summary>How many attempts of this process have failed through a fault of the event.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>The breaker's state, or isolation, which goes before it.</summary>
    public CircuitSnapshot Circuit => Isolated ? Database.Snapshot() with { State = CircuitSnapshot.Isolated, NextProbeAt = null } : Database.Snapshot();

    /// <summary>Since when events have waited in the stream and none was read or settled, by any replica; null where some were, or none wait.</summary>
    public DateTimeOffset? StalledSince => _seen is { Waits: true } seen && time.GetUtcNow() - seen.Since >= options.Value.StalledAfter ? seen.Since : null;

    /// <summary>Takes in how far the group has come; null where that is not known.</summary>
    internal void Observe(StreamStats? stream)
    {
        if (stream is null) return; // Nothing new is known: what was, is still so.
        var waits = stream.Lag + stream.Pending > 0;
        _seen = new Seen(stream.Progress, waits, _seen is { Waits: true } before && before.Progress == stream.Progress ? before.Since : time.GetUtcNow());
    }

    /// <summary>Raised when this process has applied events.</summary>
    public event Action? Changed;

    /// <summary>Notes that Redis was asked for events, and answered.</summary>
    internal void HasRead() => Interlocked.Exchange(ref _lastReadTicks, time.GetUtcNow().UtcTicks);

    /// <summary>Counts what this process has applied, and attempts that failed.</summary>
    internal void Count(int applied, int failed)
    {
        Interlocked.Add(ref _applied, applied);
        Interlocked.Add(ref _failed, failed);
        if (applied > 0) Changed?.Invoke();
    }

    private sealed record Seen(string Progress, bool Waits, DateTimeOffset Since);
}
