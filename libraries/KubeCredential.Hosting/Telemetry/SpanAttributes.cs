namespace KubeCredential.Hosting.Telemetry;

/// <summary>Names of our own attributes on spans; the others are OpenTelemetry's.</summary>
public static class SpanAttributes
{
    /// <summary>Which attempt it is, from 1. Attempts above 1 are kept whatever the sampling ratio.</summary>
    public const string Attempt = "kubecredential.attempt";

    /// <summary>How long the event, or the request, has waited until now, in milliseconds.</summary>
    public const string Waited = "kubecredential.waited_ms";

    /// <summary>The delay of the retry, in milliseconds.</summary>
    public const string RetryDelay = "kubecredential.retry.delay_ms";
}
