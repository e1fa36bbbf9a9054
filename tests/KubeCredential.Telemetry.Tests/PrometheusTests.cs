using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace KubeCredential.Telemetry.Tests;

/// <summary>The dashboard and the alert rules ask for what the services really expose.</summary>
public sealed partial class PrometheusTests
{
    // Labels that Prometheus itself adds, and le of histograms.
    private static readonly string[] PrometheusLabels = ["job", "instance", "le"];
    private static readonly string[] PrometheusMetrics = ["up", "ALERTS"];

    private static readonly HashSet<string> Words =
    [
        "sum", "min", "max", "avg", "count", "rate", "increase", "histogram_quantile", "absent", "clamp_min", "by", "on", "and", "or", "unless", "without", "ignoring",
        "changes", "time", "bool", "vector", "group_left",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_metric_and_label_of_the_dashboard_and_the_rules_is_exposed()
    {
        await using var system = await TelemetrySystem.StartAsync(("Telemetry__Prometheus", "true"));
        await ExerciseAsync(system);
        var queries = Queries();
        Assert.True(queries.Count > 20, "the queries were not found");
        var used = queries.SelectMany(static query => Used(query).Select(one => (one.Metric, one.Label, Query: query))).ToList();

        // The gauges are filled every few seconds.
        Dictionary<string, HashSet<string>> exposed = [];
        await Eventually.ResultAsync(
            async token =>
            {
                exposed = Merge(await ScrapeAsync(system.Issuance, token), await ScrapeAsync(system.Verification, token));
                return string.Join(", ", used.Select(static one => one.Metric).Distinct().Where(metric => !exposed.ContainsKey(metric) && !PrometheusMetrics.Contains(metric)));
            },
            static unknown => unknown.Length == 0, TelemetrySystem.Limit, "every metric is exposed", Token);

        var missing = used.Where(one => one.Label is { } label && !PrometheusLabels.Contains(label) && exposed.TryGetValue(one.Metric, out var labels) && !labels.Contains(label));
        Assert.Empty(missing);
    }

    [Fact]
    public async Task Metrics_are_not_there_unless_asked_for()
    {
        await using var system = await TelemetrySystem.StartAsync();
        using var answer = await system.Issuance.HttpClient.GetAsync("metrics", Token);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Scraping_leaves_no_traces()
    {
        await using var system = await TelemetrySystem.StartAsync(("Telemetry__Prometheus", "true"));
        await ScrapeAsync(system.Issuance, Token);
        using (await system.Issuance.HttpClient.GetAsync("nowhere", Token))
        {
            // Its span comes after that of the scrape, if there was one.
        }

        await Eventually.TrueAsync(() => system.Collector.Spans.Any(span => span["url.path"] is "/nowhere"), TelemetrySystem.Limit, "the span arrives", Token);
        Assert.DoesNotContain(system.Collector.Spans, span => span["url.path"] is "/metrics");
    }

    /// <summary>Does what makes every instrument tell something.</summary>
    private static async Task ExerciseAsync(TelemetrySystem system)
    {
        var request = new { holderName = "Ada", credentialType = "Degree", issuerName = "Example University" };
        var (_, id) = await system.IssueAsync(request);
        await system.IssueAsync(request);
        await system.KnownAsync(id);
        await system.VerifyAsync(new { id });
    }

    private static List<string> Queries()
    {
        var directory = Path.Combine(RepositoryLayout.Root, "deploy", "observability");
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(directory, "grafana-dashboard.json")));
        var rules = File.ReadAllText(Path.Combine(directory, "prometheus-rules.yaml"));
        return
        [
            .. dashboard.RootElement.GetProperty("panels").EnumerateArray()
                .Where(static panel => panel.TryGetProperty("targets", out _))
                .SelectMany(static panel => panel.GetProperty("targets").EnumerateArray())
                .Select(static target => target.GetProperty("expr").GetString()!),
            .. Rule().Matches(rules).Select(static match => match.Groups["expr"].Value),
        ];
    }

    /// <summary>The metrics of a query, each with each label that it is selected or grouped by, or with null.</summary>
    private static IEnumerable<(string Metric, string? Label)> Used(string query)
    {
        var grouped = Grouping().Matches(query).SelectMany(static match => match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
        foreach (Match match in Selector().Matches(Grouping().Replace(query, "")))
        {
            var metric = match.Groups["metric"].Value;
            if (Words.Contains(metric)) continue;
            yield return (metric, null);
            foreach (var label in grouped) yield return (metric, label);
            foreach (Match matcher in Matcher().Matches(match.Groups["labels"].Value)) yield return (metric, matcher.Groups["label"].Value);
        }
    }

    private static async Task<Dictionary<string, HashSet<string>>> ScrapeAsync(DotnetService service, CancellationToken cancellationToken)
    {
        var exposed = new Dictionary<string, HashSet<string>>();
        foreach (var line in (await service.HttpClient.GetStringAsync("metrics", cancellationToken)).Split('\n').Where(static line => line.Length > 0 && line[0] != '#'))
        {
            var name = line[..line.AsSpan().IndexOfAny('{', ' ')];
            if (!exposed.TryGetValue(name, out var labels)) exposed.Add(name, labels = []);
            foreach (Match matcher in Matcher().Matches(line)) labels.Add(matcher.Groups["label"].Value);
        }

        return exposed;
    }

    private static Dictionary<string, HashSet<string>> Merge(params Dictionary<string, HashSet<string>>[] parts) => parts
        .SelectMany(static part => part)
        .GroupBy(static one => one.Key)
        .ToDictionary(static group => group.Key, static group => group.SelectMany(static one => one.Value).ToHashSet());

    [GeneratedRegex("""(?<![\w$:])(?<metric>[a-zA-Z_:][\w:]*)(?:\{(?<labels>[^}]*)\})?""")]
    private static partial Regex Selector();

    [GeneratedRegex("""(?<label>[a-zA-Z_][a-zA-Z0-9_]*)(?:=~|!~|!=|=)["]""")]
    private static partial Regex Matcher();

    [GeneratedRegex("""\b(?:by|on|without|ignoring|group_left)\s*\((?<labels>[^)]*)\)""")]
    private static partial Regex Grouping();

    [GeneratedRegex("""^\s*expr:\s*(?<expr>.+?)\s*$""", RegexOptions.Multiline)]
    private static partial Regex Rule();
}
