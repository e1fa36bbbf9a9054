using System.Diagnostics;
using OpenTelemetry;

namespace KubeCredential.ServiceDefaults.Telemetry;

/// <summary>
/// Removes query strings from spans, since searches contain holders' names and sign-in links contain tokens. The instrumentation's own
/// redaction can be turned off by an environment variable, which Aspire does. It comes before the exporter, like <see cref="FailedSpanKeeper"/>.
/// </summary>
internal sealed class QueryRemover : BaseProcessor<Activity>
{
    private const string Query = "url.query";

    // Attributes that contain a URL, by OpenTelemetry's current and earlier conventions.
    private static readonly string[] Addresses = ["url.full", "url.path", "url.original", "http.url", "http.target"];

    public override void OnEnd(Activity data)
    {
        data.SetTag(Query, null);
        foreach (var name in Addresses)
        {
            if (data.GetTagItem(name) is string address && Bare(address) is { } bare) data.SetTag(name, bare);
        }

        if (Bare(data.DisplayName) is { } title) data.DisplayName = title;
    }

    /// <summary>A URL without its query, or null if it has none.</summary>
    private static string? Bare(string address) => address.IndexOf('?', StringComparison.Ordinal) is var at && at >= 0 ? address[..at] : null;
}
