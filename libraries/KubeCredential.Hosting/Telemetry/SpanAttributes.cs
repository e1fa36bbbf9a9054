namespace KubeCredential.Hosting.Telemetry;

/// <summary>Names of our own attributes on spans; the others are OpenTelemetry's.</summary>
public static class SpanAttributes
{
    /// <summary>The number of the attempt, from 1. Attempts above 1 are kept regardless of the sampling ratio.</summary>
    public const string Attempt = "kubecredential.attempt";

    /// <summary>How long the event or the request has waited so far, in milliseconds.</summary>
    public const string Waited = "kubecredential.waited_ms";

    /// <summary>The delay of the retry, in milliseconds.</summary>
    public const string RetryDelay = "kubecredential.retry.delay_ms";
}
