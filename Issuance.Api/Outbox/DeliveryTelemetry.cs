namespace Issuance.Api.Outbox;

/// <summary>The name under which this service measures.</summary>
internal static class DeliveryTelemetry
{
    /// <summary>The name of the service's activity source and of its meter.</summary>
    public const string Name = "KubeCredential.Issuance";
}
