using System.Diagnostics;
using OpenTelemetry;

namespace KubeCredential.ServiceDefaults.Telemetry;

/// <summary>
/// Removes query strings from spans, since searches contain holders' names and sign-in links contain tokens; and the tokens of shared links from paths. The instrumentation's own
/// redaction can be turned off by an environment variable, which Aspire does. It comes before the exporter, like <see cref="FailedSpanKeeper"/>.
/// </summary>
internal sealed class QueryRemover : BaseProcessor<Activity>
{
    private const string Query = "url.query";

    // Attributes that contain a URL, by OpenTelemetry's current and earlier conventions.
    private static readonly string[] Addresses = ["url.full", "url.path", "url.original", "http.url", "http.target"];

    // What follows is the token of a link by which a holder shows a credential: at the issuance service and at the verification service.
    private static readonly string[] BeforeTokens = ["/api/v1/shares/", "/api/v1/shared/"];

    public override void OnEnd(Activity data)
    {
        data.SetTag(Query, null);
        foreach (var name in Addresses)
        {
            if (data.GetTagItem(name) is string address && Bare(address) is { } bare) data.SetTag(name, bare);
        }

        if (Bare(data.DisplayName) is { } title) data.DisplayName = title;
    }

    /// <summary>A URL without its query and without a token, or null if it has neither.</summary>
    private static string? Bare(string address)
    {
        foreach (var before in BeforeTokens)
        {
            // The route itself, with its parameter in braces, stays.
            if (address.IndexOf(before, StringComparison.Ordinal) is >= 0 and var found && found + before.Length < address.Length && address[found + before.Length] != '{') return $"{address[..(found + before.Length)]}{{token}}";
        }

        return address.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? address[..at] : null;
    }
}
