using System.Diagnostics;
using System.Globalization;
using KubeCredential.TestServers;
using Npgsql;

namespace KubeCredential.Bench.Faults;

/// <summary>
/// Measures how fast a backlog is published, applied and confirmed, and whether it slows down as the backlog grows: events are written
/// into the outbox while the services are stopped, then one replica of each is started.
/// </summary>
internal static class Drain
{
    private const int Parts = 5;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public static async Task RunAsync(PostgresServer issuance, PostgresServer verification, int[] backlogs, CancellationToken cancellationToken)
    {
        Console.WriteLine("| backlog, events | seconds | events a second | in each fifth of the way |");
        Console.WriteLine("|--:|--:|--:|---|");
        foreach (var backlog in backlogs)
        {
            await using var system = await TestSystem.StartAsync(
                string.Create(CultureInfo.InvariantCulture, $"drain{backlog}"), issuance, verification, AppendOnly.EverySecond, [], cancellationToken);
            foreach (var service in system.Issuers.Concat(system.Verifiers)) await service.StopAsync(cancellationToken);
            await SeedAsync(system.IssuanceDatabase, backlog, cancellationToken);
            await system.Verifiers[0].StartAsync(cancellationToken);

            var began = Stopwatch.GetTimestamp();
            await system.Issuers[0].StartAsync(cancellationToken);
            var rates = new List<string>();
            var last = began;
            for (var part = 1; part <= Parts; part++)
            {
                var goal = (long)backlog * part / Parts;
                await Eventually.TrueAsync(
                    async token => await Ledger.CountAsync(system.IssuanceDatabase, "SELECT COUNT(*) FROM outbox WHERE state = 3", token) >= goal,
                    Limit, "the backlog is confirmed", cancellationToken);
                rates.Add(string.Create(CultureInfo.InvariantCulture, $"{backlog / (double)Parts / Stopwatch.GetElapsedTime(last).TotalSeconds:0}"));
                last = Stopwatch.GetTimestamp();
            }

            var took = Stopwatch.GetElapsedTime(began);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {backlog} | {took.TotalSeconds:0.0} | {backlog / took.TotalSeconds:0} | {string.Join(", ", rates)} |"));
        }
    }

    private static async Task SeedAsync(string database, int events, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(
            $"""
            CREATE TEMP TABLE seed AS
              SELECT gen_random_uuid() AS id, gen_random_uuid() AS event_id, n, now() AS at FROM generate_series(1, {events.ToString(CultureInfo.InvariantCulture)}) AS n;
            INSERT INTO credentials (id, holder_name, credential_type, issuer_name, issue_date, worker_id, issued_at, version, event_id)
              SELECT id, 'Holder ' || n, 'Drain', 'University of Faults', current_date, 'seed', at, 1, event_id FROM seed;
            INSERT INTO credential_events (event_id, credential_id, version, event_type, occurred_at, correlation_id, credential)
              SELECT event_id, id, 1, 'CREDENTIAL_ISSUED', at, 'drain-' || n, json_build_object(
                'id', id, 'holderName', 'Holder ' || n, 'credentialType', 'Drain', 'issueDate', current_date, 'expiryDate', NULL,
                'issuerName', 'University of Faults', 'metadata', json_build_object('gpa', 3.9, 'course', 'Computer Science'),
                'workerId', 'seed', 'timestamp', '2026-01-01T00:00:00.000Z', 'issuedBy', 'worker-seed')::text
              FROM seed;
            INSERT INTO outbox (event_id, credential_id, version, state, created_at, due_at) SELECT event_id, id, 1, 0, at, at FROM seed;
            ANALYZE credentials, credential_events, outbox;
            """);
        command.CommandTimeout = (int)Limit.TotalSeconds;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
