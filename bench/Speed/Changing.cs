using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using KubeCredential.TestServers;
using Npgsql;

namespace KubeCredential.Bench.Speed;

/// <summary>Changes of status: how many a second, compared with issuing; and how soon a revocation shows in verdicts while credentials are issued and verified.</summary>
internal static class Changing
{
    private const int Known = 200_000;
    private const string Busy = "503";
    private static readonly int[] Connections = [32, 256];

    /// <summary>What is done at a steady rate: revocations, credentials issued and verdicts on others, a second each. With those on what is being revoked there are over 2,000 verdicts a second.</summary>
    private static readonly (int Revocations, int Issued, int Verdicts)[] Loads = [(500, 500, 1_000), (1_000, 200, 1_000)];

    public static async Task RunAsync(Report report, int rounds, TimeSpan duration, TimeSpan steady, CancellationToken cancellationToken)
    {
        await RatesAsync(report, rounds, duration, cancellationToken);
        await LatencyAsync(report, steady, cancellationToken);
    }

    private static async Task RatesAsync(Report report, int rounds, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var servers = await Servers.StartAsync(cancellationToken);
        var database = await servers.Postgres.CreateDatabaseAsync("issuance", cancellationToken);
        var service = await servers.IssuanceAsync(await servers.RedisAsync(cancellationToken), database, cancellationToken, more: new() { ["Outbox__ConfirmTimeout"] = "01:00:00" });
        await SeedAsync(database, cancellationToken);
        var issue = new Uri(service.Url, "api/v1/credentials/issue");
        var from = 0;
        await Wrk.IssueAsync(issue, "warm", Connections[0], TimeSpan.FromSeconds(10), cancellationToken);
        await ChangeAsync(Connections[0], TimeSpan.FromSeconds(10));

        var results = new Dictionary<(string What, int Connections), List<(Wrk.Result Result, string Cpu)>>();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var connections in Connections)
            {
                await MeasureAsync("issuing", connections, () => Wrk.IssueAsync(issue, $"round {round} {connections}", connections, duration, cancellationToken));
                if (Servers.IsProfiled) await Statements.ResetAsync(database, cancellationToken);
                await MeasureAsync("changing the status", connections, () => ChangeAsync(connections, duration));
                if (Servers.IsProfiled) await Statements.ShowAsync(database, results[("changing the status", connections)][^1].Result.Rate * duration.TotalSeconds, cancellationToken);
            }
        }

        report.Section(
            "Changing the status",
            string.Create(CultureInfo.InvariantCulture, $"Suspensions and reinstatements a second, each answered after its commit, by turns with issuing on the same server; {Known:N0} credentials stored. {rounds} rounds of {duration.TotalSeconds:0} s; median (least to most)."));
        report.Table(
            ["what", "#connections", "#a second", "#median, ms", "#p99, ms", "#of issuing", "of the two processors"],
            results.Select(result => (string[])
            [
                result.Key.What, result.Key.Connections.ToString(CultureInfo.InvariantCulture), Sample.Text(Rates(result.Key)),
                Sample.Text(Sample.Median(result.Value.Select(static one => one.Result.Median)), 1), Sample.Text(Sample.Median(result.Value.Select(static one => one.Result.P99)), 1),
                result.Key.What == "issuing" ? "" : Sample.Text(Sample.Ratio(Rates(result.Key), Rates(("issuing", result.Key.Connections))), 2), result.Value[^1].Cpu,
            ]));

        async Task MeasureAsync(string what, int connections, Func<Task<Wrk.Result>> run)
        {
            var cpu = servers.CountCpu();
            var result = await run();
            if (!results.TryGetValue((what, connections), out var all)) results[(what, connections)] = all = [];
            all.Add((result, CpuTime.Text(cpu.Shares())));
            await Servers.PublishedAsync(service, cancellationToken);
        }

        async Task<Wrk.Result> ChangeAsync(int connections, TimeSpan time)
        {
            var result = await Wrk.ChangeAsync(service.Url, Known, from, connections, time, cancellationToken);
            from = Wrk.Next(from, result, connections, time); // So that every request changes something.
            return result;
        }

        List<double> Rates((string, int) key) => [.. results[key].Select(static one => one.Result.Rate)];
    }

    private static async Task LatencyAsync(Report report, TimeSpan steady, CancellationToken cancellationToken)
    {
        await using var servers = await Servers.StartAsync(cancellationToken);
        var redis = await servers.RedisAsync(cancellationToken);
        var issuer = await servers.IssuanceAsync(redis, await servers.Postgres.CreateDatabaseAsync("issuance", cancellationToken), cancellationToken);
        var verifier = await servers.VerificationAsync(redis, await servers.Postgres.CreateDatabaseAsync("verification", cancellationToken), issuer, cancellationToken);
        foreach (var load in Loads) await MeasureAsync(issuer, verifier, $"warm {load.Revocations}", load, TimeSpan.FromSeconds(10), cancellationToken);

        var rows = new List<string[]>();
        foreach (var load in Loads)
        {
            var cpu = servers.CountCpu();
            var (shown, answers, asked) = await MeasureAsync(issuer, verifier, load.Revocations.ToString(CultureInfo.InvariantCulture), load, steady, cancellationToken);
            rows.Add(
            [
                load.Revocations.ToString(CultureInfo.InvariantCulture), load.Issued.ToString(CultureInfo.InvariantCulture), load.Verdicts.ToString(CultureInfo.InvariantCulture),
                Sample.Text(Sample.Median(shown), 1), Sample.Text(Sample.At(shown, 0.9), 1), Sample.Text(Sample.At(shown, 0.99), 1), Sample.Text(shown.Max(), 0),
                Sample.Text(Sample.Median(answers), 1), Sample.Text(asked, 2), CpuTime.Text(cpu.Shares()),
            ]);
        }

        report.Section(
            "From a revocation to a verdict that says so",
            string.Create(CultureInfo.InvariantCulture, $"At steady rates for {steady.TotalSeconds:0} s, whether or not earlier requests are answered. As soon as a revocation is answered, verdicts on it are asked for, one after the other with a pause of three milliseconds, until one says that it is revoked; the time is from the first answer to the last. The load generator is a .NET process on the same two processors."));
        report.Table(
            ["#revocations a second", "#issued a second", "#other verdicts a second", "#median, ms", "#p90, ms", "#p99, ms", "#longest, ms", "#median of a revocation's answer, ms", "#verdicts asked for each", "of the two processors"], rows);
    }

    /// <returns>The times until a verdict says revoked and the answer times of revocations, in milliseconds, and how many verdicts each took.</returns>
    private static async Task<(List<double> Shown, List<double> Answers, double Asked)> MeasureAsync(
        DotnetService issuer, DotnetService verifier, string run, (int Revocations, int Issued, int Verdicts) load, TimeSpan duration, CancellationToken cancellationToken)
    {
        var ids = new ConcurrentBag<Guid>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, (int)(load.Revocations * duration.TotalSeconds) + 1_000), new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = cancellationToken },
            async (number, _) => ids.Add(await IssueAsync($"{run} before {number}")));
        var all = ids.ToArray();
        await Eventually.TrueAsync(async token => (await VerdictAsync(all[^1])) is not ("unknown" or Busy) && (await VerdictAsync(all[0])) is not ("unknown" or Busy) && await BehindAsync(token) == 0, TimeSpan.FromMinutes(2), "all can be verified", cancellationToken);

        var (shown, answers, asked) = (new ConcurrentBag<double>(), new ConcurrentBag<double>(), 0);
        await Task.WhenAll(
            SteadilyAsync(load.Revocations, RevokeAsync),
            SteadilyAsync(load.Issued, number => IssueAsync($"{run} during {number}")),
            SteadilyAsync(load.Verdicts, number => VerdictAsync(all[^(1 + (number % 1_000))])));
        return ([.. shown], [.. answers], (double)asked / shown.Count);

        async Task SteadilyAsync(int rate, Func<int, Task> one)
        {
            var (began, requests) = (Stopwatch.GetTimestamp(), new List<Task>());
            for (var started = 0; started < (int)(rate * duration.TotalSeconds);)
            {
                var due = Math.Min((int)(rate * duration.TotalSeconds), (int)(Stopwatch.GetElapsedTime(began).TotalSeconds * rate));
                for (; started < due; started++) requests.Add(one(started));
                await Task.Delay(1, cancellationToken);
            }

            await Task.WhenAll(requests);
        }

        async Task RevokeAsync(int number)
        {
            var from = Stopwatch.GetTimestamp();
            using var response = await issuer.HttpClient.PostAsJsonAsync(new Uri($"api/v1/credentials/{all[number]}/revoke", UriKind.Relative), new { reason = "withdrawn" }, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"Revoking was answered with {response.StatusCode}.");
            var answered = Stopwatch.GetTimestamp();
            answers.Add(Stopwatch.GetElapsedTime(from, answered).TotalMilliseconds);
            while (true)
            {
                Interlocked.Increment(ref asked);
                if (await VerdictAsync(all[number]) == "revoked") break;
                await Task.Delay(3, cancellationToken); // Without a pause those who wait would take all the processor time that is left.
            }

            shown.Add(Stopwatch.GetElapsedTime(answered).TotalMilliseconds);
        }

        async Task<Guid> IssueAsync(string holder)
        {
            using var response = await issuer.HttpClient.PostAsJsonAsync(
                new Uri("api/v1/credentials/issue", UriKind.Relative),
                new { holderName = $"Holder {holder}", credentialType = "Bachelor of Science", issuerName = "University of London", expiryDate = "2031-12-31", metadata = new { gpa = 3.9, course = "Computer Science" } },
                cancellationToken);
            if (response.StatusCode != HttpStatusCode.Created) throw new InvalidOperationException($"Issuing was answered with {response.StatusCode}.");
            using var body = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
            return body.RootElement.GetProperty("credential").GetProperty("id").GetGuid();
        }

        async Task<string> VerdictAsync(Guid id)
        {
            using var response = await verifier.HttpClient.PostAsJsonAsync(new Uri("api/v1/credentials/verify", UriKind.Relative), new { id }, cancellationToken);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable) return Busy; // More is asked than this machine can answer.
            using var body = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
            return body.RootElement.TryGetProperty("result", out var result) ? result.GetString()! : throw new InvalidOperationException($"Verifying was answered with {response.StatusCode}: {body.RootElement}");
        }

        async Task<long> BehindAsync(CancellationToken token)
        {
            using var stats = JsonDocument.Parse(await issuer.HttpClient.GetStringAsync(new Uri("admin/queue-stats", UriKind.Relative), token));
            return stats.RootElement.GetProperty("pendingSize").GetInt64() + stats.RootElement.GetProperty("unconfirmedSize").GetInt64();
        }
    }

    /// <summary>Stores credentials that were issued and confirmed long ago.</summary>
    private static async Task SeedAsync(string database, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await Seeds.WriteAsync(connection, Known, "Seed", "2031-12-31", static number => (Seeds.NumberedId(number), Guid.NewGuid()), cancellationToken);
        await using var command = new NpgsqlCommand(
            $"""
            {Seeds.OwnKey};
            INSERT INTO credentials (id, content, content_salt, content_hash, holder_key, standing, expiry_date, holder_name, credential_type, issuer_name, issued_at, version, event_id, state, holder_search, type_search, issuer_search)
              SELECT id, content, salt, content_hash, 'name:Holder ' || n, 1, '2031-12-31', 'Holder ' || n, 'Seed', 'University of London', at, 1, event_id, 'active', 'holder ' || n, 'seed', 'university of london' FROM seed;
            INSERT INTO credential_events (event_id, credential_id, version, event_type, occurred_at, correlation_id, trace_parent, status, key_id, signature)
              SELECT event_id, id, 1, 'CREDENTIAL_ISSUED', at, 'seed-' || n, '00-' || md5(n::text) || '-0123456789abcdef-01', '{Seeds.Status}', key_id, signature FROM seed;
            DROP TABLE seed;
            ANALYZE credentials, credential_events;
            """,
            connection);
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
