using System.Diagnostics;
using OpenTelemetry;

namespace KubeCredential.ServiceDefaults.Telemetry;

/// <summary>
/// Takes query strings out of spans: people search by a holder's name, and sign in by a token. What the instrumentation hides by itself
/// a variable of the runtime can show, and Aspire sets it. It stands before the exporter, as <see cref="FailedSpanKeeper"/> does.
/// </summary>
internal sealed class QueryRemover : BaseProcessor<Activity>
{
    private const string Query = "url.query";

    // Attributes that hold an address, by the names of OpenTelemetry's conventions, present and past.
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

    /// <summary>An address without its query, or null where it has none.</summary>
    private static string? Bare(string address) => address.IndexOf('?', StringComparison.Ordinal) is var at && at >= 0 ? address[..at] : null;
}
