using System.Diagnostics;
using OpenTelemetry;

namespace KubeCredential.ServiceDefaults.Telemetry;

/// <summary>
/// Keeps spans that end with an error although their trace is not kept. It stands before the exporter, which passes over what is not
/// marked as recorded. Spans within the failed one that ended well before it are not kept.
/// </summary>
internal sealed class FailedSpanKeeper : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.Status == ActivityStatusCode.Error) data.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
    }
}
