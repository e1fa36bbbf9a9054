using KubeCredential.Hosting.Background;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KubeCredential.ServiceDefaults.Health;

/// <summary>Degraded while a background loop keeps failing. Reports which loop, and the type of the error.</summary>
internal sealed class LoopHealthCheck(LoopRegistry registry) : IHealthCheck
{
    private const int Tolerated = 2;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var failing = registry.Loops.Where(static loop => loop.Failures > Tolerated).ToArray();
        var data = registry.Loops.ToDictionary(
            static loop => loop.Name,
            static object (loop) => loop.Failures == 0 ? "working" : $"failed {loop.Failures} times in a row ({loop.LastError})");
        return Task.FromResult(failing.Length == 0
            ? HealthCheckResult.Healthy("All background loops work.", data)
            : HealthCheckResult.Degraded($"Failing: {string.Join(", ", failing.Select(static loop => loop.Name))}.", data: data));
    }
}
