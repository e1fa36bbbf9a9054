using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using KubeCredential.TestServers;

namespace KubeCredential.Bench.Speed;

/// <summary>
/// Measures what checking an API key costs on a request that does next to nothing, and what issuing loses while somebody tries keys that
/// there are not, by turns.
/// </summary>
internal static class KeyCost
{
    private const int Rounds = 3;
    private const int Connections = 16;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);
    private static readonly string[] IssuerRole = ["issuer"];

    public static async Task RunAsync(CancellationToken cancellationToken)
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

        // An endpoint for everybody signs callers in, too, and does nothing else with that.
        var alive = new Uri(service.Url, "alive");
        await MeasureAsync("request for /alive", [
            ("without a key", () => Wrk.AskAsync(alive, null, false, Connections, Duration, cancellationToken)),
            ("a key of the configuration", () => Wrk.AskAsync(alive, TestKeys.All, false, Connections, Duration, cancellationToken)),
            ("a key of the database", () => Wrk.AskAsync(alive, stored, false, Connections, Duration, cancellationToken)),
            ("its id with a wrong secret", () => Wrk.AskAsync(alive, $"{stored[..^1]}-", false, Connections, Duration, cancellationToken)),
            ("a key that there is not", () => Wrk.AskAsync(alive, stranger, false, Connections, Duration, cancellationToken)),
        ]);

        var run = 0;
        var guarded = new Uri(service.Url, "api/v1/credentials");
        await MeasureAsync("issued, with a key of the database", [
            ("alone", () => IssueAsync()),
            ("while 16 connections try a key that there is not", async () =>
            {
                var flood = Wrk.AskAsync(guarded, stranger, true, Connections, Duration, cancellationToken);
                var rate = await IssueAsync();
                Tell(await flood);
                return rate;
            }),
            ("while 16 connections ask without a key", async () =>
            {
                var flood = Wrk.AskAsync(guarded, null, true, Connections, Duration, cancellationToken);
                var rate = await IssueAsync();
                Tell(await flood);
                return rate;
            }),
        ]);

        static void Tell(double refused) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"(refused a second: {refused:0})"));

        Task<double> IssueAsync() => Wrk.IssueAsync(service.Url, string.Create(CultureInfo.InvariantCulture, $"key {run++}"), Connections * 2, Duration, cancellationToken, stored);
    }

    private static async Task MeasureAsync(string what, (string Name, Func<Task<double>> Run)[] variants)
    {
        var rates = variants.ToDictionary(static variant => variant.Name, static _ => new List<double>());
        await variants[0].Run(); // Warm.
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (name, measure) in variants) rates[name].Add(await measure());
        }

        Console.WriteLine($"| {what} | a second, median | least to most | ratio to the first, of each round, median | more a request, µs |");
        Console.WriteLine("|---|--:|--:|--:|--:|");
        var first = rates[variants[0].Name];
        foreach (var (name, _) in variants)
        {
            var ratio = Median(rates[name].Zip(first, static (one, other) => one / other));
            var more = Median(rates[name].Zip(first, static (one, other) => (1e6 / one) - (1e6 / other)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {Median(rates[name]):0} | {rates[name].Min():0} to {rates[name].Max():0} | {ratio:0.00} | {more:0.0} |"));
        }

        Console.WriteLine();
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;
}
