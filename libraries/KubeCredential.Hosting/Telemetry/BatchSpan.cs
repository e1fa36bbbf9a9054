using System.Diagnostics;

namespace KubeCredential.Hosting.Telemetry;

/// <summary>
/// The span of one piece of work done for several others at once. For one it is a child of that one's span; for several it is a trace of
/// its own with a link to each, and each has a link to it (OpenTelemetry specification, "Links between spans").
/// </summary>
public static class BatchSpan
{
    /// <summary>Starts the span. Null when nobody listens.</summary>
    /// <param name="source">Who makes it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="spans">The spans the work is done for; null where there is none.</param>
    /// <param name="tags">Its attributes.</param>
    public static Activity? Start(ActivitySource source, string name, IReadOnlyList<Activity?> spans, IEnumerable<KeyValuePair<string, object?>> tags)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(spans);
        if (!source.HasListeners()) return null;
        if (spans is [{ } only]) return source.StartActivity(ActivityKind.Internal, only.Context, tags, name: name);

        var outer = Activity.Current;
        Activity.Current = null; // Otherwise the span would be a child of whatever runs here.
        var activity = source.StartActivity(
            ActivityKind.Internal, default(ActivityContext), tags, spans.OfType<Activity>().Select(static span => new ActivityLink(span.Context)), name: name);
        if (activity is null)
        {
            Activity.Current = outer;
            return null;
        }

        var link = new ActivityLink(activity.Context);
        foreach (var span in spans) span?.AddLink(link);
        return activity;
    }
}
