using System.Data.Common;
using System.Globalization;

namespace KubeCredential.TestServers;

/// <summary>What PostgreSQL has read so far, by its own counters.</summary>
public static class PostgresReads
{
    private const string Flush = "SELECT pg_stat_force_next_flush()";

    /// <summary>Rows and index entries that were read, and pages that were looked at, of all tables of a database since it was made.</summary>
    /// <param name="sessions">Open a connection of each pool that has worked on the database; the first may read the statistics.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<(long Rows, long Pages)> SoFarAsync(IReadOnlyList<Func<CancellationToken, ValueTask<DbConnection>>> sessions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        foreach (var open in sessions)
        {
            // A session reports what it has done once a second; this has it do so now.
            await using var connection = await open(cancellationToken);
            await using var flush = connection.CreateCommand();
            flush.CommandText = Flush;
            await flush.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var reading = await sessions[0](cancellationToken);
        await using var command = reading.CreateCommand();
        command.CommandText =
            """
            SELECT (SELECT SUM(seq_tup_read) FROM pg_stat_user_tables) + (SELECT SUM(idx_tup_read) FROM pg_stat_user_indexes),
                   (SELECT SUM(heap_blks_read + heap_blks_hit + COALESCE(idx_blks_read, 0) + COALESCE(idx_blks_hit, 0)) FROM pg_statio_user_tables)
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture), Convert.ToInt64(reader.GetValue(1), CultureInfo.InvariantCulture));
    }
}
