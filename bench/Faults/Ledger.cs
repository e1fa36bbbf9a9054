using System.Diagnostics;
using KubeCredential.TestServers;
using Npgsql;

namespace KubeCredential.Bench.Faults;

/// <summary>What became of every credential, read from the two databases after delivery has finished.</summary>
/// <param name="Fault">The scenario.</param>
/// <param name="Acknowledged">Credentials answered with 201.</param>
/// <param name="Lost">Acknowledged credentials that cannot be verified. Must be 0.</param>
/// <param name="Phantom">Credentials that can be verified and were never issued. Must be 0.</param>
/// <param name="Dead">Dead letters at the end. Must be 0, since no message was faulty.</param>
/// <param name="Duplicates">Copies of events that the verifier noticed and did not apply again.</param>
/// <param name="Unanswered">Requests without a 201.</param>
/// <param name="NormalMedian">The median response time before the fault.</param>
/// <param name="FaultMedian">The median response time during the fault.</param>
/// <param name="Slowest">The longest response time during the fault.</param>
/// <param name="Recovery">The time from the end of the fault until everything acknowledged before and since was verifiable and confirmed.</param>
internal sealed record Ledger(
    string Fault, int Acknowledged, int Lost, int Phantom, long Dead, long Duplicates, int Unanswered, TimeSpan NormalMedian, TimeSpan FaultMedian, TimeSpan Slowest, TimeSpan Recovery)
{
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(90);

    /// <summary>Whether nothing was lost, invented or given up.</summary>
    public bool IsGood => Lost == 0 && Phantom == 0 && Dead == 0;

    /// <summary>Waits until delivery has finished, and counts. Credentials that have not arrived by then count as lost.</summary>
    public static async Task<Ledger> CloseAsync(
        string fault, TestSystem system, Load load, long ended, (TimeSpan Median, TimeSpan Longest) normal, (TimeSpan Median, TimeSpan Longest) during, CancellationToken cancellationToken)
    {
        try
        {
            await Eventually.TrueAsync(
                async token => await CountAsync(system.IssuanceDatabase, "SELECT COUNT(*) FROM outbox WHERE state <> 3", token) == 0,
                SettleLimit, "every event is confirmed", cancellationToken);
        }
        catch (EventuallyTimeoutException)
        {
            // The ledger shows what is missing.
        }

        var recovery = Stopwatch.GetElapsedTime(ended);
        var issued = await IdsAsync(system.IssuanceDatabase, "SELECT id FROM credentials", cancellationToken);
        var known = await IdsAsync(system.VerificationDatabase, "SELECT id FROM credentials", cancellationToken);
        return new Ledger(
            fault,
            load.Acknowledged.Count,
            load.Acknowledged.Keys.Count(id => !known.Contains(id)),
            known.Count(id => !issued.Contains(id)),
            await CountAsync(system.IssuanceDatabase, "SELECT COUNT(*) FROM outbox WHERE state IN (4, 5)", cancellationToken)
                + await TestSystem.NumberAsync(system.Verifiers[0], "admin/queue-stats", static root => root.GetProperty("deadLetterSize").GetInt64(), cancellationToken),
            await CountAsync(system.VerificationDatabase, "SELECT COALESCE(SUM(value), 0)::bigint FROM counters WHERE name = 'duplicates'", cancellationToken),
            load.Unanswered, normal.Median, during.Median, during.Longest, recovery);
    }

    public static async Task<long> CountAsync(string database, string sql, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<HashSet<Guid>> IdsAsync(string database, string sql, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken)) ids.Add(reader.GetGuid(0));
        return ids;
    }
}
