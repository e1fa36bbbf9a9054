using System.Data.Common;

namespace KubeCredential.ServiceDefaults.Storage;

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

    private const int Shards = 8;

    /// <summary>Adds to a total, in the transaction of what is counted.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction, or null.</param>
    /// <param name="table">The table's name: a constant, never input.</param>
    /// <param name="name">The total.</param>
    /// <param name="by">How much.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task AddAsync(DbConnection connection, DbTransaction? transaction, string table, string name, long by, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            $"""
            INSERT INTO {table} (name, shard, value) VALUES (@name, @shard, @by)
            ON CONFLICT (name, shard) DO UPDATE SET value = {table}.value + excluded.value
            """,
            transaction);
        command.With("@name", name).With("@shard", Environment.CurrentManagedThreadId % Shards).With("@by", by);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Reads all totals; one that was never counted is missing.</summary>
    public static async Task<Dictionary<string, long>> ReadAsync(DbConnection connection, string table, CancellationToken cancellationToken)
    {
        await using var command = connection.Command($"SELECT name, CAST(SUM(value) AS bigint) FROM {table} GROUP BY name");
        return (await command.ListAsync(static reader => (reader.GetString(0), reader.GetInt64(1)), cancellationToken)).ToDictionary();
    }
}
