using System.Globalization;
using System.Text.Json;
using KubeCredential.TestServers;
using Npgsql;
using StackExchange.Redis;

namespace KubeCredential.Bench.Speed;

/// <summary>Issuing at full speed for a long time, with delivery running: shows what grows.</summary>
internal static class FullSpeed
{
    private const int Connections = 32;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public static async Task RunAsync(Report report, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var servers = await Servers.StartAsync(cancellationToken);
        var redis = await servers.RedisAsync(cancellationToken);
        string issuanceDb = await servers.Postgres.CreateDatabaseAsync("issuance", cancellationToken), verificationDb = await servers.Postgres.CreateDatabaseAsync("verification", cancellationToken);
        var issuer = await servers.IssuanceAsync(redis, issuanceDb, cancellationToken, more: new()
        {
            ["Outbox__Retention"] = "00:01:00", // So that cleaning up has as much to do as issuing.
            ["Limits__Enabled"] = "false",
        });
        var verifier = await servers.VerificationAsync(redis, verificationDb, issuer, cancellationToken);
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{redis.ConnectionString},allowAdmin=true");
        await using var issuance = NpgsqlDataSource.Create(issuanceDb);
        await using var verification = NpgsqlDataSource.Create(verificationDb);

        var rows = new List<string[]> { await SampleAsync("0") };
        var cpu = servers.CountCpu();
        var load = Wrk.IssueAsync(new Uri(issuer.Url, "api/v1/credentials/issue"), "full", Connections, duration, cancellationToken);
        for (var minute = 1; minute * Interval <= duration; minute++)
        {
            await Task.WhenAny(Task.Delay(Interval, cancellationToken), load);
            rows.Add(await SampleAsync(minute.ToString(CultureInfo.InvariantCulture)));
            Console.Error.WriteLine(string.Join(" | ", rows[^1])); // Shows the progress.
        }

        var result = await load;
        var shares = CpuTime.Text(cpu.Shares());
        var ended = System.Diagnostics.Stopwatch.GetTimestamp();
        await Eventually.TrueAsync(
            async token =>
            {
                using var stats = await StatsAsync(issuer, token);
                return stats.RootElement.GetProperty("pendingSize").GetInt64() + stats.RootElement.GetProperty("unconfirmedSize").GetInt64() == 0;
            },
            TimeSpan.FromMinutes(10), "everything is confirmed", cancellationToken);
        var behind = System.Diagnostics.Stopwatch.GetElapsedTime(ended).TotalSeconds;
        await Task.Delay(TimeSpan.FromSeconds(10), cancellationToken); // Streams are trimmed every five.
        rows.Add(await SampleAsync("after"));

        report.Section(
            "At full speed",
            string.Create(CultureInfo.InvariantCulture, $"{Connections} connections issue for {duration.TotalMinutes:0} minutes without a pause while everything is delivered; confirmed rows leave the outbox after a minute. {result.Rate:0} credentials a second, median {result.Median:0.0} ms, p99 {result.P99:0} ms; the last were confirmed {behind:0} s after the end. Of the two processors: {shares}."));
        report.Table(
            ["minute", "#credentials", "#verifiable", "#outbox rows", "#pending", "#oldest, s", "state", "#stream", "#lag", "#applied", "#not acknowledged", "#Redis, MB", "#issuance, MB", "#verification, MB", "#audit entries"],
            rows);

        async Task<string[]> SampleAsync(string minute)
        {
            var database = connection.GetDatabase();
            using var stats = await StatsAsync(issuer, cancellationToken);
            using var behindStream = JsonDocument.Parse(await verifier.HttpClient.GetStringAsync(new Uri("admin/queue-stats", UriKind.Relative), cancellationToken));
            var root = stats.RootElement;
            var applied = await database.KeyExistsAsync("{credential-events}:applied") ? (await database.StreamGroupInfoAsync("{credential-events}:applied"))[0] : default;
            var memory = (await connection.GetServers()[0].InfoAsync("memory"))[0].Single(static pair => pair.Key == "used_memory").Value;
            return
            [
                minute,
                await CountAsync(issuance, "SELECT COUNT(*) FROM credentials"),
                await CountAsync(verification, "SELECT COUNT(*) FROM credentials"),
                await CountAsync(issuance, "SELECT COUNT(*) FROM outbox"),
                $"{root.GetProperty("pendingSize").GetInt64()}",
                root.GetProperty("oldestUndeliveredAgeSeconds") is { ValueKind: JsonValueKind.Number } age ? Sample.Text(age.GetDouble(), 1) : "",
                root.GetProperty("status").GetString()!,
                $"{await database.StreamLengthAsync("{credential-events}:stream")}",
                behindStream.RootElement.GetProperty("stream") is { ValueKind: JsonValueKind.Object } stream ? $"{stream.GetProperty("lag").GetInt64()}" : "",
                $"{await database.StreamLengthAsync("{credential-events}:applied")}",
                $"{applied.PendingMessageCount}",
                Sample.Text(double.Parse(memory, CultureInfo.InvariantCulture) / 1e6, 0),
                Sample.Text(CpuTime.Megabytes(issuer.ProcessId), 0),
                Sample.Text(CpuTime.Megabytes(verifier.ProcessId), 0),
                await CountAsync(issuance, "SELECT COUNT(*) FROM audit_entries"),
            ];
        }
    }

    private static async Task<JsonDocument> StatsAsync(DotnetService issuer, CancellationToken cancellationToken) =>
        JsonDocument.Parse(await issuer.HttpClient.GetStringAsync(new Uri("admin/queue-stats", UriKind.Relative), cancellationToken));

    private static async Task<string> CountAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 120;
        return $"{await command.ExecuteScalarAsync()}";
    }
}
