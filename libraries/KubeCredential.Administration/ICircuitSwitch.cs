using KubeCredential.Hosting.Resilience;

namespace KubeCredential.Administration;

/// <summary>The breaker with which an operator stops and resumes a service's background work on all replicas.</summary>
public interface ICircuitSwitch
{
    /// <summary>The breaker of this replica.</summary>
    CircuitSnapshot Circuit { get; }

    /// <summary>Stops or resumes the work.</summary>
    /// <param name="isolated">Whether to stop it.</param>
    /// <param name="reason">The reason, or null.</param>
    /// <param name="actor">Who gave the order.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task SetIsolatedAsync(bool isolated, string? reason, string actor, CancellationToken cancellationToken);
}
