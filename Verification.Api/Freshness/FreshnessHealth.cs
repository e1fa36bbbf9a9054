using System.Text.Json;
using KubeCredential.Hosting.Health;
using KubeCredential.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Verification.Api.Freshness;

/// <summary>The <c>issuer</c> of the health document: until when everything from the issuer is known.</summary>
internal sealed class FreshnessHealth(Knowledge knowledge) : IHealthSection
{
    public string Name => "issuer";

    public void Write(Utf8JsonWriter json)
    {
        var current = knowledge.Current;
        json.WriteString("asOf", current.AsOfText);
        json.WriteString("heardAt", current.HeardAt is { } heardAt ? Rfc3339.Format(heardAt) : null);
        if (knowledge.AgeSeconds is { } age) json.WriteNumber("ageSeconds", Math.Round(age, 3));
        else json.WriteNull("ageSeconds");
    }
}

/// <summary>Degraded while nothing has been heard from the issuer for longer than <see cref="FreshnessOptions.FreshFor"/>; credentials can still be verified.</summary>
internal sealed class FreshnessHealthCheck(Knowledge knowledge, IOptions<FreshnessOptions> options, TimeProvider time) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var (current, now) = (knowledge.Current, time.GetUtcNow());
        // A process that has just started has not had the time to hear anything.
        var age = current.AgeAt(now) ?? now - knowledge.StartedAt;
        return Task.FromResult(
            age > options.Value.FreshFor ? HealthCheckResult.Degraded($"{current.OldText} Credentials already received can still be verified.")
            : HealthCheckResult.Healthy(current.AsOf is null ? "Waiting for the issuer's first heartbeat." : current.FreshText));
    }
}
