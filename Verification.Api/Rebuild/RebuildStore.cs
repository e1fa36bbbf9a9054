using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KubeCredential.Hosting;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using Microsoft.Extensions.Options;
using Verification.Api.Changes;
using Verification.Api.Projection;

namespace Verification.Api.Rebuild;

/// <summary>The tables of a rebuild: its own record, and the new generation of the read model alongside the live one.</summary>
internal sealed class RebuildStore(SqlDialect dialect, ReadModel model, IOptions<RebuildOptions> options)
{
    private const int DeletePortion = 2000;
    private static readonly Guid LastId = new("ffffffff-ffff-ffff-ffff-ffffffffffff");
    private readonly AuditTrail _audit = new(dialect);

    /// <summary>How two generations compare.</summary>
    internal readonly record struct Comparison(string LiveHash, string RebuiltHash, long Missing, long Unknown, long Different);

    /// <summary>Requests a rebuild, unless one has been requested or is running.</summary>
    /// <returns>Whether a new rebuild was requested, and the rebuild that is now pending or running.</returns>
    public async Task<(bool Requested, RebuildDocument Rebuild)> RequestAsync(string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var hold = connection.Command($"SELECT live FROM read_model WHERE id = 1 {(dialect.IsSqlite ? "" : "FOR UPDATE")}", transaction);
        await hold.ExecuteScalarAsync(cancellationToken);
        if (await LatestAsync(connection, transaction, cancellationToken) is { State: RebuildState.Requested or RebuildState.Running } running) return (false, running);
        await using var insert = connection.Command(
            $"INSERT INTO rebuilds (id, state, worker_id, started_at, heartbeat_at, events_read) VALUES (@id, '{RebuildState.Requested}', @worker, {dialect.Now}, {dialect.Now}, 0)",
            transaction);
        await insert.With("@id", Guid.CreateVersion7()).With("@worker", WorkerIdentity.Id).ExecuteNonQueryAsync(cancellationToken);
        var requested = (await LatestAsync(connection, transaction, cancellationToken))!;
        var entry = new AuditEntry(AuditAction.RebuildRequested, AuditOutcome.Done, actor) { Detail = $"Rebuild {requested.Id}" };
        await _audit.AppendAsync(connection, transaction, [entry.InCurrentTrace()], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (true, requested);
    }

    /// <summary>The last rebuild, or null.</summary>
    public async Task<RebuildDocument?> LatestAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        return await LatestAsync(connection, null, cancellationToken);
    }

    /// <summary>Claims a rebuild that has been requested, or that its replica has abandoned, and starts a new generation for it.</summary>
    /// <returns>The rebuild and its generation, or null if there is nothing to do.</returns>
    public async Task<(Guid Id, int Generation)?> ClaimAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var look = connection.Command($"SELECT COUNT(*) FROM rebuilds WHERE state IN ('{RebuildState.Requested}', '{RebuildState.Running}')");
        if (Convert.ToInt64(await look.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) == 0) return null;

        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var claim = connection.Command(
            $"""
            UPDATE rebuilds SET state = '{RebuildState.Running}', worker_id = @worker, heartbeat_at = {dialect.Now}, events_read = 0
            WHERE state = '{RebuildState.Requested}' OR (state = '{RebuildState.Running}' AND heartbeat_at < {dialect.NowPlus("-@abandoned")})
            RETURNING id
            """,
            transaction);
        claim.With("@worker", WorkerIdentity.Id).With("@abandoned", options.Value.AbandonedAfter.TotalSeconds);
        var claimed = await claim.ListAsync(static reader => reader.GetGuid(0), cancellationToken);
        if (claimed.Count == 0) return null;
        // From here on every change is written to both generations; locking the row waits for changes that started before this generation existed.
        // The number is one that no row has, even if an earlier rebuild left rows behind.
        await using var begin = connection.Command(
            """
            UPDATE read_model SET building = 1 + CASE
              WHEN COALESCE((SELECT MAX(generation) FROM credentials), 0) > COALESCE(building, live) THEN (SELECT MAX(generation) FROM credentials)
              ELSE COALESCE(building, live) END
            WHERE id = 1 RETURNING building
            """,
            transaction);
        var generation = (await begin.ListAsync(static reader => reader.GetInt32(0), cancellationToken)).Single();
        await transaction.CommitAsync(cancellationToken);
        return (claimed[0], generation);
    }

    /// <summary>Writes a page of events into the new generation and records the progress.</summary>
    /// <exception cref="RebuildLostException">Another replica has taken over the rebuild.</exception>
    public async Task AddAsync(Guid id, int generation, IReadOnlyCollection<CredentialChange> changes, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        var live = await EnsureBuildingAsync(connection, transaction, generation, "FOR SHARE", cancellationToken);
        if (changes.Count > 0) await model.UpsertAsync(connection, transaction, generation, ReadModel.OneRowEach(changes), live, cancellationToken);
        await using var note = connection.Command($"UPDATE rebuilds SET events_read = events_read + @read, heartbeat_at = {dialect.Now} WHERE id = @id", transaction);
        await note.With("@read", (long)changes.Count).With("@id", id).ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Records a heartbeat, so that no other replica takes over the rebuild.</summary>
    /// <exception cref="RebuildLostException">Another replica has taken over the rebuild.</exception>
    public async Task BeatAsync(Guid id, int generation, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"""
            UPDATE rebuilds SET heartbeat_at = {dialect.Now}
            WHERE id = @id AND state = '{RebuildState.Running}' AND EXISTS (SELECT 1 FROM read_model WHERE read_model.id = 1 AND building = @generation)
            """);
        if (await command.With("@id", id).With("@generation", generation).ExecuteNonQueryAsync(cancellationToken) == 0) throw new RebuildLostException();
    }

    /// <summary>Compares the generations in one snapshot. Every change is written to both in one transaction, so both are of the same moment.</summary>
    public async Task<Comparison> CompareAsync(int generation, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var snapshot = await dialect.BeginSnapshotAsync(connection, cancellationToken);
        await using var select = connection.Command("SELECT live FROM read_model WHERE id = 1", snapshot);
        var live = Convert.ToInt32(await select.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
        return new Comparison(
            await HashAsync(connection, snapshot, live, cancellationToken),
            await HashAsync(connection, snapshot, generation, cancellationToken),
            await CountWithoutAsync(connection, snapshot, generation, live, cancellationToken),
            await CountWithoutAsync(connection, snapshot, live, generation, cancellationToken),
            await CountDifferentAsync(connection, snapshot, live, generation, cancellationToken));
    }

    /// <summary>Makes the new generation the live one and ends the rebuild.</summary>
    /// <exception cref="RebuildLostException">Another replica has taken over the rebuild.</exception>
    public async Task SwapAsync(Guid id, int generation, Comparison comparison, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await EnsureBuildingAsync(connection, transaction, generation, "FOR UPDATE", cancellationToken);
        await using var swap = connection.Command("UPDATE read_model SET live = building, building = NULL WHERE id = 1", transaction);
        await swap.ExecuteNonQueryAsync(cancellationToken);
        await using var done = connection.Command(
            $"""
            UPDATE rebuilds SET state = '{RebuildState.Done}', finished_at = {dialect.Now}, live_hash = @live, rebuilt_hash = @rebuilt,
              missing = @missing, "unknown" = @unknown, different = @different
            WHERE id = @id
            """,
            transaction);
        done.With("@live", comparison.LiveHash).With("@rebuilt", comparison.RebuiltHash).With("@missing", comparison.Missing)
            .With("@unknown", comparison.Unknown).With("@different", comparison.Different).With("@id", id);
        await done.ExecuteNonQueryAsync(cancellationToken);
        var agreed = comparison.LiveHash == comparison.RebuiltHash ? "the contents agreed" : $"missing {comparison.Missing}, unknown {comparison.Unknown}, different {comparison.Different}";
        var entry = new AuditEntry(AuditAction.RebuildFinished, AuditOutcome.Done, AuditActor.System) { Detail = $"Rebuild {id}: {agreed}" };
        await _audit.AppendAsync(connection, transaction, [entry], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Marks a rebuild as failed. The live read model is not changed.</summary>
    public async Task FailAsync(Guid id, int generation, string error, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var stop = connection.Command("UPDATE read_model SET building = NULL WHERE id = 1 AND building = @generation", transaction);
        if (await stop.With("@generation", generation).ExecuteNonQueryAsync(cancellationToken) == 0) return; // Another replica has taken over and will report the outcome.
        await using var fail = connection.Command($"UPDATE rebuilds SET state = '{RebuildState.Failed}', finished_at = {dialect.Now}, error = @error WHERE id = @id", transaction);
        await fail.With("@error", error).With("@id", id).ExecuteNonQueryAsync(cancellationToken);
        var entry = new AuditEntry(AuditAction.RebuildFailed, AuditOutcome.Failed, AuditActor.System) { Detail = $"Rebuild {id}: {error}" };
        await _audit.AppendAsync(connection, transaction, [entry], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// Removes rows of generations that are neither live nor being built, in portions, each a range of the primary key. Generation numbers are
    /// never reused, so a generation that was old when the statement started stays old.
    /// </summary>
    public async Task RemoveOldGenerationsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        while (await OldGenerationAsync(connection, cancellationToken) is { } old)
        {
            var (after, removed) = (Guid.Empty, 0);
            while (true)
            {
                await using var end = connection.Command($"SELECT id FROM credentials WHERE generation = @old AND id > @after ORDER BY id LIMIT 1 OFFSET {DeletePortion - 1}");
                var portion = await end.With("@old", old).With("@after", after).ListAsync(static reader => reader.GetGuid(0), cancellationToken);
                await using var remove = connection.Command(
                    """
                    DELETE FROM credentials WHERE generation = @old AND id > @after AND id <= @end
                      AND EXISTS (SELECT 1 FROM read_model WHERE read_model.id = 1 AND live <> @old AND COALESCE(building, live) <> @old)
                    """);
                removed += await remove.With("@old", old).With("@after", after).With("@end", portion is [var last] ? last : LastId).ExecuteNonQueryAsync(cancellationToken);
                if (portion.Count == 0) break;
                after = portion[0];
            }

            if (removed == 0) return; // No longer old: another replica started using it before this statement.
        }
    }

    private static async Task<int?> OldGenerationAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            """
            SELECT MIN(old) FROM (
              SELECT (SELECT MIN(generation) FROM credentials WHERE generation < m.live) AS old FROM read_model m WHERE m.id = 1
              UNION ALL SELECT (SELECT MIN(generation) FROM credentials WHERE generation > m.live AND generation < COALESCE(m.building, m.live)) FROM read_model m WHERE m.id = 1
              UNION ALL SELECT (SELECT MIN(generation) FROM credentials WHERE generation > COALESCE(m.building, m.live)) FROM read_model m WHERE m.id = 1) AS found
            """);
        return await command.ExecuteScalarAsync(cancellationToken) is { } found and not DBNull ? Convert.ToInt32(found, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Makes sure that the generation is the one being built, until the transaction ends.</summary>
    /// <returns>The live generation.</returns>
    private async Task<int> EnsureBuildingAsync(DbConnection connection, DbTransaction transaction, int generation, string hold, CancellationToken cancellationToken)
    {
        await using var command = connection.Command($"SELECT live FROM read_model WHERE id = 1 AND building = @generation {(dialect.IsSqlite ? "" : hold)}", transaction);
        var live = await command.With("@generation", generation).ListAsync(static reader => reader.GetInt32(0), cancellationToken);
        return live is [var found] ? found : throw new RebuildLostException();
    }

    private async Task<RebuildDocument?> LatestAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            """
            SELECT id, state, worker_id, started_at, finished_at, events_read, live_hash, rebuilt_hash, missing, "unknown", different, error
            FROM rebuilds ORDER BY started_at DESC, id DESC LIMIT 1
            """,
            transaction);
        return (await command.ListAsync(Read, cancellationToken)).SingleOrDefault();
    }

    private RebuildDocument Read(DbDataReader reader)
    {
        var (live, rebuilt) = (reader.StringOrNull(6), reader.StringOrNull(7));
        return new RebuildDocument(
            reader.GetGuid(0), reader.GetString(1), reader.GetString(2), dialect.ReadTime(reader, 3), dialect.ReadTimeOrNull(reader, 4), reader.GetInt64(5),
            live is null ? null : live == rebuilt, live, rebuilt, LongOrNull(reader, 8), LongOrNull(reader, 9), LongOrNull(reader, 10), reader.StringOrNull(11));
    }

    private static long? LongOrNull(DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetInt64(ordinal);

    /// <summary>
    /// The SHA-256 hash of everything that verdicts depend on: the ID, version, first and last day (0 if none) of every credential, and the length (0 if null) and text of its status,
    /// content's hash and content, in the order of their IDs.
    /// </summary>
    private async Task<string> HashAsync(DbConnection connection, DbTransaction snapshot, int generation, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var command = connection.Command(
            "SELECT id, version, valid_from, expiry_date, status, content_hash, credential FROM credentials WHERE generation = @generation ORDER BY id", snapshot);
        command.With("@generation", generation);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var head = new byte[40];
        while (await reader.ReadAsync(cancellationToken))
        {
            reader.GetGuid(0).TryWriteBytes(head, bigEndian: true, out _);
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(16), reader.GetInt32(1));
            for (var i = 0; i < 2; i++) BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(20 + (4 * i)), reader.IsDBNull(2 + i) ? 0 : 1 + dialect.ReadDay(reader, 2 + i).DayNumber);
            var texts = new byte[3][];
            for (var i = 0; i < texts.Length; i++)
            {
                texts[i] = Encoding.UTF8.GetBytes(reader.StringOrNull(4 + i) ?? "");
                BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(28 + (4 * i)), texts[i].Length);
            }

            hash.AppendData(head);
            foreach (var text in texts) hash.AppendData(text);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<long> CountWithoutAsync(DbConnection connection, DbTransaction snapshot, int generation, int other, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            "SELECT COUNT(*) FROM credentials a WHERE a.generation = @a AND NOT EXISTS (SELECT 1 FROM credentials b WHERE b.generation = @b AND b.id = a.id)", snapshot);
        return Convert.ToInt64(await command.With("@a", generation).With("@b", other).ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    private static async Task<long> CountDifferentAsync(DbConnection connection, DbTransaction snapshot, int live, int generation, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            """
            SELECT COUNT(*) FROM credentials a JOIN credentials b ON b.generation = @b AND b.id = a.id
            WHERE a.generation = @a AND (a.version <> b.version OR a.status <> b.status OR a.credential IS DISTINCT FROM b.credential
              OR a.content_hash IS DISTINCT FROM b.content_hash OR a.valid_from IS DISTINCT FROM b.valid_from OR a.expiry_date IS DISTINCT FROM b.expiry_date)
            """,
            snapshot);
        return Convert.ToInt64(await command.With("@a", live).With("@b", generation).ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }
}
