using System.Diagnostics;
using System.Globalization;
using KubeCredential.TestServers;
using Npgsql;

namespace KubeCredential.Bench.Faults;

/// <summary>What became of every credential, read from the two databases after delivery has finished.</summary>
/// <param name="Fault">The scenario.</param>
/// <param name="Acknowledged">Credentials issued, as acknowledged.</param>
/// <param name="Changes">Changes of existing credentials, as acknowledged.</param>
/// <param name="Lost">Acknowledged credentials that cannot be verified. Must be 0.</param>
/// <param name="Wrong">Credentials of which the verifier does not say exactly what the issuer says (version, status, content, key of the signature), or of which the issuer has less than it acknowledged. Must be 0.</param>
/// <param name="Backwards">Verdicts that went back behind an earlier one, of whichever replica. Must be 0.</param>
/// <param name="Watched">Verdicts that were watched for that.</param>
/// <param name="Phantom">Credentials that can be verified and were never issued. Must be 0.</param>
/// <param name="Dead">Dead letters at the end. Must be 0, since no message was faulty.</param>
/// <param name="Duplicates">Copies of events that the verifier noticed and did not apply again.</param>
/// <param name="Unanswered">Requests without a 201.</param>
/// <param name="NormalMedian">The median response time before the fault.</param>
/// <param name="FaultMedian">The median response time during the fault.</param>
/// <param name="Slowest">The longest response time during the fault.</param>
/// <param name="Recovery">The time from the end of the fault until everything acknowledged before and since was verifiable and confirmed.</param>
internal sealed record Ledger(
    string Fault, int Acknowledged, int Changes, int Lost, int Wrong, int Backwards, int Watched, int Phantom, long Dead, long Duplicates, int Unanswered, TimeSpan NormalMedian, TimeSpan FaultMedian, TimeSpan Slowest, TimeSpan Recovery)
{
    /// <summary>Whether nothing was lost, invented or given up, and nothing went back.</summary>
    public bool IsGood => Lost == 0 && Wrong == 0 && Backwards == 0 && Phantom == 0 && Dead == 0;

    /// <summary>Waits until delivery has finished, for so long at most, and counts. Credentials that have not arrived by then count as lost.</summary>
    public static async Task<Ledger> CloseAsync(
        string fault, TimeSpan settle, TestSystem system, Load load, Watch watch, long ended, (TimeSpan Median, TimeSpan Longest) normal, (TimeSpan Median, TimeSpan Longest) during, CancellationToken cancellationToken)
    {
        try
        {
            await Eventually.TrueAsync(
                async token => await CountAsync(system.IssuanceDatabase, "SELECT COUNT(*) FROM outbox WHERE state <> 3", token) == 0,
                settle, "every event is confirmed", cancellationToken);
        }
        catch (EventuallyTimeoutException)
        {
            // The ledger shows what is missing.
        }

        var recovery = Stopwatch.GetElapsedTime(ended);
        await watch.StopAsync();
        var issued = await StatusesAsync(
            system.IssuanceDatabase, "SELECT c.id, c.version, c.state, md5(e.status), md5(c.content), e.key_id FROM credentials c JOIN credential_events e ON e.credential_id = c.id AND e.version = c.version", cancellationToken);
        var known = await StatusesAsync(
            system.VerificationDatabase, "SELECT id, version, state, md5(status), md5(credential), key_id FROM credentials WHERE generation = (SELECT live FROM read_model WHERE id = 1)", cancellationToken);
        return new Ledger(
            fault,
            load.Acknowledged.Count,
            load.Changes,
            load.Acknowledged.Keys.Count(id => !known.ContainsKey(id)),
            issued.Count(one => known.TryGetValue(one.Key, out var there) && there != one.Value)
                + load.Acknowledged.Count(one => !issued.TryGetValue(one.Key, out var now) || now.Version < one.Value.Version || (now.Version == one.Value.Version && now.State != one.Value.State)),
            watch.Backwards,
            watch.Verdicts,
            known.Keys.Count(id => !issued.ContainsKey(id)),
            await CountAsync(system.IssuanceDatabase, "SELECT COUNT(*) FROM outbox WHERE state IN (4, 5)", cancellationToken)
                + await TestSystem.NumberAsync(system.Verifiers[0], "admin/queue-stats", static root => root.GetProperty("deadLetterSize").GetInt64(), cancellationToken),
            await CountAsync(system.VerificationDatabase, "SELECT COALESCE(SUM(value), 0)::bigint FROM counters WHERE name = 'duplicates'", cancellationToken),
            load.Unanswered, normal.Median, during.Median, during.Longest, recovery);
    }

    /// <summary>The table's headings.</summary>
    public static string Headings =>
        """
        | fault | acknowledged | changes | lost | wrong | backwards | verdicts watched | phantom | dead letters | duplicates noticed | unanswered | median before, ms | median during, ms | slowest, ms | recovery, s |
        |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
        """;

    /// <summary>A row of the table.</summary>
    public string Row => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Fault} | {Acknowledged} | {Changes} | {Lost} | {Wrong} | {Backwards} | {Watched} | {Phantom} | {Dead} | {Duplicates} | {Unanswered} | {NormalMedian.TotalMilliseconds:0.0} | {FaultMedian.TotalMilliseconds:0.0} | {Slowest.TotalMilliseconds:0} | {Recovery.TotalSeconds:0.0} |");

    public static async Task<long> CountAsync(string database, string sql, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>What a service says of each credential.</summary>
    private static async Task<Dictionary<Guid, (int Version, string State, string Status, string? Content, string KeyId)>> StatusesAsync(string database, string sql, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var statuses = new Dictionary<Guid, (int, string, string, string?, string)>();
        while (await reader.ReadAsync(cancellationToken))
            statuses[reader.GetGuid(0)] = (reader.GetInt32(1), reader.GetString(2), reader.GetString(3), await reader.IsDBNullAsync(4, cancellationToken) ? null : reader.GetString(4), reader.GetString(5));
        return statuses;
    }
}
