using System.Text.Json;
using Issuance.Api.Credentials;
using Issuance.Api.Outbox;
using KubeCredential.Hosting.Health;
using KubeCredential.Hosting.Resilience;
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

/// <summary>Degraded while delivery is held up by the breaker or by an operator, is behind, or makes no progress; issuing goes on.</summary>
internal sealed class DeliveryHealthCheck(DeliveryStatus status, DeliveryProgress progress, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(30);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var circuit = status.Circuit;
        return Task.FromResult(circuit.State switch
        {
            CircuitSnapshot.Closed => OfProgress(circuit),
            CircuitSnapshot.Isolated => HealthCheckResult.Degraded("An operator has stopped delivery. Credentials are issued and wait."),
            _ => HealthCheckResult.Degraded($"Delivery waits for Redis ({circuit.LastError}). Credentials are issued and wait; next probe at {circuit.NextProbeAt:HH:mm:ss} UTC."),
        });
    }

    private HealthCheckResult OfProgress(CircuitSnapshot circuit)
    {
        if (progress.Last is not { } seen) return HealthCheckResult.Healthy("The outbox has not been counted yet.");
        if (time.GetUtcNow() - seen.At > SeenWithin) return HealthCheckResult.Degraded($"Whether events are delivered is not known: the outbox could not be counted since {seen.At:HH:mm:ss} UTC.");
        var age = progress.AgeOf(seen.Depths).TotalSeconds;
        return progress.StateOf(seen.Depths, circuit) switch
        {
            DeliveryProgress.Stalled => HealthCheckResult.Degraded(
                $"Delivery has stalled: the oldest event has waited for {age:0} s, and none was published or confirmed since {progress.LastProgressAt:HH:mm:ss} UTC. Credentials are issued and wait."),
            DeliveryProgress.Delayed => HealthCheckResult.Degraded($"Delivery is delayed: the oldest event has waited for {age:0} s."),
            _ => HealthCheckResult.Healthy("Events are delivered."),
        };
    }
}
