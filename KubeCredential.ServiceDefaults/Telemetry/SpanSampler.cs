using System.Diagnostics;
using System.Globalization;
using OpenTelemetry.Trace;

namespace KubeCredential.ServiceDefaults.Telemetry;

/// <summary>
/// Decides which spans are made and which of them are kept. A trace is kept whole or not at all, by its id, as its first span decided;
/// what is not kept is recorded all the same, so that <see cref="FailedSpanKeeper"/> can keep it if it fails. Later attempts are kept always.
/// </summary>
/// <param name="ratio">The part of the traces beginning here that is kept, from 0 to 1.</param>
internal sealed class SpanSampler(double ratio) : Sampler
{
    private readonly TraceIdRatioBasedSampler _byTraceId = new(ratio);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var parent = samplingParameters.ParentContext;
        var isRoot = parent.TraceId == default;
        // Background loops poll databases and Redis all the time; what they do for a message has a span of ours above it, and the rest
        // would bury the traces that matter.
        if (isRoot && samplingParameters.Kind == ActivityKind.Client) return new SamplingResult(SamplingDecision.Drop);
        // What happens within a request that leaves no trace, such as a health check, leaves none either.
        if (!isRoot && Activity.Current is { IsAllDataRequested: false } current && current.SpanId == parent.SpanId) return new SamplingResult(SamplingDecision.Drop);

        var kept = IsLaterAttempt(samplingParameters.Tags)
            || (isRoot ? IsRootKept(samplingParameters) : parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded));
        return new SamplingResult(kept ? SamplingDecision.RecordAndSample : SamplingDecision.RecordOnly);
    }

    /// <summary>Work for several traces at once is kept if one of them is.</summary>
    private bool IsRootKept(in SamplingParameters samplingParameters)
    {
        var hasLinks = false;
        foreach (var link in samplingParameters.Links ?? [])
        {
            if (link.Context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)) return true;
            hasLinks = true;
        }

        return !hasLinks && _byTraceId.ShouldSample(samplingParameters).Decision == SamplingDecision.RecordAndSample;
    }

    private static bool IsLaterAttempt(IEnumerable<KeyValuePair<string, object?>>? tags)
    {
        foreach (var (name, value) in tags ?? [])
        {
            if (name == Hosting.Telemetry.SpanAttributes.Attempt) return Convert.ToInt64(value, CultureInfo.InvariantCulture) > 1;
        }

        return false;
    }
}
