using System.Diagnostics;

namespace KubeCredential.Hosting.Telemetry;

/// <summary>
/// The span of work done for a batch. For a batch of one it is a child of that item's span; for a larger batch it starts a trace of its
/// own, and it and the spans of the items link to each other (OpenTelemetry specification, "Links between spans").
/// </summary>
public static class BatchSpan
{
    /// <summary>Starts the span. Null when there is no listener.</summary>
    /// <param name="source">The source of the span.</param>
    /// <param name="name">Its name.</param>
    /// <param name="spans">The spans of the items; null for an item without one.</param>
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
