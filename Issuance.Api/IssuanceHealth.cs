using System.Text.Json;
using Issuance.Api.Credentials;
using Issuance.Api.Outbox;
using KubeCredential.Hosting.Health;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Issuance.Api;

/// <summary>The <c>metrics</c> of the health document: counts and queue sizes of this process, from memory.</summary>
internal sealed class IssuanceHealth(IssuanceWriter writer, DeliveryStatus status) : IHealthSection
{
    public string Name => "metrics";

    public void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("issued", writer.Issued);
        json.WriteNumber("changed", writer.Changed);
        json.WriteNumber("duplicates", writer.Duplicates);
        json.WriteNumber("failed", writer.Failed);
        json.WriteNumber("waiting", writer.WaitingCount);
        json.WriteString("circuitBreaker", status.Circuit.State);
        if (status.LastHeartbeat is { } heartbeat)
        {
            json.WriteStartObject("heartbeat");
            json.WriteString("asOf", Rfc3339.Format(heartbeat.AsOf));
            json.WriteString("position", heartbeat.Position);
            json.WriteString("sentAt", Rfc3339.Format(heartbeat.SentAt));
            json.WriteEndObject();
        }

        ProcessFigures.Write(json);
    }
}

/// <summary>Degraded while the breaker or an operator stops delivery, or while delivery is behind or makes no progress; issuing continues.</summary>
internal sealed class DeliveryHealthCheck(DeliveryStatus status, DeliveryProgress progress, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(30);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var circuit = status.Circuit;
        return Task.FromResult(circuit.State switch
        {
            CircuitSnapshot.Closed => OfProgress(circuit),
            CircuitSnapshot.Isolated => HealthCheckResult.Degraded("An operator has stopped delivery. Credentials are still issued and wait for delivery."),
            _ => HealthCheckResult.Degraded($"Delivery is waiting for Redis ({circuit.LastError}). Credentials are still issued; next probe at {circuit.NextProbeAt:HH:mm:ss} UTC."),
        });
    }

    private HealthCheckResult OfProgress(CircuitSnapshot circuit)
    {
        if (progress.Last is not { } seen) return HealthCheckResult.Healthy("The outbox has not been counted yet.");
        if (time.GetUtcNow() - seen.At > SeenWithin) return HealthCheckResult.Degraded($"The delivery status is unknown: the outbox has not been counted since {seen.At:HH:mm:ss} UTC.");
        var age = progress.AgeOf(seen.Depths).TotalSeconds;
        return progress.StateOf(seen.Depths, circuit) switch
        {
            DeliveryProgress.Stalled => HealthCheckResult.Degraded(
                $"Delivery has stalled: the oldest event has waited for {age:0} s, and none has been published or confirmed since {progress.LastProgressAt:HH:mm:ss} UTC. Credentials are still issued."),
            DeliveryProgress.Delayed => HealthCheckResult.Degraded($"Delivery is delayed: the oldest event has waited for {age:0} s."),
            _ => HealthCheckResult.Healthy("Events are being delivered."),
        };
    }
}
