using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Issuance.Api.Batches.Files;
using Issuance.Api.Credentials;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;

namespace Issuance.Api.Batches;

/// <summary>Batches in the database: their files, their states, their rows.</summary>
/// <remarks>
/// Every change of a batch's state is one statement that names the states that it may come from, so that of two callers, or a caller and a loop, one is first. A file is written part by part in
/// transactions of its own: a long one would hold up everything that reads the event store in the order of transactions.
/// </remarks>
internal sealed class BatchStore(SqlDialect dialect)
{
    private readonly AuditTrail _audit = new(dialect);

    /// <summary>A new batch.</summary>
    /// <param name="Action">One of <see cref="BatchAction"/>.</param>
    /// <param name="TypeName">The credential type of rows that name none, or null.</param>
    /// <param name="Issuer">The issuer of rows that name none, or null.</param>
    /// <param name="Reason">The reason of rows that name none, or null.</param>
    /// <param name="Note">The note of rows that have none, or null.</param>
    /// <param name="AllOrNothing">Whether it can be confirmed only if no row is invalid.</param>
    /// <param name="FileName">The file's name, or null.</param>
    internal sealed record Order(string Action, string? TypeName, string? Issuer, string? Reason, string? Note, bool AllOrNothing, string? FileName);

    /// <summary>Begins a batch whose file is about to arrive.</summary>
    /// <returns>Its ID; null if its owner has too many batches that are neither done nor cancelled.</returns>
    public async Task<Guid?> BeginAsync(Order order, string? organisation, string actor, string correlationId, DateTimeOffset now, int mostOpen, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        var open = $"state IN ('{BatchState.Uploading}', '{BatchState.Validating}', '{BatchState.Ready}', '{BatchState.Running}', '{BatchState.Paused}')";
        await using var count = connection.Command(
            $"SELECT COUNT(*) FROM batches WHERE {open} AND {(organisation is null ? "organisation IS NULL AND actor = @owner" : "organisation = @owner")}").With("@owner", organisation ?? actor);
        if (Convert.ToInt64(await count.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) >= mostOpen) return null;

        var id = Guid.CreateVersion7(now);
        await using var insert = connection.Command(
            $"""
            INSERT INTO batches (id, action, state, organisation, actor, correlation_id, type_name, issuer, reason, note, all_or_nothing, file_name, bytes, bytes_read, has_file, revision, row_count, valid_count, invalid_count,
              done_count, failed_count, verifiable_count, verified_row, verified_count, last_row, seed, chunk_from, chunk_to, created_at)
            VALUES (@id, @action, '{BatchState.Uploading}', @organisation, @actor, @correlation, @type, @issuer, @reason, @note, @all, @file, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, @seed, 0, 0, {dialect.Now})
            """)
            .With("@id", id).With("@action", order.Action).With("@organisation", organisation).With("@actor", actor).With("@correlation", correlationId).With("@type", order.TypeName).With("@issuer", order.Issuer)
            .With("@reason", order.Reason).With("@note", order.Note).With("@all", order.AllOrNothing ? 1 : 0).With("@file", order.FileName).With("@seed", RandomNumberGenerator.GetBytes(32));
        await insert.ExecuteNonQueryAsync(cancellationToken);
        return id;
    }

    /// <summary>Adds a part to the file.</summary>
    public async Task AddPartAsync(Guid id, int part, ArraySegment<byte> bytes, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var insert = connection.Command("INSERT INTO batch_parts (batch_id, part, bytes) VALUES (@id, @part, @bytes)").With("@id", id).With("@part", part).With("@bytes", bytes.ToArray());
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The file has arrived: from now on the batch exists, and its rows are checked.</summary>
    public async Task<Batch> CompleteUploadAsync(Guid id, BatchFileFacts facts, string actor, string correlationId, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var update = connection.Command(
            $"UPDATE batches SET state = '{BatchState.Validating}', format = @format, encoding = @encoding, bytes = @bytes WHERE id = @id AND state = '{BatchState.Uploading}' RETURNING {Batch.Columns}", transaction)
            .With("@id", id).With("@format", facts.Format).With("@encoding", facts.Encoding).With("@bytes", facts.Bytes);
        var batch = (await update.ListAsync(reader => Batch.Read(reader, dialect), cancellationToken)).Single();
        await AuditAsync(connection, transaction, AuditAction.BatchUploaded, batch, actor, correlationId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return batch;
    }

    /// <summary>Removes a batch whose file has not arrived.</summary>
    public async Task AbandonAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var parts = connection.Command($"DELETE FROM batch_parts WHERE batch_id IN (SELECT id FROM batches WHERE id = @id AND state = '{BatchState.Uploading}')", transaction).With("@id", id);
        await parts.ExecuteNonQueryAsync(cancellationToken);
        await using var batch = connection.Command($"DELETE FROM batches WHERE id = @id AND state = '{BatchState.Uploading}'", transaction).With("@id", id);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>A batch, or null if there is none, or it belongs to another organisation.</summary>
    public async Task<Batch?> FindAsync(Guid id, string? organisation, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var command = connection.Command($"SELECT {Batch.Columns} FROM batches WHERE id = @id AND state <> '{BatchState.Uploading}'").With("@id", id);
        var found = await command.ListAsync(reader => Batch.Read(reader, dialect), cancellationToken);
        return found is [var batch] && (organisation is null || batch.Organisation == organisation) ? batch : null;
    }

    /// <summary>Batches, newest first: those before <paramref name="before"/>, or the first ones.</summary>
    public async Task<List<Batch>> ListAsync(string? organisation, Guid? before, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"""
            SELECT {Batch.Columns} FROM batches WHERE state <> '{BatchState.Uploading}'{(before is null ? "" : " AND id < @before")}{(organisation is null ? "" : " AND organisation = @organisation")}
            ORDER BY id DESC LIMIT @limit
            """).With("@limit", limit);
        if (before is { } last) command.With("@before", last);
        if (organisation is not null) command.With("@organisation", organisation);
        return await command.ListAsync(reader => Batch.Read(reader, dialect), cancellationToken);
    }

    /// <summary>What is wrong with the rows of a batch, by kind: the number of a kind is its place. Empty until all rows have been checked.</summary>
    public async Task<IReadOnlyList<BatchFaultKind>> ReadFaultKindsAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var command = connection.Command("SELECT fault_kinds FROM batches WHERE id = @id").With("@id", id);
        return (await command.ListAsync(static reader => reader.StringOrNull(0), cancellationToken)) is [{ } kinds] ? JsonSerializer.Deserialize(kinds, BatchJson.Relaxed.BatchFaultSummary)!.Faults : [];
    }

    /// <summary>Some of the rows of a batch that have a fault of one of some kinds, in the order of the file.</summary>
    public async Task<List<StoredRow>> ListFaultyRowsAsync(Guid id, IReadOnlyCollection<int> kinds, int after, int limit, CancellationToken cancellationToken)
    {
        if (kinds.Count == 0) return [];
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        // Of each kind, no more than a page is read; the kinds are numbers of our own.
        var arms = kinds.Select((kind, at) => string.Create(
            CultureInfo.InvariantCulture, $"SELECT row FROM (SELECT row FROM batch_faults WHERE batch_id = @id AND kind = {kind} AND row > @after ORDER BY row LIMIT @limit) AS k{at}"));
        await using var command = connection.Command(
            $"""
            WITH numbers AS MATERIALIZED (SELECT row FROM ({string.Join(" UNION ", arms)}) AS every ORDER BY row LIMIT @limit)
            SELECT {RowColumns} FROM numbers JOIN batch_rows r ON r.batch_id = @id AND r.row = numbers.row ORDER BY r.row
            """).With("@id", id).With("@after", after).With("@limit", limit);
        return await command.ListAsync(ReadRow, cancellationToken);
    }

    /// <summary>Some of the rows of a batch, in the order of the file.</summary>
    public async Task<List<StoredRow>> ListRowsAsync(Guid id, RowOutcome? outcome, int after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        // The outcome is part of the text, so that the partial index can serve it.
        var condition = outcome is { } only ? string.Create(CultureInfo.InvariantCulture, $" AND outcome = {(short)only}{(only is RowOutcome.Invalid or RowOutcome.Failed ? " AND outcome IN (1, 3)" : "")}") : "";
        await using var command = connection.Command(
            $"SELECT {RowColumns} FROM batch_rows r WHERE batch_id = @id AND row > @after{condition} ORDER BY row LIMIT @limit")
            .With("@id", id).With("@after", after).With("@limit", limit);
        return await command.ListAsync(ReadRow, cancellationToken);
    }

    private const string RowColumns = "r.row, r.outcome, r.input, r.faults, r.credential_id, r.successor_id, r.detail";

    private static StoredRow ReadRow(DbDataReader reader) => new(
        reader.GetInt32(0), (RowOutcome)reader.GetInt16(1), reader.StringOrNull(2), reader.StringOrNull(3), reader.GuidOrNull(4), reader.GuidOrNull(5), reader.StringOrNull(6));

    /// <summary>Gives the columns another meaning; the rows are checked anew.</summary>
    /// <returns>The batch as it is now; null if it was not in a state for that any more.</returns>
    public async Task<Batch?> MapAsync(Batch batch, IReadOnlyList<BatchColumnDocument> columns, IReadOnlyList<BatchDefault> defaults, IReadOnlyCollection<(string Heading, string Field)> remembered, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var update = connection.Command(
            $"""
            UPDATE batches SET state = '{BatchState.Validating}', columns = @columns, defaults = @defaults, revision = revision + 1, row_count = 0, valid_count = 0, invalid_count = 0, bytes_read = 0, fault_kinds = NULL, validated_at = NULL,
              lease_owner = NULL, leased_until = NULL
            WHERE id = @id AND revision = @revision AND state IN ('{BatchState.Validating}', '{BatchState.Ready}') AND has_file = 1
            RETURNING {Batch.Columns}
            """,
            transaction)
            .With("@id", batch.Id).With("@revision", batch.Revision)
            .With("@columns", JsonSerializer.Serialize(columns, BatchJson.Relaxed.IReadOnlyListBatchColumnDocument))
            .With("@defaults", JsonSerializer.Serialize(defaults, BatchJson.Relaxed.IReadOnlyListBatchDefault));
        if ((await update.ListAsync(reader => Batch.Read(reader, dialect), cancellationToken)).SingleOrDefault() is not { } mapped) return null;
        if (remembered.Count > 0)
        {
            await using var remember = connection.Command(
                $"""
                INSERT INTO batch_mappings (owner, kind, heading, field, said_at) SELECT @owner, @kind, t.heading, t.field, {dialect.Now} FROM {dialect.Rows("heading", "field")} WHERE true
                ON CONFLICT (owner, kind, heading) DO UPDATE SET field = excluded.field, said_at = excluded.said_at
                """,
                transaction).With("@owner", batch.MappingOwner).With("@kind", batch.MappingKind);
            dialect.AddRows(remember, new("heading", remembered.Select(static one => one.Heading).ToArray()), new("field", remembered.Select(static one => one.Field).ToArray()));
            await remember.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return mapped;
    }

    /// <summary>What earlier columns with these headings meant. An empty field means that the column was left out.</summary>
    public async Task<Dictionary<string, string>> RecallAsync(Batch batch, IReadOnlyCollection<string> headings, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"SELECT m.heading, m.field FROM {dialect.Rows("heading")} JOIN batch_mappings m ON m.owner = @owner AND m.kind = @kind AND m.heading = t.heading")
            .With("@owner", batch.MappingOwner).With("@kind", batch.MappingKind);
        dialect.AddRows(command, new RowColumn("heading", headings.ToArray()));
        return (await command.ListAsync(static reader => (reader.GetString(0), reader.GetString(1)), cancellationToken)).ToDictionary();
    }

    /// <summary>Lets a batch be carried out.</summary>
    /// <returns>The batch as it is now; null if it was not in a state for that any more.</returns>
    public Task<Batch?> ConfirmAsync(Batch batch, bool allOrNothing, string actor, string correlationId, CancellationToken cancellationToken) => ChangeAsync(
        batch, $"state = '{BatchState.Running}', confirmed_at = {dialect.Now}, all_or_nothing = {(allOrNothing ? 1 : 0)}, lease_owner = NULL, leased_until = NULL",
        $"state = '{BatchState.Ready}' AND revision = @revision AND valid_count > 0{(allOrNothing ? " AND invalid_count = 0" : "")}", AuditAction.BatchConfirmed, actor, correlationId, cancellationToken);

    /// <summary>Makes a batch wait.</summary>
    /// <returns>The batch as it is now; null if it was not in a state for that any more.</returns>
    public Task<Batch?> PauseAsync(Batch batch, string actor, string correlationId, CancellationToken cancellationToken) => ChangeAsync(
        batch, $"state = '{BatchState.Paused}'", $"state = '{BatchState.Running}'", AuditAction.BatchPaused, actor, correlationId, cancellationToken);

    /// <summary>Lets a batch go on.</summary>
    /// <returns>The batch as it is now; null if it was not in a state for that any more.</returns>
    public Task<Batch?> ResumeAsync(Batch batch, string actor, string correlationId, CancellationToken cancellationToken) => ChangeAsync(
        batch, $"state = '{BatchState.Running}'", $"state = '{BatchState.Paused}'", AuditAction.BatchResumed, actor, correlationId, cancellationToken);

    /// <summary>Ends a batch. Rows that were done stay done.</summary>
    /// <returns>The batch as it is now; null if it was not in a state for that any more.</returns>
    public Task<Batch?> CancelAsync(Batch batch, string actor, string correlationId, CancellationToken cancellationToken) => ChangeAsync(
        batch, $"state = '{BatchState.Cancelled}', finished_at = {dialect.Now}",
        $"state IN ('{BatchState.Validating}', '{BatchState.Ready}', '{BatchState.Running}', '{BatchState.Paused}')", AuditAction.BatchCancelled, actor, correlationId, cancellationToken);

    private async Task<Batch?> ChangeAsync(Batch batch, string change, string condition, string action, string actor, string correlationId, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var update = connection.Command($"UPDATE batches SET {change} WHERE id = @id AND {condition} RETURNING {Batch.Columns}", transaction).With("@id", batch.Id);
        if (condition.Contains("@revision", StringComparison.Ordinal)) update.With("@revision", batch.Revision);
        if ((await update.ListAsync(reader => Batch.Read(reader, dialect), cancellationToken)).SingleOrDefault() is not { } changed) return null;
        await AuditAsync(connection, transaction, action, changed, actor, correlationId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return changed;
    }

    private Task AuditAsync(DbConnection connection, DbTransaction transaction, string action, Batch batch, string actor, string correlationId, CancellationToken cancellationToken) => _audit.AppendAsync(
        connection, transaction, [new AuditEntry(action, AuditOutcome.Done, actor) { Detail = $"{batch.Id} ({batch.Action})", CorrelationId = correlationId }.InCurrentTrace()], cancellationToken);
}

/// <summary>A row as it is in the database.</summary>
internal readonly record struct StoredRow(int Row, RowOutcome Outcome, string? Input, string? Faults, Guid? CredentialId, Guid? SuccessorId, string? Detail)
{
    /// <summary>The row as the endpoints return it.</summary>
    public BatchRowDocument ToDocument(VerifyLinks links) => new(
        Row, RowOutcomes.NameOf(Outcome), Input is null ? null : JsonSerializer.Deserialize(Input, BatchJson.Relaxed.IReadOnlyListString),
        Faults is null ? [] : JsonSerializer.Deserialize(Faults, BatchJson.Relaxed.IReadOnlyListRowFault)!, CredentialId, SuccessorId,
        Outcome == RowOutcome.Done && (SuccessorId ?? CredentialId) is { } id ? links.Of(id) : null, Detail, Detail is null ? null : RuleCodes.Of(Detail));
}
