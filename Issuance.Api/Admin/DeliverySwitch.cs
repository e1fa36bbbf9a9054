using Issuance.Api.Outbox;
using KubeCredential.Administration;
using KubeCredential.Hosting.Resilience;

namespace Issuance.Api.Admin;

/// <summary>Stops or resumes publishing on all replicas, on this one immediately.</summary>
internal sealed class DeliverySwitch(DeliveryControl control, DeliveryStatus status, OutboxSignal signal) : ICircuitSwitch
{
    /// <inheritdoc/>
    public CircuitSnapshot Circuit => status.Circuit;

    /// <inheritdoc/>
    public async Task SetIsolatedAsync(bool isolated, string? reason, string actor, CancellationToken cancellationToken)
    {
        await control.SetIsolatedAsync(isolated, reason, actor, cancellationToken);
        status.Operator.Order(isolated);
        signal.Set();
    }
}
