using KubeCredential.Hosting.Resilience;

namespace KubeCredential.Administration;

/// <summary>The breaker by which an operator stops a service's background work on all replicas, and lets it go on.</summary>
public interface ICircuitSwitch
{
    /// <summary>The breaker of this replica.</summary>
    CircuitSnapshot Circuit { get; }

    /// <summary>Stops the work, or lets it go on.</summary>
    /// <param name="isolated">Whether it stops.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="actor">Who orders it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task SetIsolatedAsync(bool isolated, string? reason, string actor, CancellationToken cancellationToken);
}
