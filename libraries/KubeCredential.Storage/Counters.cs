using System.Data.Common;
using System.Security.Cryptography;

namespace KubeCredential.Storage;

/// <summary>
/// Running totals of a whole service in a table <c>(name, shard, value)</c>. Each total is spread over a few rows, so that replicas
/// counting at the same time rarely wait for each other.
/// </summary>
public static class Counters
{
    /// <summary>Events published.</summary>
    public const string Published = "published";

    /// <summary>Attempts that failed.</summary>
    public const string Failed = "failed";

    /// <summary>Attempts that had to be made again.</summary>
    public const string Retried = "retried";

    /// <summary>Events given up.</summary>
    public const string DeadLettered = "deadLettered";

    /// <summary>Events that the verifier has confirmed.</summary>
    public const string Confirmed = "confirmed";

    private const int Shards = 8;

    /// <summary>
    /// The row of a total to which this process adds: chosen by chance at its start, since process and thread ids are alike in every container.
    /// </summary>
    public static int Shard { get; } = RandomNumberGenerator.GetInt32(Shards);

    /// <summary>Adds to totals, in the transaction of what is counted. The rows are always taken in the order of their names, so that two who add to the same ones wait for each other and do not deadlock.</summary>
    /// <param name="dialect">The database.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction, or null.</param>
    /// <param name="table">The table's name: a constant, never input.</param>
    /// <param name="counts">The totals, and how much each grows. Those that do not grow are left alone.</param>
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

    /// <summary>Reads all totals; one that was never counted is missing.</summary>
    public static async Task<Dictionary<string, long>> ReadAsync(DbConnection connection, string table, CancellationToken cancellationToken)
    {
        await using var command = connection.Command($"SELECT name, CAST(SUM(value) AS bigint) FROM {table} GROUP BY name");
        return (await command.ListAsync(static reader => (reader.GetString(0), reader.GetInt64(1)), cancellationToken)).ToDictionary();
    }
}
