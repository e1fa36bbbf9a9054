using System.Text.Json;
using KubeCredential.Hosting.Health;
using KubeCredential.Hosting.Limits;
using Microsoft.Extensions.Options;

namespace KubeCredential.Security.Limits;

/// <summary>The <c>limits</c> of the health document: whether limits are enabled, and whether all replicas share them at the moment.</summary>
internal sealed class LimitsHealth(IOptions<RateLimitsOptions> options, ISharedBudget budget) : IHealthSection
{
    public string Name => "limits";

    public void Write(Utf8JsonWriter json)
    {
        json.WriteBoolean("enabled", options.Value.Enabled);
        json.WriteString("counted", budget.IsShared ? "by all replicas together" : "by each process");
    }
}
