using System.Diagnostics;
using System.Globalization;
using OpenTelemetry.Trace;

namespace KubeCredential.ServiceDefaults.Telemetry;

/// <summary>
/// Decides which spans are created and which are kept. A trace is kept entirely or not at all, by its ID, as decided by its first span.
/// Other spans are still recorded, so that <see cref="FailedSpanKeeper"/> can keep them if they fail. Retries are always kept.
/// </summary>
/// <param name="ratio">The fraction of traces starting here that is kept, from 0 to 1.</param>
internal sealed class SpanSampler(double ratio) : Sampler
{
    private readonly TraceIdRatioBasedSampler _byTraceId = new(ratio);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var parent = samplingParameters.ParentContext;
        var isRoot = parent.TraceId == default;
        // Background loops constantly poll databases and Redis. Their work for a message has one of our spans as its parent; the rest would
        // drown out the traces that matter.
        if (isRoot && samplingParameters.Kind == ActivityKind.Client) return new SamplingResult(SamplingDecision.Drop);
        // Children of an untraced request, such as a health check, are not traced either.
        if (!isRoot && Activity.Current is { IsAllDataRequested: false } current && current.SpanId == parent.SpanId) return new SamplingResult(SamplingDecision.Drop);

        var kept = IsLaterAttempt(samplingParameters.Tags)
            || (isRoot ? IsRootKept(samplingParameters) : parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded));
        return new SamplingResult(kept ? SamplingDecision.RecordAndSample : SamplingDecision.RecordOnly);
    }

    /// <summary>The span of a batch is kept if the trace of one of its items is.</summary>
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
