using System.Diagnostics.Metrics;
using KubeCredential.Events;
using Verification.Api.Credentials;

namespace Verification.Api.Projection;

/// <summary>Instruments for applied credentials. None of them identifies a holder.</summary>
internal static class VerificationTelemetry
{
    private static readonly Meter Meter = new(VerdictTelemetry.Meter);
    private static readonly Histogram<double> Lag = Meter.CreateHistogram(
        "kubecredential.delivery.lag", "s", "Time from a credential's issue until it can be verified.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 43200] });

    /// <summary>Records that an event was applied.</summary>
    public static void RecordApplied(CredentialEvent happened, DateTimeOffset now) => Lag.Record(Math.Max(0, (now - happened.Timestamp).TotalSeconds));
}
