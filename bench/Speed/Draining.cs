using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Npgsql;

namespace KubeCredential.Bench.Speed;

/// <summary>How fast a backlog is published, applied and confirmed, from end to end, and whether it slows down on the way.</summary>
internal static class Draining
{
    private const int Parts = 5;

    // Until then the runtime is still compiling and profiling its own code.
    private const int WarmUp = 60_000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public static async Task RunAsync(Report report, int backlog, int rounds, CancellationToken cancellationToken)
    {
        await using var servers = await Servers.StartAsync(cancellationToken);
        var redis = await servers.RedisAsync(cancellationToken);
        var database = await servers.Postgres.CreateDatabaseAsync("issuance", cancellationToken);
        var verifier = await servers.VerificationAsync(redis, await servers.Postgres.CreateDatabaseAsync("verification", cancellationToken), cancellationToken);
        var issuer = await servers.IssuanceAsync(redis, database, cancellationToken);
        await using var source = NpgsqlDataSource.Create(database);
        await DrainAsync(WarmUp, 0); // Warm-up, not measured.

        var rows = new List<string[]>();
        for (var round = 1; round <= rounds; round++)
        {
            if (Servers.IsProfiled) await Statements.ResetAsync(database, cancellationToken);
            var cpu = servers.CountCpu();
            var (seconds, parts) = await DrainAsync(backlog, round);
            rows.Add(
            [
                round.ToString(CultureInfo.InvariantCulture), backlog.ToString(CultureInfo.InvariantCulture), Sample.Text(seconds, 1), Sample.Text(backlog / seconds, 0),
                string.Join(", ", parts.Select(static rate => Sample.Text(rate, 0))), CpuTime.Text(cpu.Shares()),
            ]);
            if (Servers.IsProfiled) await Statements.ShowAsync(database, backlog, cancellationToken);
        }

        report.Section("Draining a backlog", "Events are written to the outbox while the relay is stopped; then the relay is resumed. Measured, after a warm-up, until all events are confirmed: published, applied and committed by one verification replica, and marked by the issuance service.");
        report.Table(["#round", "#backlog, events", "#seconds", "#events a second", "in each fifth of the way", "of the two processors"], rows);
        report.Note(string.Create(CultureInfo.InvariantCulture, $"Memory after {WarmUp + (backlog * rounds)} events: issuance {CpuTime.Megabytes(issuer.ProcessId):0} MB, verification {CpuTime.Megabytes(verifier.ProcessId):0} MB."));

        async Task<(double Seconds, List<double> Parts)> DrainAsync(int events, int round)
        {
            await OperateAsync("isolate");
            await SeedAsync(source, events, round, cancellationToken);
            var confirmed = await ConfirmedAsync();
            var began = Stopwatch.GetTimestamp();
            await OperateAsync("close");
            var (last, parts) = (began, new List<double>());
            for (var part = 1; part <= Parts; part++)
            {
                var goal = confirmed + ((long)events * part / Parts);
                // Not more often: the query itself takes a while.
                while (await ConfirmedAsync() < goal) await Task.Delay(250, cancellationToken);
                parts.Add(events / (double)Parts / Stopwatch.GetElapsedTime(last).TotalSeconds);
                last = Stopwatch.GetTimestamp();
            }

            return (Stopwatch.GetElapsedTime(began).TotalSeconds, parts);
        }

        async Task OperateAsync(string action)
        {
            using var answer = await issuer.HttpClient.PostAsJsonAsync(new Uri("admin/circuit-breaker", UriKind.Relative), new { action, reason = "bench" }, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }

        // Unconfirmed rows are in a small index; counting the others would read the whole table each time.
        async Task<long> ConfirmedAsync()
        {
            await using var command = source.CreateCommand("SELECT (SELECT COALESCE(SUM(value), 0)::bigint FROM bench_seeded) - (SELECT COUNT(*) FROM outbox WHERE state <> 3)");
            return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
    }

    private static async Task SeedAsync(NpgsqlDataSource source, int events, int round, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"""
            CREATE TABLE IF NOT EXISTS bench_seeded (value bigint);
            -- Ids as the service makes them (RFC 9562, version 7): ten a millisecond, in the order of time.
            CREATE OR REPLACE FUNCTION pg_temp.uuid_v7(n int) RETURNS uuid LANGUAGE sql VOLATILE AS $$
              SELECT (lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint + n / 10), 12, '0') || '7' || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid
            $$;
            CREATE TEMP TABLE seed AS
              SELECT id, event_id, n, now() AS at, md5('salt' || n) AS salt, json_build_object(
                'id', id, 'holderName', 'Holder ' || n, 'credentialType', 'Drain', 'issueDate', current_date, 'validFrom', current_date, 'expiryDate', NULL,
                'issuerName', 'University of London', 'metadata', json_build_object('gpa', 3.9, 'course', 'Computer Science'),
                'workerId', 'seed', 'timestamp', '2026-01-01T00:00:00.000Z', 'issuedBy', 'worker-seed')::text AS content
              FROM (SELECT pg_temp.uuid_v7(n) AS id, pg_temp.uuid_v7(n) AS event_id, n FROM generate_series(1, {events.ToString(CultureInfo.InvariantCulture)}) AS n) AS ids;
            INSERT INTO credentials (id, content, content_salt, content_hash, holder_key, standing, holder_name, credential_type, issuer_name, issued_at, version, event_id, state, holder_search, type_search, issuer_search)
              SELECT id, content, salt, encode(sha256(decode(salt, 'hex') || convert_to(content, 'UTF8')), 'hex'), 'name:Holder ' || n, 1,
                'Holder ' || n, 'Drain {round.ToString(CultureInfo.InvariantCulture)}', 'University of London', at, 1, event_id, 'active',
                'holder ' || n, 'drain {round.ToString(CultureInfo.InvariantCulture)}', 'university of london' FROM seed;
            INSERT INTO credential_events (event_id, credential_id, version, event_type, occurred_at, correlation_id, trace_parent, status)
              SELECT event_id, id, 1, 'CREDENTIAL_ISSUED', at, 'drain-' || n, '00-' || md5(n::text) || '-0123456789abcdef-01',
                '{"{\"state\":\"active\",\"since\":\"2026-01-01T00:00:00.000Z\"}"}' FROM seed;
            INSERT INTO outbox (event_id, credential_id, version, state, created_at, due_at) SELECT event_id, id, 1, 0, at, at FROM seed;
            INSERT INTO bench_seeded VALUES ({events.ToString(CultureInfo.InvariantCulture)});
            DROP TABLE seed;
            ANALYZE credentials, credential_events, outbox;
            """);
        command.CommandTimeout = (int)Limit.TotalSeconds;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
