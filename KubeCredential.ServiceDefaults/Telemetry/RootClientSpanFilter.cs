using System.Diagnostics;
using OpenTelemetry.Trace;

namespace KubeCredential.ServiceDefaults.Telemetry;

/// <summary>
/// Drops client spans that have no parent. Background loops poll databases and Redis all the time; what they do for a message
/// has that message's trace as its parent, and what is left would bury the traces that matter.
/// </summary>
/// <param name="inner">Decides on every other root span.</param>
internal sealed class RootClientSpanFilter(Sampler inner) : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Kind == ActivityKind.Client && samplingParameters.ParentContext.TraceId == default
            ? new SamplingResult(SamplingDecision.Drop)
            : inner.ShouldSample(samplingParameters);
}
