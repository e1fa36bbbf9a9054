using System.Text.Json;
using Issuance.Api.Credentials;
using Issuance.Api.Outbox;
using KubeCredential.ServiceDefaults.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Issuance.Api;

/// <summary>The <c>metrics</c> of the health document: what this process has done and holds, from memory.</summary>
internal sealed class IssuanceHealth(IssuanceWriter writer, DeliveryStatus status) : IHealthSection
{
    public string Name => "metrics";

    public void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("issued", writer.Issued);
        json.WriteNumber("duplicates", writer.Duplicates);
        json.WriteNumber("failed", writer.Failed);
        json.WriteNumber("waiting", writer.WaitingCount);
        json.WriteString("circuitBreaker", status.Circuit.State);
        ProcessFigures.Write(json);
    }
}

/// <summary>Degraded while delivery is held up by the breaker or by an operator; issuing goes on.</summary>
internal sealed class DeliveryHealthCheck(DeliveryStatus status) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var circuit = status.Circuit;
        return Task.FromResult(circuit.State switch
        {
            KubeCredential.Messaging.Resilience.CircuitSnapshot.Closed => HealthCheckResult.Healthy("Events are delivered."),
            KubeCredential.Messaging.Resilience.CircuitSnapshot.Isolated => HealthCheckResult.Degraded("An operator has stopped delivery. Credentials are issued and wait."),
            _ => HealthCheckResult.Degraded($"Delivery waits for Redis ({circuit.LastError}). Credentials are issued and wait; next probe at {circuit.NextProbeAt:HH:mm:ss} UTC."),
        });
    }
}
