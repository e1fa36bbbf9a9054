using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using KubeCredential.TestServers;

namespace KubeCredential.Bench.Speed;

/// <summary>Measures the cost of rate limits when verifying, and how much legitimate traffic they preserve while someone floods a service with unknown keys.</summary>
internal static class LimitCost
{
    private const int Connections = 32;
    private const int FloodConnections = 64;
    private const int Stored = 1_000;

    // So high that the only client of the measurement does not reach it, although all the work for a limit is done.
    private const string High = "1000000000";

    private static readonly string[] s_issuer = ["issuer"];

    public static async Task RunAsync(Report report, int rounds, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var servers = await Servers.StartAsync(cancellationToken);
        await VerifyAsync(servers, report, rounds, duration, cancellationToken);
        await IssueAsync(servers, report, rounds, duration, cancellationToken);
    }

    private static async Task VerifyAsync(Servers servers, Report report, int rounds, TimeSpan duration, CancellationToken cancellationToken)
    {
        (string What, Uri Url)[] variants =
        [
            ("without limits", await Verifying.StartAsync(servers, Stored, cancellationToken)),
            ("with limits", await Verifying.StartAsync(servers, Stored, cancellationToken, new() { ["Limits__Enabled"] = "true", ["Limits__Verify__PermitLimit"] = High })),
            // A portion is then 10,000 verdicts, so Redis is queried a few times a second.
            ("with limits, drawn from Redis all the time", await Verifying.StartAsync(servers, Stored, cancellationToken, new() { ["Limits__Enabled"] = "true", ["Limits__Verify__PermitLimit"] = "200000", ["Limits__Verify__Window"] = "00:00:01" })),
        ];
        foreach (var (_, url) in variants) await Wrk.VerifyAsync(url, Stored, Stored, Connections, TimeSpan.FromSeconds(5), cancellationToken);
        var rates = variants.ToDictionary(static variant => variant.What, static _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (what, url) in variants) rates[what].Add((await Wrk.VerifyAsync(url, Stored, Stored, Connections, duration, cancellationToken)).Rate);
        }

        report.Section("What rate limits cost", string.Create(CultureInfo.InvariantCulture, $"Verdicts a second on known ids, {Connections} connections, {rounds} rounds of {duration.TotalSeconds:0} s by turns; median (least to most)."));
        report.Table(
            ["verifying", "#a second", "#ratio to the first, of each round, median"],
            variants.Select(variant => (string[])[variant.What, Sample.Text(rates[variant.What]), Sample.Text(Sample.Ratio(rates[variant.What], rates[variants[0].What]), 3)]));
    }

    private static async Task IssueAsync(Servers servers, Report report, int rounds, TimeSpan duration, CancellationToken cancellationToken)
    {
        var (limited, limitedKey) = await StartAsync(servers, "true", cancellationToken);
        var (open, openKey) = await StartAsync(servers, "false", cancellationToken);
        var run = 0;
        var shares = new Dictionary<string, List<Wrk.Refusals>>();
        (string What, Func<Task<double>> Measure)[] variants =
        [
            ("alone", () => GoodAsync(limited, limitedKey)),
            ("under a flood, with limits", () => UnderFloodAsync("with limits", limited, limitedKey)),
            ("under a flood, without limits", () => UnderFloodAsync("without limits", open, openKey)),
        ];
        await GoodAsync(limited, limitedKey);
        await GoodAsync(open, openKey);
        var rates = variants.ToDictionary(static variant => variant.What, static _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (what, measure) in variants) rates[what].Add(await measure());
        }

        report.Section(
            "Under a flood of unknown keys",
            string.Create(CultureInfo.InvariantCulture, $"Credentials issued a second by {Connections} connections with a key of the database, while {FloodConnections} more try another key each time, from the same address and on the same two processors; {rounds} rounds of {duration.TotalSeconds:0} s by turns; median (least to most)."));
        report.Table(
            ["issued", "#a second", "#ratio to alone, of each round, median"],
            variants.Select(variant => (string[])[variant.What, Sample.Text(rates[variant.What]), Sample.Text(Sample.Ratio(rates[variant.What], rates[variants[0].What]), 2)]));
        foreach (var (what, refusals) in shares)
        {
            var (unauthorized, tooMany, other) = (refusals.Sum(static one => one.Unauthorized), refusals.Sum(static one => one.TooMany), refusals.Sum(static one => one.Other));
            report.Note(string.Create(
                CultureInfo.InvariantCulture,
                $"The flood {what}: {Sample.Text([.. refusals.Select(static one => one.Rate)])} keys a second, of the answers {100.0 * unauthorized / (unauthorized + tooMany + other):0.0} % were 401, {100.0 * tooMany / (unauthorized + tooMany + other):0.0} % 429, {other} others."));
        }

        Task<double> GoodAsync(DotnetService service, string key) => RateAsync(Wrk.IssueAsync(
            new Uri(service.Url, "api/v1/credentials/issue"), string.Create(CultureInfo.InvariantCulture, $"limit {run++}"), Connections, duration, cancellationToken, key));

        async Task<double> UnderFloodAsync(string what, DotnetService service, string key)
        {
            var flood = Wrk.FloodAsync(new Uri(service.Url, "api/v1/credentials"), FloodConnections, duration, cancellationToken);
            var rate = await GoodAsync(service, key);
            if (!shares.TryGetValue(what, out var seen)) shares[what] = seen = [];
            seen.Add(await flood);
            return rate;
        }
    }

    private static async Task<(DotnetService Service, string Key)> StartAsync(Servers servers, string limits, CancellationToken cancellationToken)
    {
        var service = await servers.IssuanceAsync(
            await servers.RedisAsync(cancellationToken), await servers.Postgres.CreateDatabaseAsync("issuance", cancellationToken), cancellationToken, more: new()
            {
                ["Limits__Enabled"] = limits,
                ["Limits__Issue__PermitLimit"] = High,
                ["Outbox__PollInterval"] = "00:01:00",
                ["Outbox__ConfirmTimeout"] = "01:00:00",
            });
        using var made = await service.HttpClient.PostAsJsonAsync("admin/api-keys", new { name = "bench", roles = s_issuer }, cancellationToken);
        return (service, (await made.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("key").GetString()!);
    }

    private static async Task<double> RateAsync(Task<Wrk.Result> result) => (await result).Rate;
}
