using System.Text.Json;
using KubeCredential.Hosting.Health;
using KubeCredential.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Verification.Api.Signatures;

/// <summary>The <c>signatures</c> of the health document.</summary>
internal sealed class SignatureHealth(IssuerKeys keys, ForgedEntries forged) : IHealthSection
{
    public string Name => "signatures";

    public void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("keys", keys.Count);
        json.WriteString("keysAskedAt", keys.AnsweredAt is { } asked ? Rfc3339.Format(asked) : null);
        json.WriteNumber("forged", forged.Count);
        json.WriteString("lastForgedAt", forged.LastAt is { } at ? Rfc3339.Format(at) : null);
    }
}

/// <summary>Degraded while no key of the issuer is known, after a forged entry was found, and if somebody else has written to the table of keys.</summary>
internal sealed class SignatureHealthCheck(IssuerKeys keys, ForgedEntries forged, IOptions<SignatureOptions> options, TimeProvider time) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) => Task.FromResult(
        forged.LastAt is { } last && time.GetUtcNow() - last < options.Value.AlarmFor
            ? HealthCheckResult.Degraded($"Somebody has put {forged.Count} entries into the stream that the issuer did not sign, the last at {Rfc3339.Format(last)}. They are among the dead letters and have changed nothing. Find out who can write to Redis.")
        : keys.Broken > 0 ? HealthCheckResult.Degraded($"{keys.Broken} rows of the table issuer_keys were not written by this service, or with another Signatures:KeySecret. They are not believed.")
        : keys.Count == 0 ? HealthCheckResult.Degraded("No key of the issuer is known yet, so that no credential can be verified.")
        : HealthCheckResult.Healthy("The issuer's keys are known."));
}
