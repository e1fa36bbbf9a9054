using System.Diagnostics;
using System.Diagnostics.Metrics;
using Issuance.Api.Outbox;

namespace Issuance.Api.StatusLists;

/// <summary>Spans and metrics of publishing status lists.</summary>
internal static class StatusListTelemetry
{
    private static readonly ActivitySource s_source = new(DeliveryTelemetry.Name);
    private static readonly Meter s_meter = new(DeliveryTelemetry.Name);
    private static readonly Counter<long> s_published = s_meter.CreateCounter<long>("kubecredential.status_lists.published", "{list}", "Status lists published.");
    private static readonly Counter<long> s_changes = s_meter.CreateCounter<long>("kubecredential.status_lists.changes", "{change}", "Changes of credentials' states that have been published in status lists.");
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>("kubecredential.status_lists.publication", "s", "How long the rebuilding, signing and storing of a status list took.");

    /// <summary>Starts a span.</summary>
    public static Activity? Start() => s_source.StartActivity("status list publish");

    /// <summary>Counts a publication.</summary>
    public static void CountPublished(int changes, TimeSpan took)
    {
        s_published.Add(1);
        s_changes.Add(changes);
        s_duration.Record(took.TotalSeconds);
    }
}
