using System.Data.Common;
using System.Security.Cryptography;

namespace KubeCredential.Storage;

/// <summary>
/// Running totals for a whole service in a table <c>(name, shard, value)</c>. Each total is spread over a few rows so that replicas
/// counting at the same time rarely wait for each other.
/// </summary>
public static class Counters
{
    /// <summary>Events published.</summary>
    public const string Published = "published";

    /// <summary>Failed attempts.</summary>
    public const string Failed = "failed";

    /// <summary>Retried attempts.</summary>
    public const string Retried = "retried";

    /// <summary>Events moved to the dead letters.</summary>
    public const string DeadLettered = "deadLettered";

    /// <summary>Events confirmed by the verification service.</summary>
    public const string Confirmed = "confirmed";

    private const int Shards = 8;

    /// <summary>
    /// The row of each total to which this process adds: chosen at random at start, since process and thread IDs are the same in every container.
    /// </summary>
    public static int Shard { get; } = RandomNumberGenerator.GetInt32(Shards);

    /// <summary>Adds to totals, in the same transaction as the change being counted. Rows are always locked in the order of their names, so concurrent additions to the same totals wait and do not deadlock.</summary>
    /// <param name="dialect">The database.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction, or null.</param>
    /// <param name="table">The table's name: a constant, never input.</param>
    /// <param name="counts">The totals and the amounts to add. Zero amounts are skipped.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task AddAsync(
        SqlDialect dialect, DbConnection connection, DbTransaction? transaction, string table, IEnumerable<(string Name, long By)> counts, CancellationToken cancellationToken)
    {
        var grown = counts.Where(static count => count.By > 0).GroupBy(static count => count.Name, static count => count.By).OrderBy(static group => group.Key, StringComparer.Ordinal).ToArray();
        if (grown.Length == 0) return;
        await using var command = connection.Command(
            $"""
            INSERT INTO {table} (name, shard, value)
            SELECT t.name, @shard, t.value FROM {dialect.Rows("name", "value")} WHERE true
            ON CONFLICT (name, shard) DO UPDATE SET value = {table}.value + excluded.value
            """,
            transaction);
        command.With("@shard", Shard);
        dialect.AddRows(command, new("name", Array.ConvertAll(grown, static group => group.Key)), new("value", Array.ConvertAll(grown, static group => group.Sum())));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Reads all totals; those never counted are missing.</summary>
    public static async Task<Dictionary<string, long>> ReadAsync(DbConnection connection, string table, CancellationToken cancellationToken)
    {
        await using var command = connection.Command($"SELECT name, CAST(SUM(value) AS bigint) FROM {table} GROUP BY name");
        return (await command.ListAsync(static reader => (reader.GetString(0), reader.GetInt64(1)), cancellationToken)).ToDictionary();
    }
}
