using System.Data.Common;
using KubeCredential.Hosting.Background;
using KubeCredential.Storage;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Batches;

/// <summary>Removes what is not needed any more: files once they have been confirmed or cancelled, uploads that were never completed, and batches that have been kept long enough.</summary>
internal sealed class BatchKeeper(SqlDialect dialect, IOptions<BatchOptions> options, DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger<BatchKeeper> logger)
    : BackgroundLoop("batch-keep", loops, logger)
{
    private const int PortionRows = 5000;
    private const int PortionParts = 16;
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestUpload = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_remembered = TimeSpan.FromDays(365);
    private long _lookedAt;

    /// <inheritdoc/>
    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(s_interval, time, cancellationToken);

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (await RemoveFileAsync(cancellationToken) || await RemoveBatchAsync(cancellationToken)) return true;
        if (_lookedAt > 0 && time.GetElapsedTime(_lookedAt) < TimeSpan.FromHours(1)) return false;
        _lookedAt = time.GetTimestamp();
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var forget = connection.Command($"DELETE FROM batch_mappings WHERE said_at < {dialect.NowPlus("-@age")}").With("@age", s_remembered.TotalSeconds);
        await forget.ExecuteNonQueryAsync(cancellationToken);
        return false;
    }

    /// <summary>Removes a portion of a file whose rows need not be read again.</summary>
    private async Task<bool> RemoveFileAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var find = connection.Command(
            $"SELECT id FROM batches WHERE has_file = 1 AND state IN ('{BatchState.Running}', '{BatchState.Paused}', '{BatchState.Done}', '{BatchState.Cancelled}', '{BatchState.Refused}') ORDER BY id LIMIT 1");
        if (await find.ListAsync(static reader => reader.GetGuid(0), cancellationToken) is not [var id]) return false;
        if (await RemovePortionAsync(connection, id, "batch_parts", "part", PortionParts, cancellationToken)) return true;
        await using var done = connection.Command("UPDATE batches SET has_file = 0 WHERE id = @id").With("@id", id);
        await done.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    /// <summary>Removes the first of what a batch has in a table; false if there is nothing. What goes is chosen first, whatever the statistics say.</summary>
    private static async Task<bool> RemovePortionAsync(DbConnection connection, Guid id, string table, string column, int limit, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            $"""
            WITH portion AS MATERIALIZED (SELECT {column} AS number FROM {table} WHERE batch_id = @id ORDER BY {column} LIMIT @limit)
            DELETE FROM {table} WHERE batch_id = @id AND {column} IN (SELECT number FROM portion)
            """).With("@id", id).With("@limit", limit);
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>Removes a portion of a batch that has been kept long enough.</summary>
    private async Task<bool> RemoveBatchAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var find = connection.Command(
            $"""
            SELECT id FROM batches
            WHERE (created_at < {dialect.NowPlus("-@keep")} AND state <> '{BatchState.Running}') OR (created_at < {dialect.NowPlus("-@upload")} AND state = '{BatchState.Uploading}')
            ORDER BY id LIMIT 1
            """).With("@keep", options.Value.KeepFor.TotalSeconds).With("@upload", s_longestUpload.TotalSeconds);
        if (await find.ListAsync(static reader => reader.GetGuid(0), cancellationToken) is not [var id]) return false;
        foreach (var (table, column, limit) in ((string, string, int)[])[("batch_rows", "row", PortionRows), ("batch_faults", "row", PortionRows), ("batch_parts", "part", PortionParts)])
        {
            if (await RemovePortionAsync(connection, id, table, column, limit, cancellationToken)) return true;
        }

        await using var batch = connection.Command("DELETE FROM batches WHERE id = @id").With("@id", id);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }
}
