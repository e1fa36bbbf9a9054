using System.Globalization;
using KubeCredential.TestServers;

namespace KubeCredential.Bench.Speed;

/// <summary>Issuing over HTTP until durable, compared with one transaction per request, with PostgreSQL alone, and with a web server that does no work.</summary>
internal static class Issuing
{
    private const int Compared = 32;
    private static readonly int[] Connections = [1, 8, 32, 64, 256];

    public static async Task RunAsync(Report report, int rounds, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var servers = await Servers.StartAsync(cancellationToken);
        var redis = await servers.RedisAsync(cancellationToken);
        var database = await servers.Postgres.CreateDatabaseAsync("issuance", cancellationToken);
        var service = await servers.IssuanceAsync(redis, database, cancellationToken, "bench/Baseline", new()
        {
            // There is no verifier to confirm events; they are published once.
            ["Outbox__ConfirmTimeout"] = "01:00:00",
        });
        var plain = await PlainDatabaseAsync(servers, cancellationToken);

        Uri issue = new(service.Url, "api/v1/credentials/issue"), alone = new(service.Url, "bench/one-transaction"), bare = new(service.Url, "bench/bare");
        foreach (var url in (Uri[])[issue, alone, bare]) await Wrk.IssueAsync(url, $"warm {url.Segments[^1]}", Compared, TimeSpan.FromSeconds(5), cancellationToken);

        var results = new Dictionary<(string What, int Connections), List<(double Rate, double P50, double P99, string Cpu)>>();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var connections in Connections)
            {
                if (Servers.IsProfiled) await Statements.ResetAsync(database, cancellationToken);
                await HttpAsync("coalesced", issue, connections, round);
                if (Servers.IsProfiled) await Statements.ShowAsync(database, Rates("coalesced", connections)[^1] * duration.TotalSeconds, cancellationToken);
                if (connections is 1 or Compared) await HttpAsync("one transaction each", alone, connections, round);
                if (connections == Compared) await HttpAsync("bare JSON", bare, connections, round);
            }

            foreach (var (name, script, rows) in ((string, string, int)[])[("pgbench, two inserts", "two-inserts.sql", 1), ("pgbench, all rows", "all-rows.sql", 1), ("pgbench, all rows, 50 each", "all-rows-of-50.sql", 50)])
            {
                var cpu = servers.CountCpu();
                var rate = await Pgbench.RunAsync(plain, script, Compared, duration, cancellationToken) * rows;
                Add(name, Compared, (rate, double.NaN, double.NaN, CpuTime.Text(cpu.Shares())));
            }
        }

        report.Section(
            "Issuing",
            string.Create(CultureInfo.InvariantCulture, $"Credentials a second, each answered after its commit, by the number of connections; the relay publishes meanwhile. {rounds} rounds of {duration.TotalSeconds:0} s by turns; median (least to most). PostgreSQL with `fsync=on` and `synchronous_commit=on`."));
        var coalesced = Rates("coalesced", Compared);
        report.Table(
            ["what", "#connections", "#a second", "#median, ms", "#p99, ms", "#ratio", "of the two processors"],
            results.Select(result => (string[])
            [
                result.Key.What,
                result.Key.Connections.ToString(CultureInfo.InvariantCulture),
                Sample.Text(Rates(result.Key.What, result.Key.Connections)),
                Milliseconds(result.Value.Select(static one => one.P50)),
                Milliseconds(result.Value.Select(static one => one.P99)),
                result.Key.Connections == Compared && result.Key.What != "coalesced" ? $"coalesced is {Sample.Text(Sample.Ratio(coalesced, Rates(result.Key.What, Compared)), 2)} of it" : "",
                result.Value[^1].Cpu,
            ]));

        async Task HttpAsync(string what, Uri url, int connections, int round)
        {
            var cpu = servers.CountCpu();
            var result = await Wrk.IssueAsync(url, string.Create(CultureInfo.InvariantCulture, $"{what} {connections} {round}"), connections, duration, cancellationToken);
            Add(what, connections, (result.Rate, result.Median, result.P99, CpuTime.Text(cpu.Shares())));
            await Servers.PublishedAsync(service, cancellationToken);
        }

        void Add(string what, int connections, (double, double, double, string) result)
        {
            if (!results.TryGetValue((what, connections), out var all)) results[(what, connections)] = all = [];
            all.Add(result);
        }

        List<double> Rates(string what, int connections) => [.. results[(what, connections)].Select(static one => one.Rate)];
    }

    private static string Milliseconds(IEnumerable<double> values) => Sample.Median(values) is var median && double.IsNaN(median) ? "" : Sample.Text(median, 1);

    /// <summary>A database with the service's tables but without a running service.</summary>
    private static async Task<string> PlainDatabaseAsync(Servers servers, CancellationToken cancellationToken)
    {
        var plain = await servers.Postgres.CreateDatabaseAsync("pgbench", cancellationToken);
        await using var redis = await RedisServer.StartNewAsync(new RedisServerOptions(), cancellationToken);
        await using var maker = await DotnetService.StartNewAsync(
            new DotnetServiceOptions
            {
                Project = "Issuance.Api",
                Environment = new Dictionary<string, string?> { ["ConnectionStrings__redis"] = redis.ConnectionString, ["ConnectionStrings__issuance-db"] = plain, ["ASPNETCORE_ENVIRONMENT"] = "Production" },
            },
            cancellationToken);
        await maker.StopAsync(cancellationToken);
        return plain;
    }
}
