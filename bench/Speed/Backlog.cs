using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using KubeCredential.TestServers;
using Npgsql;

namespace KubeCredential.Bench.Speed;

/// <summary>An issuance and a verification service, and backlogs of events that are delivered from one to the other.</summary>
internal sealed class Backlog : IAsyncDisposable
{
    private const int Parts = 5;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);
    private readonly Servers _servers;
    private readonly NpgsqlDataSource _source;
    private readonly bool _isSigned;

    private Backlog(Servers servers, DotnetService issuer, DotnetService verifier, string database, bool isSigned) =>
        (_servers, Issuer, Verifier, Database, _source, _isSigned) = (servers, issuer, verifier, database, NpgsqlDataSource.Create(database), isSigned);

    /// <summary>The issuance service.</summary>
    public DotnetService Issuer { get; }

    /// <summary>The verification service.</summary>
    public DotnetService Verifier { get; }

    /// <summary>The issuance service's database.</summary>
    public string Database { get; }

    /// <summary>Starts the services.</summary>
    public static async Task<Backlog> StartAsync(Servers servers, Build build, CancellationToken cancellationToken)
    {
        var redis = await servers.RedisAsync(cancellationToken);
        var database = await servers.Postgres.CreateDatabaseAsync("issuance", cancellationToken);
        var issuer = await servers.IssuanceAsync(redis, database, cancellationToken, build.Issuance);
        var verifier = await servers.VerificationAsync(redis, await servers.Postgres.CreateDatabaseAsync("verification", cancellationToken), issuer, cancellationToken, build.Verification);
        return new Backlog(servers, issuer, verifier, database, build.Signs);
    }

    /// <summary>Writes events to the outbox while the relay is stopped, resumes the relay, and waits until all are confirmed.</summary>
    /// <param name="events">How many events.</param>
    /// <param name="round">The number of the backlog.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The seconds from the resumption, the events a second in each fifth of the way, and the processor time.</returns>
    public async Task<(double Seconds, List<double> Parts, CpuTime Cpu)> DrainAsync(int events, int round, CancellationToken cancellationToken)
    {
        await OperateAsync("isolate", cancellationToken);
        await SeedAsync(events, round, cancellationToken);
        var confirmed = await ConfirmedAsync(cancellationToken);
        var (cpu, began) = (_servers.CountCpu(), Stopwatch.GetTimestamp());
        await OperateAsync("close", cancellationToken);
        var (last, before, parts) = (began, confirmed, new List<double>());
        for (var part = 1; part <= Parts; part++)
        {
            var goal = confirmed + ((long)events * part / Parts);
            while (true)
            {
                var asked = Stopwatch.GetTimestamp();
                var now = await ConfirmedAsync(cancellationToken);
                if (now >= goal)
                {
                    parts.Add((now - before) / Stopwatch.GetElapsedTime(last).TotalSeconds);
                    (last, before) = (Stopwatch.GetTimestamp(), now);
                    break;
                }

                // It counts what is not confirmed yet, which takes long at first: asked all the time, it would be a tenth of the work.
                await Task.Delay(s_pause + (Stopwatch.GetElapsedTime(asked) * 20), cancellationToken);
            }
        }

        return (Stopwatch.GetElapsedTime(began).TotalSeconds, parts, cpu);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task OperateAsync(string action, CancellationToken cancellationToken)
    {
        using var answer = await Issuer.HttpClient.PostAsJsonAsync(new Uri("admin/circuit-breaker", UriKind.Relative), new { action, reason = "bench" }, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    // Unconfirmed rows are in a small index; counting the others would read the whole table each time.
    private async Task<long> ConfirmedAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand("SELECT (SELECT COALESCE(SUM(value), 0)::bigint FROM bench_seeded) - (SELECT COUNT(*) FROM outbox WHERE state <> 3)");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task SeedAsync(int events, int round, CancellationToken cancellationToken)
    {
        var type = string.Create(CultureInfo.InvariantCulture, $"Drain {round}");
        var began = DateTimeOffset.UtcNow;
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        // IDs as the service makes them: ten a millisecond, in the order of time.
        await Seeds.WriteAsync(connection, events, type, expiryDate: null, number => (Guid.CreateVersion7(began.AddMilliseconds(number / 10)), Guid.CreateVersion7(began.AddMilliseconds(number / 10))), cancellationToken);
        await using var command = new NpgsqlCommand(
            $"""
            CREATE TABLE IF NOT EXISTS bench_seeded (value bigint);
            {(_isSigned ? Seeds.OwnKey : "")};
            INSERT INTO credentials (id, content, content_salt, content_hash, holder_key, standing, holder_name, credential_type, issuer_name, issued_at, version, event_id, state, holder_search, type_search, issuer_search)
              SELECT id, content, salt, content_hash, 'name:Holder ' || n, 1, 'Holder ' || n, '{type}', 'University of London', at, 1, event_id, 'active',
                'holder ' || n, lower('{type}'), 'university of london' FROM seed;
            INSERT INTO credential_events (event_id, credential_id, version, event_type, occurred_at, correlation_id, trace_parent, status{(_isSigned ? ", key_id, signature" : "")})
              SELECT event_id, id, 1, 'CREDENTIAL_ISSUED', at, 'drain-' || n, '00-' || md5(n::text) || '-0123456789abcdef-01', '{Seeds.Status}'{(_isSigned ? ", key_id, signature" : "")} FROM seed;
            INSERT INTO outbox (event_id, credential_id, version, state, created_at, due_at) SELECT event_id, id, 1, 0, at, at FROM seed;
            INSERT INTO bench_seeded SELECT COUNT(*) FROM seed;
            DROP TABLE seed;
            ANALYZE credentials, credential_events, outbox;
            """,
            connection);
        command.CommandTimeout = (int)Limit.TotalSeconds;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
