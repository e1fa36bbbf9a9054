using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using KubeCredential.TestServers;

namespace KubeCredential.Bench.Speed;

/// <summary>
/// Measures the cost of checking an API key on a request that does almost no work, and how much slower issuing is while someone tries
/// unknown keys, alternating between the variants.
/// </summary>
internal static class KeyCost
{
    private const int Connections = 16;
    private static readonly string[] IssuerRole = ["issuer"];

    public static async Task RunAsync(Report report, int rounds, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var postgres = await PostgresServer.StartNewAsync(new PostgresServerOptions(), cancellationToken);
        await using var redis = await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.EverySecond }, cancellationToken);
        await using var service = await DotnetService.StartNewAsync(
            new DotnetServiceOptions
            {
                Project = "Issuance.Api",
                Environment = new Dictionary<string, string?>
                {
                    ["ConnectionStrings__redis"] = redis.ConnectionString,
                    ["ConnectionStrings__issuance-db"] = await postgres.CreateDatabaseAsync("issuance", cancellationToken),
                    ["Outbox__PollInterval"] = "00:01:00",
                    ["Outbox__ConfirmTimeout"] = "01:00:00",
                    ["ASPNETCORE_ENVIRONMENT"] = "Production",
                },
            },
            cancellationToken);
        using var made = await service.HttpClient.PostAsJsonAsync("admin/api-keys", new { name = "bench", roles = IssuerRole }, cancellationToken);
        var stored = (await made.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("key").GetString()!;
        var stranger = $"kc_{new string('a', 16)}_{new string('b', 43)}";

        // The service's description is public but authenticates callers; health does not.
        var home = service.Url;
        report.Section("What checking API keys costs", string.Create(CultureInfo.InvariantCulture, $"{Connections} connections, {rounds} rounds of {duration.TotalSeconds:0} s by turns; median (least to most)."));
        await MeasureAsync(report, rounds, "request for /", [
            ("without a key", () => RateAsync(Wrk.AskAsync(home, null, false, Connections, duration, cancellationToken))),
            ("a key of the configuration", () => RateAsync(Wrk.AskAsync(home, TestKeys.All, false, Connections, duration, cancellationToken))),
            ("a key of the database", () => RateAsync(Wrk.AskAsync(home, stored, false, Connections, duration, cancellationToken))),
            ("its id with a wrong secret", () => RateAsync(Wrk.AskAsync(home, $"{stored[..^1]}-", false, Connections, duration, cancellationToken))),
            ("an unknown key", () => RateAsync(Wrk.AskAsync(home, stranger, false, Connections, duration, cancellationToken))),
        ]);

        var (run, refused) = (0, new List<double>());
        var guarded = new Uri(service.Url, "api/v1/credentials");
        await MeasureAsync(report, rounds, "issued, with a key of the database", [
            ("alone", () => IssueAsync()),
            ("while 16 connections try an unknown key", async () =>
            {
                var flood = Wrk.AskAsync(guarded, stranger, true, Connections, duration, cancellationToken);
                var rate = await IssueAsync();
                Tell((await flood).Rate);
                return rate;
            }),
            ("while 16 connections ask without a key", async () =>
            {
                var flood = Wrk.AskAsync(guarded, null, true, Connections, duration, cancellationToken);
                var rate = await IssueAsync();
                Tell((await flood).Rate);
                return rate;
            }),
        ]);

        report.Note($"Refused a second meanwhile: {Sample.Text(refused)}.");

        void Tell(double rate) => refused.Add(rate);

        Task<double> IssueAsync() => RateAsync(Wrk.IssueAsync(
            new Uri(service.Url, "api/v1/credentials/issue"), string.Create(CultureInfo.InvariantCulture, $"key {run++}"), Connections * 2, duration, cancellationToken, stored));
    }

    private static async Task<double> RateAsync(Task<Wrk.Result> result) => (await result).Rate;

    private static async Task MeasureAsync(Report report, int rounds, string what, (string Name, Func<Task<double>> Run)[] variants)
    {
        var rates = variants.ToDictionary(static variant => variant.Name, static _ => new List<double>());
        await variants[0].Run(); // Warm-up.
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (name, measure) in variants) rates[name].Add(await measure());
        }

        var first = rates[variants[0].Name];
        report.Table(
            [what, "#a second", "#ratio to the first, of each round, median", "#more a request, µs"],
            variants.Select(variant => (string[])
            [
                variant.Name, Sample.Text(rates[variant.Name]), Sample.Text(Sample.Ratio(rates[variant.Name], first), 2),
                Sample.Text(Sample.Median(rates[variant.Name].Zip(first, static (one, other) => (1e6 / one) - (1e6 / other))), 1),
            ]));
        report.Note("");
    }
}
