using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Issuance.Api.Storage;
using KubeCredential.Hosting;
using KubeCredential.Storage;

namespace Issuance.Api.Batches;

/// <summary>What the loops do with batches in the database. Whoever works on a batch holds a lease of it by the database's clock; every transaction renews the lease, and does nothing if another replica has it.</summary>
internal sealed class BatchWork(SqlDialect dialect)
{
    /// <summary>Distinguishes this process from every other, also from an earlier one of the same name.</summary>
    private readonly string _me = $"{WorkerIdentity.Id}/{Guid.NewGuid():N}";

    /// <summary>A row that is to be carried out.</summary>
    internal readonly record struct OpenRow(int Number, string Request, Guid? CredentialId);

    /// <summary>What has become of a row.</summary>
    internal readonly record struct RowResult(int Number, RowOutcome Outcome, Guid? CredentialId, Guid? SuccessorId, Guid? EventId, string? Detail);

    /// <summary>Whether a writer locks the whole database, so that whoever writes much must leave gaps for others.</summary>
    public bool LeavesGaps => dialect.IsSqlite;

    /// <summary>Takes a batch to work on that no other process works on: the one that has waited longest, so that several take turns.</summary>
    /// <param name="condition">Which: a constant, never input.</param>
    /// <param name="lease">For how long.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<Batch?> TakeAsync(string condition, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        if (dialect.IsSqlite)
        {
            // A writer locks the file: look first.
            await using var look = connection.Command($"SELECT COUNT(*) FROM batches WHERE {condition}");
            if (Convert.ToInt64(await look.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) == 0) return null;
        }

        await using var take = connection.Command(
            $"""
            WITH due AS MATERIALIZED (
              SELECT o.id AS id FROM batches o
              WHERE {condition} AND (o.leased_until IS NULL OR o.leased_until < {dialect.Now} OR o.lease_owner = @me)
              ORDER BY COALESCE(o.leased_until, o.created_at), o.id LIMIT 1 {dialect.SkipLocked}
            )
            UPDATE batches SET lease_owner = @me, leased_until = {dialect.NowPlus("@lease")} WHERE id IN (SELECT id FROM due) RETURNING {Batch.Columns}
            """).With("@me", _me).With("@lease", lease.TotalSeconds);
        return (await take.ListAsync(reader => Batch.Read(reader, dialect), cancellationToken)).SingleOrDefault();
    }

    /// <summary>Reads a part of a file. It is called by readers of files, which cannot wait otherwise.</summary>
    /// <returns>How many bytes it has.</returns>
    public int ReadPart(Guid id, int part, byte[] buffer)
    {
        return ReadAsync().GetAwaiter().GetResult();

        async Task<int> ReadAsync()
        {
            await using var connection = await dialect.OpenForHotPathAsync(CancellationToken.None);
            await using var command = connection.Command("SELECT bytes FROM batch_parts WHERE batch_id = @id AND part = @part").With("@id", id).With("@part", part);
            return (await command.ListAsync(reader => (int)reader.GetBytes(0, 0, buffer, 0, buffer.Length), CancellationToken.None)) is [var length] ? length : throw new BatchLostException();
        }
    }

    /// <summary>Removes the rows of an earlier check.</summary>
    public Task ClearRowsAsync(Batch batch, TimeSpan lease, CancellationToken cancellationToken) => InLeaseAsync(
        batch, BatchState.Validating, "row_count = 0, valid_count = 0, invalid_count = 0, bytes_read = 0, fault_kinds = NULL", lease, static _ => { },
        (connection, transaction) => ClearAsync(batch, connection, transaction, cancellationToken), cancellationToken);

    /// <summary>Writes what the columns mean.</summary>
    public Task WriteColumnsAsync(Batch batch, IReadOnlyList<BatchColumnDocument> columns, string? delimiter, TimeSpan lease, CancellationToken cancellationToken) => InLeaseAsync(
        batch, BatchState.Validating, "columns = @columns, delimiter = @delimiter", lease,
        command => command.With("@columns", JsonSerializer.Serialize(columns, BatchJson.Relaxed.IReadOnlyListBatchColumnDocument)).With("@delimiter", delimiter), null, cancellationToken);

    /// <summary>Writes checked rows.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="faults">The kinds of their faults.</param>
    /// <param name="bytesRead">Up to where the file has been read.</param>
    /// <param name="lease">For how long the batch is leased further.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task WriteRowsAsync(Batch batch, IReadOnlyList<CheckedRow> rows, IReadOnlyCollection<(short Kind, int Row)> faults, long bytesRead, TimeSpan lease, CancellationToken cancellationToken)
    {
        var valid = rows.Count(static row => row.Faults.Count == 0);
        return InLeaseAsync(
            batch, BatchState.Validating, "row_count = row_count + @rows, valid_count = valid_count + @valid, invalid_count = invalid_count + @rows - @valid, last_row = @last, bytes_read = @read", lease,
            command => command.With("@rows", rows.Count).With("@valid", valid).With("@last", rows[^1].Number).With("@read", bytesRead), WriteAsync, cancellationToken,
            mayBeLost: true); // A check that has not ended begins anew, and its end waits for the disk.

        async Task WriteAsync(DbConnection connection, DbTransaction transaction)
        {
            await dialect.CopyAsync(
                connection, transaction, "batch_rows",
                [
                    new("batch_id", rows.Select(_ => batch.Id).ToArray()),
                    new("row", rows.Select(static row => row.Number).ToArray()),
                    new("outcome", rows.Select(static row => (short)(row.Faults.Count == 0 ? RowOutcome.Valid : RowOutcome.Invalid)).ToArray()),
                    new("input", rows.Select(static row => row.Input).ToArray()),
                    new("request", rows.Select(static row => row.Faults.Count == 0 ? row.Request : null).ToArray()),
                    new("faults", rows.Select(static row => row.Faults.Count == 0 ? null : JsonSerializer.Serialize(row.Faults, BatchJson.Relaxed.IReadOnlyListRowFault)).ToArray()),
                    new("credential_id", rows.Select(static row => row.CredentialId).ToArray()),
                ],
                cancellationToken);
            if (faults.Count == 0) return;
            await dialect.CopyAsync(
                connection, transaction, "batch_faults",
                [new("batch_id", faults.Select(_ => batch.Id).ToArray()), new("kind", faults.Select(static one => one.Kind).ToArray()), new("row", faults.Select(static one => one.Row).ToArray())],
                cancellationToken);
        }
    }

    /// <summary>All rows have been checked.</summary>
    public Task FinishCheckAsync(Batch batch, IReadOnlyList<BatchColumnDocument> columns, IReadOnlyList<BatchFaultKind> faults, CancellationToken cancellationToken) => InLeaseAsync(
        batch, BatchState.Validating, $"state = '{BatchState.Ready}', columns = @columns, fault_kinds = @faults, validated_at = {dialect.Now}, lease_owner = NULL", TimeSpan.Zero,
        command => command.With("@columns", JsonSerializer.Serialize(columns, BatchJson.Relaxed.IReadOnlyListBatchColumnDocument))
            .With("@faults", JsonSerializer.Serialize(new BatchFaultSummary(faults), BatchJson.Relaxed.BatchFaultSummary)),
        null, cancellationToken);

    /// <summary>The file cannot be read: nothing of it stays but why.</summary>
    public Task RefuseAsync(Batch batch, string problem, CancellationToken cancellationToken) => InLeaseAsync(
        batch, BatchState.Validating, $"state = '{BatchState.Refused}', problem = @problem, finished_at = {dialect.Now}, lease_owner = NULL, row_count = 0, valid_count = 0, invalid_count = 0", TimeSpan.Zero,
        command => command.With("@problem", problem),
        (connection, transaction) => ClearAsync(batch, connection, transaction, cancellationToken), cancellationToken);

    private static async Task ClearAsync(Batch batch, DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        foreach (var table in (string[])["batch_rows", "batch_faults"])
        {
            await using var clear = connection.Command($"DELETE FROM {table} WHERE batch_id = @id", transaction).With("@id", batch.Id);
            await clear.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Begins the first chunk.</summary>
    public async Task<BatchChunk> BeginChunkAsync(Batch batch, BatchChunk chunk, TimeSpan lease, CancellationToken cancellationToken)
    {
        await InLeaseAsync(
            batch, BatchState.Running, "chunk_at = @at, chunk_from = @from, chunk_to = @to", lease,
            command => command.With("@at", dialect.Time(chunk.At)).With("@from", chunk.From).With("@to", chunk.To), null, cancellationToken);
        return chunk;
    }

    /// <summary>The valid rows of a chunk that have not been carried out.</summary>
    public async Task<List<OpenRow>> ReadChunkAsync(Guid id, BatchChunk chunk, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var command = connection.Command(
            $"SELECT row, request, credential_id FROM batch_rows WHERE batch_id = @id AND row >= @from AND row <= @to AND outcome = {(short)RowOutcome.Valid} ORDER BY row")
            .With("@id", id).With("@from", chunk.From).With("@to", chunk.To);
        return await command.ListAsync(static reader => new OpenRow(reader.GetInt32(0), reader.StringOrNull(1) ?? "{}", reader.GuidOrNull(2)), cancellationToken);
    }

    /// <summary>Those of the given events that have been written, each for its credential.</summary>
    public async Task<HashSet<Guid>> FindWrittenAsync(IReadOnlyCollection<(Guid CredentialId, Guid EventId)> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0) return [];
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var command = connection.Command(
            $"SELECT e.event_id FROM {dialect.Rows("credential_id", "event_id")} JOIN credential_events e ON e.credential_id = t.credential_id WHERE e.event_id = t.event_id");
        dialect.AddRows(command, new("credential_id", events.Select(static one => one.CredentialId).ToArray()), new("event_id", events.Select(static one => one.EventId).ToArray()));
        return [.. await command.ListAsync(static reader => reader.GetGuid(0), cancellationToken)];
    }

    /// <summary>
    /// Marks what has become of the rows of a chunk and begins the next one, in one transaction. It waits for the disk at the last chunk only: whoever does not find the mark recognises what was written,
    /// and the log has no credential of the next chunk without this transaction before it.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="results">What has become of its rows.</param>
    /// <param name="next">The next chunk; null if there is none.</param>
    /// <param name="isRepeated">Whether the chunk may have been written long ago.</param>
    /// <param name="lease">For how long the batch is leased further.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The batch as it is now.</returns>
    /// <exception cref="BatchLostException">Another replica has done it.</exception>
    public async Task<Batch> MarkAsync(Batch batch, BatchChunk chunk, IReadOnlyList<RowResult> results, BatchChunk? next, bool isRepeated, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        var (done, failed) = (results.Count(static one => one.Outcome == RowOutcome.Done), results.Count(static one => one.Outcome == RowOutcome.Failed));
        // The batch may have been paused or cancelled meanwhile: what was written is marked all the same.
        await using var mark = connection.Command(
            $"""
            UPDATE batches SET done_count = done_count + @done, failed_count = failed_count + @failed, chunk_at = {(next is null ? "NULL" : "@at")}, chunk_from = @from, chunk_to = @to,
              leased_until = {dialect.NowPlus("@lease")}{(next is null ? $", state = CASE WHEN state IN ('{BatchState.Running}', '{BatchState.Paused}') THEN '{BatchState.Done}' ELSE state END, finished_at = COALESCE(finished_at, {dialect.Now}), lease_owner = NULL" : "")}
            FROM (SELECT 1) AS one{(next is null ? "" : dialect.RelaxedCommit)}
            WHERE id = @id AND lease_owner = @me AND chunk_from = @was AND chunk_at IS NOT NULL
            RETURNING {Batch.Columns}
            """,
            transaction)
            .With("@id", batch.Id).With("@me", _me).With("@was", chunk.From).With("@done", done).With("@failed", failed).With("@lease", next is null ? 0 : lease.TotalSeconds)
            .With("@from", next?.From ?? chunk.To + 1).With("@to", next?.To ?? chunk.To);
        if (next is not null) mark.With("@at", dialect.Time(next.At));
        var marked = (await mark.ListAsync(reader => Batch.Read(reader, dialect), cancellationToken)).SingleOrDefault() ?? throw new BatchLostException();
        if (results.Count > 0)
        {
            await using var rows = connection.Command(
                $"""
                UPDATE batch_rows SET outcome = t.outcome, credential_id = t.credential_id, successor_id = t.successor_id, event_id = t.event_id, detail = t.detail, request = NULL
                FROM {dialect.Rows("row", "outcome", "credential_id", "successor_id", "event_id", "detail")}
                WHERE batch_rows.batch_id = @id AND batch_rows.row = t.row
                """,
                transaction).With("@id", batch.Id);
            dialect.AddRows(
                rows,
                new("row", results.Select(static one => one.Number).ToArray()),
                new("outcome", results.Select(static one => (int)one.Outcome).ToArray()),
                new("credential_id", results.Select(static one => one.CredentialId).ToArray()),
                new("successor_id", results.Select(static one => one.SuccessorId).ToArray()),
                new("event_id", results.Select(static one => one.EventId).ToArray()),
                new("detail", results.Select(static one => one.Detail).ToArray()));
            await rows.ExecuteNonQueryAsync(cancellationToken);
        }

        if (isRepeated && results.Count > 0)
        {
            // What was written before the process died may have been erased since, and an erasure finds a row by the ID that it has only now.
            await using var erase = connection.Command(
                $"UPDATE batch_rows SET {SchemaRules.EraseRowColumns} WHERE batch_id = @id AND row >= @from AND row <= @to AND EXISTS (SELECT 1 FROM credentials c WHERE (c.id = batch_rows.credential_id OR c.id = batch_rows.successor_id) AND c.state = 'erased')",
                transaction).With("@id", batch.Id).With("@from", chunk.From).With("@to", chunk.To);
            await erase.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return marked;
    }

    /// <summary>Notes that single requests are being written by this replica while another one carries out a batch.</summary>
    public async Task NoteSinglesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var note = connection.Command($"UPDATE batches SET singles_at = {dialect.Now} WHERE state = '{BatchState.Running}' AND lease_owner IS NOT NULL AND lease_owner <> @me").With("@me", _me);
        await note.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Batches of which not everything that was done is known to be verifiable.</summary>
    public async Task<List<Batch>> ListUnverifiedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"""
            SELECT {Batch.Columns} FROM batches
            WHERE state IN ('{BatchState.Running}', '{BatchState.Paused}', '{BatchState.Done}', '{BatchState.Cancelled}') AND verifiable_count < done_count
            ORDER BY id LIMIT 20
            """);
        return await command.ListAsync(reader => Batch.Read(reader, dialect), cancellationToken);
    }

    /// <summary>How many rows that are done have been confirmed by the verifier: looks at some of those whose confirmation has not been counted yet.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="after">The last row that has been counted.</param>
    /// <param name="limit">How many rows to look at.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The rows, and the delivery state of each: null if its event is no longer in delivery, or it has none.</returns>
    public async Task<List<(int Row, DeliveryState? State)>> ReadDeliveryAsync(Batch batch, int after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var command = connection.Command(
            $"""
            WITH done AS MATERIALIZED (
              SELECT row AS number, event_id FROM batch_rows WHERE batch_id = @id AND row > @after AND row < @before AND outcome = {(short)RowOutcome.Done} ORDER BY row LIMIT @limit
            )
            SELECT done.number, o.state FROM done LEFT JOIN outbox o ON o.event_id = done.event_id ORDER BY done.number
            """)
            .With("@id", batch.Id).With("@after", after).With("@before", batch.Chunk?.From ?? int.MaxValue).With("@limit", limit);
        return await command.ListAsync(static reader => (reader.GetInt32(0), reader.IsDBNull(1) ? (DeliveryState?)null : (DeliveryState)reader.GetInt16(1)), cancellationToken);
    }

    /// <summary>Writes how many rows are verifiable. The number never becomes smaller.</summary>
    public async Task WriteVerifiableAsync(Batch batch, int verifiedRow, int verifiedCount, int verifiable, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var update = connection.Command(
            """
            UPDATE batches SET verified_row = @row, verified_count = @count, verifiable_count = CASE WHEN verifiable_count < @verifiable THEN @verifiable ELSE verifiable_count END
            WHERE id = @id AND verified_row = @was
            """).With("@id", batch.Id).With("@row", verifiedRow).With("@count", verifiedCount).With("@verifiable", verifiable).With("@was", batch.VerifiedRow);
        await update.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task InLeaseAsync(
        Batch batch, string state, string change, TimeSpan lease, Action<DbCommand> bind, Func<DbConnection, DbTransaction, Task>? more, CancellationToken cancellationToken, bool mayBeLost = false)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var update = connection.Command(
            $"UPDATE batches SET {change}, leased_until = {dialect.NowPlus("@lease")} FROM (SELECT 1) AS one{(mayBeLost ? dialect.RelaxedCommit : "")} WHERE id = @id AND lease_owner = @me AND state = '{state}' AND revision = @revision", transaction)
            .With("@id", batch.Id).With("@me", _me).With("@revision", batch.Revision).With("@lease", lease.TotalSeconds);
        bind(update);
        if (await update.ExecuteNonQueryAsync(cancellationToken) == 0) throw new BatchLostException();
        if (more is not null) await more(connection, transaction);
        await transaction.CommitAsync(cancellationToken);
    }
}

/// <summary>Another replica works on the batch, or it is in another state now.</summary>
internal sealed class BatchLostException : Exception;
