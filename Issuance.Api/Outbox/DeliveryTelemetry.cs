using System.Diagnostics.Metrics;

namespace Issuance.Api.Outbox;

/// <summary>The service's telemetry of delivery.</summary>
internal static class DeliveryTelemetry
{
    /// <summary>The name of the service's activity source and meter.</summary>
    public const string Name = "KubeCredential.Issuance";

    private static readonly Counter<long> s_refused = new Meter(Name).CreateCounter<long>(
        "kubecredential.confirmations.refused", "{confirmation}", "Confirmations of events that the issuer does not know or has not published: somebody else has made them.");

    /// <summary>Counts confirmations that somebody else has made.</summary>
    public static void CountRefused(int count) => s_refused.Add(count);
}
