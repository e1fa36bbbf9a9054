using KubeCredential.Administration;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Messaging.Consuming;
using Verification.Api.Projection;

namespace Verification.Api.Admin;

/// <summary>Stops or resumes consuming on all replicas, on this one immediately.</summary>
internal sealed class ConsumptionSwitch(ConsumptionControl control, ConsumptionStatus status, EventArrivals arrivals) : ICircuitSwitch
{
    /// <inheritdoc/>
    public CircuitSnapshot Circuit => status.Circuit;

    /// <inheritdoc/>
    public async Task SetIsolatedAsync(bool isolated, string? reason, string actor, CancellationToken cancellationToken)
    {
        await control.SetIsolatedAsync(isolated, reason, actor, cancellationToken);
        status.Operator.Order(isolated);
        arrivals.Set();
    }
}
