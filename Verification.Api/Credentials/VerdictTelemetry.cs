using System.Diagnostics;
using System.Diagnostics.Metrics;
using KubeCredential.Hosting.Telemetry;

namespace Verification.Api.Credentials;

/// <summary>Instruments for verifying. Nothing in them identifies a holder.</summary>
internal static class VerdictTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string Meter = Freshness.Knowledge.Meter;

    private static readonly Counter<long> s_verdicts = new Meter(Meter).CreateCounter<long>("kubecredential.verifications", "{request}", "Verification results, by outcome.");

    private static readonly ActivitySource s_source = new(Meter);

    /// <summary>Starts the span of one statement that reads for several requests. Null when there is no listener.</summary>
    /// <param name="spans">The requests' spans; null for one without.</param>
    public static Activity? StartRead(IReadOnlyList<Activity?> spans) => BatchSpan.Start(s_source, "read credentials", spans, [new("kubecredential.batch.size", spans.Count)]);

    /// <summary>Counts a verdict.</summary>
    public static void Count(string outcome) => s_verdicts.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
