namespace Issuance.Api.Outbox;

/// <summary>The name of the service's telemetry.</summary>
internal static class DeliveryTelemetry
{
    /// <summary>The name of the service's activity source and meter.</summary>
    public const string Name = "KubeCredential.Issuance";
}
