using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using KubeCredential.TestServers;

namespace KubeCredential.Bench.Speed;

/// <summary>Measures the issuance service as it makes portable credentials, and hands out those that it has made, compared with a web server that does no work.</summary>
internal static class HandingOut
{
    private const int Connections = 32;
    private const int Documents = 1_000;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(12); // Until the code is compiled for good.

    public static async Task RunAsync(Report report, int rounds, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var servers = await Servers.StartAsync(cancellationToken);
        var redis = await servers.RedisAsync(cancellationToken);
        var bare = new Uri((await servers.IssuanceAsync(redis, await servers.Postgres.CreateDatabaseAsync("issuance", cancellationToken), cancellationToken, "bench/Baseline")).Url, "bench/bare");
        var database = await servers.Postgres.CreateDatabaseAsync("issuance", cancellationToken);
        var service = await servers.IssuanceAsync(
            await servers.RedisAsync(cancellationToken), database, cancellationToken,
            more: new() { ["Issuers__PublicAddress"] = "https://credentials.example.org", ["Issuers__RegisterOnFirstUse"] = "true" });
        var ids = new string[Documents];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, Documents, options, async (number, token) =>
        {
            using var answer = await service.HttpClient.PostAsJsonAsync(
                "api/v1/credentials/issue",
                new { holderName = $"Holder {number}", credentialType = "Bachelor of Science", issuerName = "University of London", metadata = new { gpa = 3.9, course = "Computer Science" } }, token);
            ids[number] = (await answer.Content.ReadFromJsonAsync<JsonElement>(token)).GetProperty("credential").GetProperty("id").GetString()!;
        });
        await MakeAsync("vc-jcs", ids[..100]); // Compiled, and with a list.
        if (Servers.IsProfiled) await Statements.ResetAsync(database, cancellationToken);
        var made = await MakeAsync("vc", ids);
        if (Servers.IsProfiled) await Statements.ShowAsync(database, Documents, cancellationToken);
        var one = new Uri(service.Url, $"api/v1/credentials/{ids[0]}/documents/vc");
        await Wrk.AskAsync(one, TestKeys.All, refused: false, Connections, s_warmUp, cancellationToken);
        var (handedOut, ceiling, shares) = (new List<Wrk.Result>(), new List<double>(), "");
        for (var round = 0; round < rounds; round++)
        {
            if (Servers.IsProfiled) await Statements.ResetAsync(database, cancellationToken);
            var cpu = servers.CountCpu();
            handedOut.Add(await Wrk.AskAsync(one, TestKeys.All, refused: false, Connections, duration, cancellationToken));
            shares = CpuTime.Text(cpu.Shares());
            if (Servers.IsProfiled) await Statements.ShowAsync(database, handedOut[^1].Rate * duration.TotalSeconds, cancellationToken);
            ceiling.Add((await Wrk.VerifyAsync(bare, Documents, Documents, Connections, duration, cancellationToken)).Rate);
        }

        report.Section("Portable credentials, at the service", string.Create(CultureInfo.InvariantCulture, $"{Connections} connections, {rounds} rounds of {duration.TotalSeconds:0} s; median (least to most)."));
        var rates = handedOut.ConvertAll(static one => one.Rate);
        report.Table(
            ["what", "#a second", "#p99, ms", "#of bare JSON", "of the two processors"],
            [
                ["a stored vc, handed out", Sample.Text(rates), Sample.Text(Sample.Median(handedOut.Select(static one => one.P99)), 1), Sample.Text(Sample.Ratio(rates, ceiling), 2), shares],
                ["bare JSON", Sample.Text(ceiling), "", "", ""],
            ]);
        report.Note(string.Create(CultureInfo.InvariantCulture, $"Asked for the first time (place in a list, signature, audit entry), each once: {made:N0} a second."));

        async Task<double> MakeAsync(string format, string[] some)
        {
            var started = System.Diagnostics.Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(some, options, async (id, token) =>
            {
                using var answer = await service.HttpClient.GetAsync(new Uri($"api/v1/credentials/{id}/documents/{format}", UriKind.Relative), token);
                answer.EnsureSuccessStatusCode();
            });
            return some.Length / System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
    }
}
