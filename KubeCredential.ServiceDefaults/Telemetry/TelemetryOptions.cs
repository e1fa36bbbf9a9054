using System.ComponentModel.DataAnnotations;

namespace KubeCredential.ServiceDefaults.Telemetry;

/// <summary>What the service reports about itself and who may read it. Configuration section <c>Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Telemetry";

    /// <summary>
    /// The fraction of the traces starting here that is kept. A trace that started elsewhere is kept if its start was. Errors and retries are
    /// always kept.
    /// </summary>
    [Range(0.0, 1.0)]
    public double SamplingRatio { get; set; } = 1;

    /// <summary>Whether Prometheus metrics are served at <c>/metrics</c>.</summary>
    public bool Prometheus { get; set; }

    /// <summary>Whether anyone who can reach <c>/metrics</c> may read it. Otherwise Prometheus needs a key with the role <c>operator</c>.</summary>
    public bool PrometheusAnonymous { get; set; }
}
