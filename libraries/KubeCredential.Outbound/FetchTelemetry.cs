using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace KubeCredential.Outbound;

/// <summary>What is measured of fetches: by kind and outcome. Nothing in it names an address.</summary>
internal sealed class FetchTelemetry
{
    /// <summary>The name of the meter and of the source of spans.</summary>
    public const string Name = "KubeCredential.Outbound";

    public const string Fetched = "fetched";
    public const string Cached = "cached";

    private static readonly ActivitySource s_source = new(Name);
    private static readonly Meter s_meter = new(Name);
    private static readonly Counter<long> s_fetches = s_meter.CreateCounter<long>("kubecredential.fetches", "{document}", "Documents of others that were needed, by kind and outcome.");
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>("kubecredential.fetch.duration", "s", "How long fetching a document took, by kind and outcome.");

    private readonly ConcurrentDictionary<string, long> _byOutcome = new(StringComparer.Ordinal);

    /// <summary>How often each outcome happened in this process.</summary>
    public IEnumerable<(string Outcome, long Count)> Counts => _byOutcome.OrderBy(static one => one.Key, StringComparer.Ordinal).Select(static one => (one.Key, one.Value));

    /// <summary>A span around a fetch, without its address; the request within it has one of its own.</summary>
    public static Activity? Start(DocumentKind kind) => s_source.StartActivity($"fetch {kind.Name}", ActivityKind.Internal);

    /// <summary>Counts a document that did not have to be fetched.</summary>
    public void CountCached(DocumentKind kind) => Count(kind, Cached);

    /// <summary>Counts a fetch.</summary>
    public void CountFetch(DocumentKind kind, FetchAnswer answer, TimeSpan took)
    {
        var outcome = answer.Failure is { } failure ? NameOf(failure.Failure) : Fetched;
        Count(kind, outcome);
        s_duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("kind", kind.Name), new("outcome", outcome));
    }

    /// <summary>The name of a failure in metrics.</summary>
    public static string NameOf(FetchFailure failure) => failure switch
    {
        FetchFailure.Refused => "refused",
        FetchFailure.Unreachable => "unreachable",
        FetchFailure.TimedOut => "timed-out",
        FetchFailure.TooLarge => "too-large",
        FetchFailure.Redirects => "redirects",
        FetchFailure.BadAnswer => "bad-answer",
        FetchFailure.WrongType => "wrong-type",
        _ => "busy",
    };

    private void Count(DocumentKind kind, string outcome)
    {
        _byOutcome.AddOrUpdate(outcome, 1, static (_, count) => count + 1);
        s_fetches.Add(1, new KeyValuePair<string, object?>("kind", kind.Name), new("outcome", outcome));
    }
}
