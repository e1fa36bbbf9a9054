using System.ComponentModel.DataAnnotations;

namespace KubeCredential.ServiceDefaults.Telemetry;

/// <summary>What is told about the service, and to whom. Configuration section <c>Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Telemetry";

    /// <summary>
    /// Which part of the traces that begin here is kept, from 0 to 1. A trace that began elsewhere is kept as its beginning was.
    /// Spans that end with an error and later attempts are kept whatever this says.
    /// </summary>
    [Range(0.0, 1.0)]
    public double SamplingRatio { get; set; } = 1;

    /// <summary>Whether <c>/metrics</c> is there for Prometheus.</summary>
    public bool Prometheus { get; set; }

    /// <summary>Whether <c>/metrics</c> is for everybody who reaches it. Otherwise Prometheus needs a key with the role <c>operator</c>.</summary>
    public bool PrometheusAnonymous { get; set; }
}
