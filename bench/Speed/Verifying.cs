using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using KubeCredential.Events;
using KubeCredential.Events.Tests;
using KubeCredential.TestServers;
using Npgsql;
using StackExchange.Redis;

namespace KubeCredential.Bench.Speed;

/// <summary>Verifying known credentials with few and with many stored, compared with a web server that does no work.</summary>
internal static class Verifying
{
    private const int Connections = 32;
    private const int Few = 1_000;
    private const int Many = 1_000_000;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(5);
    private static readonly Uri s_verify = new("api/v1/credentials/verify", UriKind.Relative);

    public static async Task RunAsync(Report report, int rounds, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var servers = await Servers.StartAsync(cancellationToken);
        var bare = new Uri((await servers.IssuanceAsync(
            await servers.RedisAsync(cancellationToken), await servers.Postgres.CreateDatabaseAsync("issuance", cancellationToken), cancellationToken, "bench/Baseline")).Url, "bench/bare");
        var (few, many) = (await StartAsync(servers, Few, cancellationToken), await StartAsync(servers, Many, cancellationToken));
        (string What, Uri Url, int Known, int Asked)[] variants =
        [
            ("bare JSON", bare, Few, Few),
            ("1,000 stored, each asked for by turns", few, Few, Few),
            ("1,000,000 stored, 1,000 of them asked for by turns", many, Many, Few),
            ("1,000,000 stored, each asked for by turns: no cache helps", many, Many, Many),
        ];
        var from = 0; // What was asked for once is remembered.
        foreach (var (_, url, known, asked) in variants)
        {
            var result = await Wrk.VerifyAsync(url, known, asked, Connections, s_warmUp, cancellationToken, from);
            if (asked == Many) from = Wrk.Next(from, result, Connections, s_warmUp);
        }

        var results = variants.ToDictionary(static variant => variant.What, static _ => new List<(Wrk.Result Result, string Cpu)>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (what, url, known, asked) in variants)
            {
                var cpu = servers.CountCpu();
                var result = await Wrk.VerifyAsync(url, known, asked, Connections, duration, cancellationToken, from);
                if (asked == Many) from = Wrk.Next(from, result, Connections, duration);
                results[what].Add((result, CpuTime.Text(cpu.Shares())));
            }
        }

        report.Section(
            "Verifying",
            string.Create(CultureInfo.InvariantCulture, $"Verdicts a second on known ids, {Connections} connections, each verdict with its audit entry. {rounds} rounds of {duration.TotalSeconds:0} s by turns; median (least to most)."));
        var ceiling = Rates("bare JSON");
        report.Table(
            ["what", "#a second", "#median, ms", "#p99, ms", "#of bare JSON", "of the two processors"],
            variants.Select(variant => (string[])
            [
                variant.What, Sample.Text(Rates(variant.What)), Sample.Text(Sample.Median(results[variant.What].Select(static one => one.Result.Median)), 2),
                Sample.Text(Sample.Median(results[variant.What].Select(static one => one.Result.P99)), 1), Sample.Text(Sample.Ratio(Rates(variant.What), ceiling), 2), results[variant.What][^1].Cpu,
            ]));
        report.Note($"A million against a thousand stored, the same thousand asked for: {Sample.Text(Sample.Ratio(Rates(variants[2].What), Rates(variants[1].What)), 2)}.");

        List<double> Rates(string what) => [.. results[what].Select(static one => one.Result.Rate)];
    }

    /// <summary>Starts a verification service with the given number of credentials.</summary>
    /// <returns>The address for verifying.</returns>
    internal static async Task<Uri> StartAsync(Servers servers, int credentials, CancellationToken cancellationToken, Dictionary<string, string?>? more = null, Build? build = null)
    {
        build ??= Build.This;
        var database = await servers.Postgres.CreateDatabaseAsync("verification", cancellationToken);
        var redis = await servers.RedisAsync(cancellationToken);
        var service = await servers.VerificationAsync(redis, database, issuer: null, cancellationToken, build.Verification, more);
        _ = BeatAsync(redis.ConnectionString, cancellationToken);
        await using var source = NpgsqlDataSource.Create(database);
        await using (var connection = await source.OpenConnectionAsync(cancellationToken))
        {
            await Seeds.WriteAsync(connection, credentials, "Bachelor of Science", "2031-12-31", static number => (Seeds.NumberedId(number), Guid.NewGuid()), cancellationToken);
            await using var seed = new NpgsqlCommand(
                $"""
                {(build.Signs ? Seeds.IssuersKey : "")};
                INSERT INTO credentials (generation, id, version, event_id, event_type, correlation_id, occurred_at, applied_at, holder_name, credential_type, valid_from, expiry_date, state, status,
                  content_hash, content_salt, credential{(build.Signs ? ", key_id, signature, seal" : "")})
                SELECT (SELECT live FROM read_model WHERE id = 1), id, 1, event_id, 'CREDENTIAL_ISSUED', 'bench', at, at, 'Holder ' || n, 'Bachelor of Science', '2026-11-25', '2031-12-31', 'active', '{Seeds.Status}',
                  content_hash, salt, content{(build.Signs ? ", key_id, signature, seal" : "")} FROM seed;
                DROP TABLE seed;
                """,
                connection);
            seed.CommandTimeout = 300;
            await seed.ExecuteNonQueryAsync(cancellationToken);
            await using var analyze = new NpgsqlCommand("VACUUM ANALYZE credentials", connection);
            analyze.CommandTimeout = 300;
            await analyze.ExecuteNonQueryAsync(cancellationToken);
        }

        // wrk does not read verdicts.
        await Eventually.TrueAsync(
            async token =>
            {
                using var response = await service.HttpClient.PostAsJsonAsync(s_verify, new { id = Seeds.NumberedId(1) }, token);
                using var verdict = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(token), cancellationToken: token);
                return verdict.RootElement.GetProperty("isValid").GetBoolean();
            },
            TimeSpan.FromSeconds(30), "a credential is valid", cancellationToken);
        return new Uri(service.Url, s_verify);
    }

    /// <summary>Sends the heartbeats of an issuer at rest: a verifier that hears from none does not use its cache.</summary>
    private static async Task BeatAsync(string redis, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis);
        try
        {
            while (true)
            {
                var now = DateTimeOffset.UtcNow;
                var heartbeat = new IssuerHeartbeat(now, "0.0", now).Signed();
                await connection.GetDatabase().StreamAddAsync(
                    "{credential-events}:stream", [new("heartbeat", heartbeat.ToJson()), new("keyId", heartbeat.Signature!.Value.KeyId), new("signature", heartbeat.Signature.Value.Value)]);
                await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
            }
        }
        catch (Exception error) when (error is RedisException or OperationCanceledException)
        {
            // The servers have been stopped.
        }
    }
}
