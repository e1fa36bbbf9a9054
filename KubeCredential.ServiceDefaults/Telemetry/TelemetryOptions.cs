using System.ComponentModel.DataAnnotations;

namespace KubeCredential.ServiceDefaults.Telemetry;

/// <summary>What the service reports about itself, and to whom. Configuration section <c>Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Telemetry";

    /// <summary>
    /// The part of the traces that begin here which is kept. A trace that began elsewhere is kept if its beginning was. Errors and retries are
    /// always kept.
    /// </summary>
    [Range(0.0, 1.0)]
    public double SamplingRatio { get; set; } = 1;

    /// <summary>Whether metrics for Prometheus are at <c>/metrics</c>.</summary>
    public bool Prometheus { get; set; }

    /// <summary>Whether everybody who reaches <c>/metrics</c> may read it. Otherwise Prometheus needs a key with the role <c>operator</c>.</summary>
    public bool PrometheusAnonymous { get; set; }
}
