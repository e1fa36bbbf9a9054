using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using KubeCredential.TestServers;
using StackExchange.Redis;

namespace KubeCredential.Bench.Speed;

/// <summary>The time from a credential's commit until it can be verified, at steady rates of issuing.</summary>
internal static class Lagging
{
    private const string Confirmations = "{credential-events}:applied";
    private static readonly int[] Rates = [200, 1_000, 3_000];

    public static async Task RunAsync(Report report, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var servers = await Servers.StartAsync(cancellationToken);
        var redis = await servers.RedisAsync(cancellationToken);
        var issuer = await servers.IssuanceAsync(redis, await servers.Postgres.CreateDatabaseAsync("issuance", cancellationToken), cancellationToken, more: new()
        {
            ["Outbox__MaintenanceInterval"] = "01:00:00", // So that nothing is trimmed before it is read here.
        });
        var verifier = await servers.VerificationAsync(redis, await servers.Postgres.CreateDatabaseAsync("verification", cancellationToken), issuer, cancellationToken);
        var atRest = (Issuance: CpuTime.Megabytes(issuer.ProcessId), Verification: CpuTime.Megabytes(verifier.ProcessId));
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        await MeasureAsync(issuer, connection.GetDatabase(), "warm", 1_000, TimeSpan.FromSeconds(8), cancellationToken);

        var rows = new List<string[]>();
        var (issuance, verification, total) = (0.0, 0.0, 0);
        foreach (var rate in Rates)
        {
            var cpu = servers.CountCpu();
            var (lags, late) = await MeasureAsync(issuer, connection.GetDatabase(), rate.ToString(CultureInfo.InvariantCulture), rate, duration, cancellationToken);
            rows.Add(
            [
                rate.ToString(CultureInfo.InvariantCulture), lags.Count.ToString(CultureInfo.InvariantCulture), Sample.Text(Sample.Median(lags), 1), Sample.Text(Sample.At(lags, 0.9), 1),
                Sample.Text(Sample.At(lags, 0.99), 1), Sample.Text(lags.Max(), 0), Sample.Text(late, 1), CpuTime.Text(cpu.Shares()),
            ]);
            (issuance, verification) = (Math.Max(issuance, CpuTime.Megabytes(issuer.ProcessId)), Math.Max(verification, CpuTime.Megabytes(verifier.ProcessId)));
            total += lags.Count;
        }

        report.Section(
            "From commit to verifiable",
            string.Create(CultureInfo.InvariantCulture, $"Credentials are issued at a steady rate for {duration.TotalSeconds:0} s, whether or not earlier ones are answered. The lag of each is the time from its response, which follows its commit, to the commit at the verifier, as stated in the verifier's confirmation (whole milliseconds)."));
        report.Table(["#a second", "#credentials", "#median, ms", "#p90, ms", "#p99, ms", "#longest, ms", "#median of an answer, ms", "of the two processors"], rows);
        report.Section("Memory", "Resident memory (VmRSS) of each service.");
        report.Table(["service", "#at rest, MB", string.Create(CultureInfo.InvariantCulture, $"#under this load and after {total} credentials, MB")],
        [
            ["issuance", Sample.Text(atRest.Issuance, 0), Sample.Text(issuance, 0)],
            ["verification", Sample.Text(atRest.Verification, 0), Sample.Text(verification, 0)],
        ]);
    }

    /// <returns>The lags, and the median response time, in milliseconds.</returns>
    private static async Task<(List<double> Lags, double Answer)> MeasureAsync(DotnetService issuer, IDatabase redis, string run, int rate, TimeSpan duration, CancellationToken cancellationToken)
    {
        var answered = new ConcurrentDictionary<Guid, DateTimeOffset>();
        var applied = new ConcurrentDictionary<Guid, DateTimeOffset>();
        var answers = new ConcurrentBag<double>();
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reader = ReadAsync(redis, applied, reading.Token);

        var began = Stopwatch.GetTimestamp();
        var requests = new List<Task>();
        for (var issued = 0; issued < rate * duration.TotalSeconds;)
        {
            for (var due = (int)(Stopwatch.GetElapsedTime(began).TotalSeconds * rate); issued < due; issued++) requests.Add(IssueAsync(issued));
            await Task.Delay(1, cancellationToken);
        }

        await Task.WhenAll(requests);
        await Eventually.TrueAsync(() => answered.Keys.All(applied.ContainsKey), TimeSpan.FromMinutes(1), "every credential is verifiable", cancellationToken);
        await reading.CancelAsync();
        await reader;
        // The verifier truncates to whole milliseconds, which loses half a millisecond on average.
        return ([.. answered.Select(one => Math.Max(0, (applied[one.Key] - one.Value).TotalMilliseconds + 0.5))], Sample.Median(answers));

        async Task IssueAsync(int number)
        {
            var from = Stopwatch.GetTimestamp();
            using var response = await issuer.HttpClient.PostAsJsonAsync(
                new Uri("api/v1/credentials/issue", UriKind.Relative),
                new { holderName = $"Holder {run} {number}", credentialType = "Bachelor of Science", issuerName = "University of London", expiryDate = "2031-12-31", metadata = new { gpa = 3.9, course = "Computer Science" } },
                cancellationToken);
            var at = DateTimeOffset.UtcNow;
            if (response.StatusCode != HttpStatusCode.Created) throw new InvalidOperationException($"Issuing was answered with {response.StatusCode}.");
            answers.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            using var body = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
            answered[body.RootElement.GetProperty("credential").GetProperty("id").GetGuid()] = at;
        }
    }

    /// <summary>Reads the confirmations, in parallel with the issuance service.</summary>
    private static async Task ReadAsync(IDatabase redis, ConcurrentDictionary<Guid, DateTimeOffset> applied, CancellationToken cancellationToken)
    {
        var last = await redis.KeyExistsAsync(Confirmations) && (await redis.StreamInfoAsync(Confirmations)).LastGeneratedId.ToString() is { Length: > 0 } id ? id : "0-0";
        while (!cancellationToken.IsCancellationRequested)
        {
            var entries = await redis.StreamReadAsync(Confirmations, last, 2_000);
            foreach (var entry in entries)
            {
                last = entry.Id.ToString();
                applied[Guid.Parse(entry["credentialId"].ToString())] = DateTimeOffset.Parse(entry["time"].ToString(), CultureInfo.InvariantCulture);
            }

            if (entries.Length == 0) await Task.Delay(50, CancellationToken.None);
        }
    }
}
