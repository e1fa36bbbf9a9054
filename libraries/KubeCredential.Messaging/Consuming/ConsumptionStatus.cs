using KubeCredential.Hosting.Resilience;
using KubeCredential.Messaging.Resilience;
using Microsoft.Extensions.Options;

namespace KubeCredential.Messaging.Consuming;

/// <summary>The state of this process's path to the events, for its loops, health checks and statistics.</summary>
/// <param name="subscriber">Applies the events.</param>
/// <param name="options">The settings.</param>
/// <param name="time">The clock.</param>
public sealed class ConsumptionStatus(IEventSubscriber subscriber, IOptions<ConsumptionOptions> options, TimeProvider time)
{
    private static readonly TimeSpan ListeningWithin = TimeSpan.FromSeconds(10);
    private long _lastReadTicks;
    private long _applied;
    private long _failed;
    private volatile Seen? _seen;

    /// <summary>The breaker in front of the subscriber's own store. While it is open the consumer reads nothing.</summary>
    public CircuitBreaker Database { get; } = new("database", options.Value.Breaker, subscriber.IsOutage, time);

    /// <summary>The breaker in front of Redis.</summary>
    public CircuitBreaker Redis { get; } = new("redis", options.Value.Breaker, RedisFault.IsOutage, time);

    /// <summary>Whether an operator has stopped consumption, on all replicas.</summary>
    public bool Isolated => Operator.IsStopped;

    /// <summary>The operator's order as this process knows it.</summary>
    public OperatorStop Operator { get; } = new();

    /// <summary>Whether this process is reading events: in the last few seconds it has asked Redis for events and got an answer.</summary>
    public bool IsListening => !Isolated && time.GetUtcNow().UtcTicks - Interlocked.Read(ref _lastReadTicks) < ListeningWithin.Ticks;

    /// <summary>How many events this process has applied.</summary>
    public long Applied => Interlocked.Read(ref _applied);

    /// <summary>How many attempts of this process have failed because of the event itself.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>The breaker's state; an operator's stop takes precedence.</summary>
    public CircuitSnapshot Circuit => Isolated ? Database.Snapshot() with { State = CircuitSnapshot.Isolated, NextProbeAt = null } : Database.Snapshot();

    /// <summary>Since when events have waited in the stream without any replica reading or settling one; null if consumption has not stalled.</summary>
    public DateTimeOffset? StalledSince => _seen is { Waits: true } seen && time.GetUtcNow() - seen.Since >= options.Value.StalledAfter ? seen.Since : null;

    /// <summary>Updates the group's progress; null if it is unknown.</summary>
    internal void Observe(StreamStats? stream)
    {
        if (stream is null) return; // Nothing new is known, so the last observation stands.
        var waits = stream.Lag + stream.Pending > 0;
        _seen = new Seen(stream.Progress, waits, _seen is { Waits: true } before && before.Progress == stream.Progress ? before.Since : time.GetUtcNow());
    }

    /// <summary>Raised when this process has applied events.</summary>
    public event Action? Changed;

    /// <summary>Records that Redis answered a request for events.</summary>
    internal void HasRead() => Interlocked.Exchange(ref _lastReadTicks, time.GetUtcNow().UtcTicks);

    /// <summary>Counts events that this process has applied, and failed attempts.</summary>
    internal void Count(int applied, int failed)
    {
        Interlocked.Add(ref _applied, applied);
        Interlocked.Add(ref _failed, failed);
        if (applied > 0) Changed?.Invoke();
    }

    private sealed record Seen(string Progress, bool Waits, DateTimeOffset Since);
}
