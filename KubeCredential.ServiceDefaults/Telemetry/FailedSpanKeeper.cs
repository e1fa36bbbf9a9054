using System.Diagnostics;
using OpenTelemetry;

namespace KubeCredential.ServiceDefaults.Telemetry;

/// <summary>
/// Keeps spans that end with an error although their trace is not sampled. It comes before the exporter, which skips spans not marked as
/// recorded. Successful spans within the failed one that ended before it are not kept.
/// </summary>
internal sealed class FailedSpanKeeper : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.Status == ActivityStatusCode.Error) data.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
    }
}
