using System.Data.Common;
using KubeCredential.Events;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using Microsoft.Extensions.Options;
using Verification.Api.Changes;
using Verification.Api.Signatures;

namespace Verification.Api.Projection;

/// <summary>
/// Writes the read model. An event is applied only if its version is higher than the stored one, so order, duplicates and replays
/// do not matter; the same version again replaces the signature if it is signed with another key, and brings the content if somebody had cut that off. During a rebuild every change is written to both generations, in the same transaction. With the event of an
/// erasure the content goes from everything that this database holds. Each row is sealed: its signature has been checked.
/// </summary>
internal sealed class ReadModel(SqlDialect dialect, IOptions<SignatureOptions> options)
{
    private static readonly string[] Columns =
    [
        "id", "version", "event_id", "event_type", "correlation_id", "occurred_at", "holder_name", "credential_type", "valid_from", "expiry_date", "state", "status",
        "content_hash", "content_salt", "credential", "key_id", "signature", "seal",
    ];

    private readonly RowSeal _seal = new(options.Value.KeySecret, StoredCredential.SealPurpose);

    private readonly AuditTrail _audit = new(dialect);

    private readonly string _insert = Upsert(dialect, dialect.Now);

    private readonly string _erase = Erase(dialect);

    private readonly string _copy = Upsert(
        dialect, $"COALESCE((SELECT held.applied_at FROM credentials held WHERE held.generation = @held AND held.id = t.id AND held.version = t.version), {dialect.Now})"); // Each row by primary key: a join might read the whole generation.

    /// <summary>Applies changes in one transaction.</summary>
    /// <returns>The events that changed the live read model; the others were duplicates, or older than the stored version.</returns>
    /// <exception cref="DbException">Nothing was applied, or the outcome is unknown; the same call may be repeated.</exception>
    public async Task<HashSet<Guid>> ApplyAsync(IReadOnlyCollection<CredentialChange> changes, CancellationToken cancellationToken)
    {
        var rows = OneRowEach(changes);
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        var (live, building) = await GenerationsAsync(connection, transaction, cancellationToken);
        var changed = await UpsertAsync(connection, transaction, live, rows, null, cancellationToken);
        if (building is { } generation) await UpsertAsync(connection, transaction, generation, rows, live, cancellationToken);
        // What the issuer signed says so; that a content is missing says nothing, since anybody can leave it out.
        if (OneRowEach(changes.Where(static change => change.Event.Status.State == CredentialState.Erased)) is { Length: > 0 } erased)
        {
            await EraseAsync(connection, transaction, live, erased, cancellationToken);
            if (building is { } other) await EraseAsync(connection, transaction, other, erased, cancellationToken);
            await DiscardedContent.EraseAsync(dialect, connection, transaction, [.. erased.Select(static row => row.Event.CredentialId)], cancellationToken);
        }

        var applied = Array.FindAll(rows, row => changed.Contains(row.Event.CredentialId));
        await _audit.AppendAsync(connection, transaction, Array.ConvertAll(applied, static row => EntryOf(row)), cancellationToken);
        // Last, because it locks rows of the totals, for which other batches then wait until this one is committed.
        await Counters.AddAsync(
            dialect, connection, transaction, ConsumptionCounters.Table, [(ConsumptionCounters.Applied, changed.Count), (ConsumptionCounters.Duplicates, changes.Count - changed.Count)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return [.. applied.Select(static row => row.Event.EventId)];
    }

    /// <summary>The versions of credentials in the live generation. Those that it does not hold are left out.</summary>
    public async Task<Dictionary<Guid, int>> VersionsAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"SELECT c.id, c.version FROM {dialect.Rows("id")} JOIN credentials c ON c.id = t.id AND c.generation = (SELECT live FROM read_model WHERE id = 1)");
        dialect.AddRows(command, new RowColumn("id", ids));
        return (await command.ListAsync(static reader => (Id: reader.GetGuid(0), Version: reader.GetInt32(1)), cancellationToken)).ToDictionary(static row => row.Id, static row => row.Version);
    }

    /// <summary>One row per credential, with its highest version; in the order of IDs, so that two writers wait for each other instead of deadlocking.</summary>
    public static CredentialChange[] OneRowEach(IEnumerable<CredentialChange> changes) =>
    [
        .. changes.GroupBy(static change => change.Event.CredentialId)
            .Select(static group => group.MaxBy(static change => change.Event.Version)!)
            .OrderBy(static change => change.Event.CredentialId),
    ];

    /// <summary>Writes rows to one generation, unless it already holds the same or a later version.</summary>
    /// <returns>The credentials that changed.</returns>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="generation">The generation to write.</param>
    /// <param name="rows">The rows to write, created by <see cref="OneRowEach"/>.</param>
    /// <param name="timesFrom">The generation whose apply times are kept if it holds the same version, or null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<HashSet<Guid>> UpsertAsync(
        DbConnection connection, DbTransaction transaction, int generation, CredentialChange[] rows, int? timesFrom, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(timesFrom is null ? _insert : _copy, transaction).With("@generation", generation);
        if (timesFrom is { } other) command.With("@held", other);
        AddRows(command, rows);
        return [.. await command.ListAsync(static reader => reader.GetGuid(0), cancellationToken)];
    }

    /// <summary>Removes the content of credentials from the rows of a generation, which must exist.</summary>
    private async Task EraseAsync(DbConnection connection, DbTransaction transaction, int generation, CredentialChange[] rows, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(_erase, transaction).With("@generation", generation);
        AddRows(command, rows);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private void AddRows(DbCommand command, CredentialChange[] changes)
    {
        var rows = Array.ConvertAll(changes, static change => change.ToRow());
        dialect.AddRows(
            command,
            new("id", Array.ConvertAll(rows, static row => row.Id)),
            new("version", Array.ConvertAll(rows, static row => row.Version)),
            new("event_id", Array.ConvertAll(rows, static row => row.EventId)),
            new("event_type", Array.ConvertAll(rows, static row => row.EventType)),
            new("correlation_id", Array.ConvertAll(changes, static change => change.Event.CorrelationId)),
            new("occurred_at", Array.ConvertAll(rows, static row => row.OccurredAt)),
            new("holder_name", Array.ConvertAll(rows, static row => row.HolderName)),
            new("credential_type", Array.ConvertAll(rows, static row => row.CredentialType)),
            new("valid_from", Array.ConvertAll(rows, static row => row.ValidFrom)),
            new("expiry_date", Array.ConvertAll(rows, static row => row.ExpiryDate)),
            new("state", Array.ConvertAll(rows, static row => row.State)),
            new("status", Array.ConvertAll(rows, static row => row.Status)),
            new("content_hash", Array.ConvertAll(rows, static row => row.ContentHash)),
            new("content_salt", Array.ConvertAll(rows, static row => row.ContentSalt)),
            new("credential", Array.ConvertAll(changes, static change => change.Event.Credential)),
            new("key_id", Array.ConvertAll(rows, static row => row.KeyId)),
            new("signature", Array.ConvertAll(rows, static row => row.Signature)),
            new("seal", Array.ConvertAll(rows, row => _seal.Of(row))));
    }

    /// <summary>The generations to write, locked until the transaction ends, so that a swap waits for it.</summary>
    private async Task<(int Live, int? Building)> GenerationsAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = connection.Command($"SELECT live, building FROM read_model WHERE id = 1 {(dialect.IsSqlite ? "" : "FOR SHARE")}", transaction);
        return (await command.ListAsync(static reader => (reader.GetInt32(0), reader.IsDBNull(1) ? (int?)null : reader.GetInt32(1)), cancellationToken)).Single();
    }

    private static AuditEntry EntryOf(CredentialChange change) => new(AuditAction.Applied, AuditOutcome.Done, AuditActor.System)
    {
        CredentialId = change.Event.CredentialId,
        EventId = change.Event.EventId,
        Attempt = change.Attempt,
        CorrelationId = change.Event.CorrelationId,
        TraceId = change.TraceId,
    };

    private static string Upsert(SqlDialect dialect, string appliedAt) =>
        $"""
        {Insert(dialect, appliedAt)}
        ON CONFLICT (generation, id) DO UPDATE SET
          version = excluded.version, event_id = excluded.event_id, event_type = excluded.event_type, correlation_id = excluded.correlation_id,
          occurred_at = excluded.occurred_at, applied_at = CASE WHEN credentials.version < excluded.version THEN excluded.applied_at ELSE credentials.applied_at END, holder_name = excluded.holder_name,
          credential_type = excluded.credential_type, valid_from = excluded.valid_from, expiry_date = excluded.expiry_date, state = excluded.state,
          status = excluded.status, content_hash = excluded.content_hash, content_salt = excluded.content_salt, credential = excluded.credential,
          key_id = excluded.key_id, signature = excluded.signature, seal = excluded.seal
        WHERE credentials.version < excluded.version
          OR (credentials.version = excluded.version AND credentials.event_id = excluded.event_id AND credentials.key_id <> excluded.key_id AND excluded.credential IS NOT DISTINCT FROM credentials.credential)
          OR (credentials.version = excluded.version AND credentials.event_id = excluded.event_id AND credentials.credential IS NULL AND excluded.credential IS NOT NULL AND credentials.state <> 'erased')
        RETURNING id
        """;

    // An INSERT that always meets its conflict: so each row is found by its primary key, whatever the statistics say.
    private static string Erase(SqlDialect dialect) =>
        $"""
        {Insert(dialect, dialect.Now)}
        ON CONFLICT (generation, id) DO UPDATE SET
          holder_name = '', credential_type = '', valid_from = NULL, expiry_date = NULL, content_salt = NULL, credential = NULL, seal = NULL
        WHERE credentials.credential IS NOT NULL OR credentials.content_salt IS NOT NULL
        """;

    private static string Insert(SqlDialect dialect, string appliedAt) =>
        $"""
        INSERT INTO credentials (generation, applied_at, {string.Join(", ", Columns)})
        SELECT @generation, {appliedAt}, {string.Join(", ", Columns.Select(static column => $"t.{column}"))}
        FROM {dialect.Rows(Columns)}
        WHERE true
        """;
}
