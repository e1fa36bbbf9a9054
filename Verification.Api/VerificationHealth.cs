using System.Text.Json;
using KubeCredential.Hosting.Health;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Messaging.Consuming;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Verification.Api;

/// <summary>The <c>eventSubscriber</c> of the health document: counts of this process, from memory.</summary>
internal sealed class SubscriberHealth(ConsumptionStatus status) : IHealthSection
{
    public string Name => "eventSubscriber";

    public void Write(Utf8JsonWriter json)
    {
        json.WriteBoolean("isListening", status.IsListening);
        json.WriteNumber("processedSuccess", status.Applied);
        json.WriteNumber("processedFailed", status.Failed);
    }
}

/// <summary>The <c>metrics</c> of the health document.</summary>
internal sealed class VerificationHealth(ConsumptionStatus status) : IHealthSection
{
    public string Name => "metrics";

    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("circuitBreaker", status.Circuit.State);
        json.WriteString("redisCircuitBreaker", status.Redis.Snapshot().State);
        ProcessFigures.Write(json);
    }
}

/// <summary>Degraded while events are not consumed, or wait without progress; the credentials already received can still be verified.</summary>
internal sealed class ConsumptionHealthCheck(ConsumptionStatus status) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) => Task.FromResult(
        status.Isolated ? HealthCheckResult.Degraded("An operator has stopped consumption. Credentials already received can still be verified.")
        : status.Database.Snapshot() is { State: not CircuitSnapshot.Closed } circuit ? HealthCheckResult.Degraded($"Events are waiting for the database ({circuit.LastError}); next probe at {circuit.NextProbeAt:HH:mm:ss} UTC.")
        : status.StalledSince is { } since ? HealthCheckResult.Degraded($"Consumption has stalled: events are waiting, and none has been read or settled since {since:HH:mm:ss} UTC. Credentials already received can still be verified.")
        : status.IsListening ? HealthCheckResult.Healthy("Events are being consumed.")
        : HealthCheckResult.Degraded("No events are being read. Credentials already received can still be verified."));
}
