using System.Diagnostics.Metrics;

namespace Verification.Api.Credentials;

/// <summary>Instruments for verifying. Nothing in them identifies a holder.</summary>
internal static class VerdictTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string Meter = Freshness.Knowledge.Meter;

    private static readonly Counter<long> s_verdicts = new Meter(Meter).CreateCounter<long>("kubecredential.verifications", "{request}", "Verification results, by outcome.");

    /// <summary>Counts a verdict.</summary>
    public static void Count(string outcome) => s_verdicts.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
