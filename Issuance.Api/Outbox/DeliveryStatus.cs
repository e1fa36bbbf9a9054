using KubeCredential.Hosting.Resilience;
using KubeCredential.Messaging.Resilience;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Outbox;

/// <summary>The state of this process's path to Redis, for its background loops, health checks and statistics.</summary>
internal sealed class DeliveryStatus(IOptions<OutboxOptions> options, TimeProvider time)
{
    private volatile KubeCredential.Events.IssuerHeartbeat? _lastHeartbeat;

    /// <summary>The breaker in front of Redis, shared by all background loops of this process.</summary>
    public CircuitBreaker Redis { get; } = new("redis", options.Value.Breaker, RedisFault.IsOutage, time);

    /// <summary>Raised when this process has changed the delivery state of credentials.</summary>
    public event Action? Changed;

    /// <summary>Whether an operator has stopped publishing, on all replicas.</summary>
    public bool Isolated => Operator.IsStopped;

    /// <summary>The operator's order as this process knows it.</summary>
    public OperatorStop Operator { get; } = new();

    /// <summary>The last heartbeat of any replica, as far as this process knows; null if none is known.</summary>
    public KubeCredential.Events.IssuerHeartbeat? LastHeartbeat
    {
        get => _lastHeartbeat;
        set => _lastHeartbeat = value;
    }

    /// <summary>Raised when the verifier has reported on events.</summary>
    public event Action<IReadOnlyCollection<KubeCredential.Messaging.Confirmation>>? Confirmed;

    /// <summary>Raises <see cref="Confirmed"/>.</summary>
    public void HasConfirmed(IReadOnlyCollection<KubeCredential.Messaging.Confirmation> confirmations)
    {
        Confirmed?.Invoke(confirmations);
        HasChanged();
    }

    /// <summary>Raises <see cref="Changed"/>.</summary>
    public void HasChanged() => Changed?.Invoke();

    /// <summary>The breaker's state; an operator's stop takes precedence.</summary>
    public CircuitSnapshot Circuit => Isolated ? Redis.Snapshot() with { State = CircuitSnapshot.Isolated, NextProbeAt = null } : Redis.Snapshot();
}
