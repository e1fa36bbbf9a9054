using System.Data.Common;
using System.Text.Json;
using Issuance.Api.Outbox;
using KubeCredential.Events;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using KubeCredential.Text;

namespace Issuance.Api.Credentials;

/// <summary>Writes and reads credentials.</summary>
internal sealed class CredentialStore(SqlDialect dialect)
{
    private static readonly string[] Columns =
    [
        "id", "holder_name", "credential_type", "issuer_name", "issue_date", "expiry_date", "metadata", "worker_id", "issued_at",
        "event_id", "correlation_id", "trace_parent", "trace_state", "credential", "actor",
        "holder_search", "type_search", "issuer_search",
    ];

    private static readonly string[] WordColumns = ["credential_id", "word"];

    private readonly string _insertCredentials =
        $"""
        INSERT INTO credentials (id, holder_name, credential_type, issuer_name, issue_date, expiry_date, metadata, worker_id, issued_at, version, event_id, holder_search, type_search, issuer_search)
        SELECT t.id, t.holder_name, t.credential_type, t.issuer_name, t.issue_date, t.expiry_date, t.metadata, t.worker_id, t.issued_at, 1, t.event_id, t.holder_search, t.type_search, t.issuer_search
        FROM {(dialect.IsSqlite ? dialect.Rows(Columns) : "t")}
        WHERE true
        ON CONFLICT DO NOTHING
        RETURNING id
        """;

    private readonly string _insertEvents =
        $"""
        INSERT INTO credential_events (event_id, credential_id, version, event_type, occurred_at, correlation_id, trace_parent, trace_state, credential)
        SELECT t.event_id, t.id, 1, '{EventTypes.CredentialIssued}', t.issued_at, t.correlation_id, t.trace_parent, t.trace_state, t.credential
        FROM {(dialect.IsSqlite ? dialect.Rows(Columns) : "t")}
        """;

    private readonly string _insertOutbox =
        $"""
        INSERT INTO outbox (event_id, credential_id, version, state, created_at, due_at, leased_until)
        SELECT t.event_id, t.id, 1, {(short)DeliveryState.Pending}, t.issued_at, {dialect.Now}, {dialect.NowPlus("@lease")}
        FROM {(dialect.IsSqlite ? dialect.Rows(Columns) : "t")}
        """;

    private readonly string _insertAudit =
        $"""
        INSERT INTO audit_entries (occurred_at, action, outcome, actor, worker_id, credential_id, event_id, correlation_id, trace_id)
        SELECT t.issued_at, '{AuditAction.Issued}', '{AuditOutcome.Done}', t.actor, t.worker_id, t.id, t.event_id, t.correlation_id, substr(t.trace_parent, 4, 32)
        FROM {(dialect.IsSqlite ? dialect.Rows(Columns) : "t")}
        """;

    private readonly string _insertWords =
        $"""
        INSERT INTO credential_words (word, credential_id)
        SELECT t.word, t.credential_id FROM {dialect.Rows(WordColumns)}
        """;

    /// <summary>Selects what <see cref="ReadEntry"/> reads.</summary>
    internal const string SelectDelivery =
        """
        SELECT c.id, c.holder_name, c.credential_type, c.issuer_name, c.issue_date, c.expiry_date, c.metadata, c.worker_id, c.issued_at,
               o.state, o.attempts, o.publications, o.due_at, COALESCE(o.published_at, c.published_at), COALESCE(o.confirmed_at, c.confirmed_at), o.dead_at, o.reason,
               e.trace_parent
        FROM credentials c
        LEFT JOIN outbox o ON o.event_id = c.event_id
        LEFT JOIN credential_events e ON e.credential_id = c.id AND e.version = c.version
        """;

    /// <summary>
    /// Writes credentials with their events, outbox rows and audit entries in one transaction, leaving out those that exist already.
    /// </summary>
    /// <param name="batch">The credentials.</param>
    /// <param name="lease">For how long their events belong to the relay of this process; zero where any relay may claim them at once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>For each, in order, the id of the credential that now stands for this holder, type and issuer: its own where it was
    /// written (now, or by an earlier try whose outcome was not known), another's where it was a duplicate.</returns>
    /// <exception cref="DbException">Nothing was written, or it is not known whether it was; the same call may be repeated.</exception>
    public async Task<Guid[]> AppendAsync(IReadOnlyList<NewCredential> batch, TimeSpan lease, CancellationToken cancellationToken)
    {
        // Always in the same order, so that two replicas with the same new credentials in hand wait for each other and do not deadlock.
        var ordered = batch.OrderBy(one => one.Credential.HolderName, StringComparer.Ordinal)
            .ThenBy(one => one.Credential.CredentialType, StringComparer.Ordinal)
            .ThenBy(one => one.Credential.IssuerName, StringComparer.Ordinal)
            .ToArray();
        HashSet<Guid> written;
        await using (var connection = await dialect.OpenForHotPathAsync(cancellationToken))
        {
            written = dialect.IsSqlite
                ? await AppendSqliteAsync(connection, ordered, lease, cancellationToken)
                : await AppendPostgresAsync(connection, ordered, lease, cancellationToken);
        }

        if (written.Count == batch.Count) return [.. batch.Select(one => one.Credential.Id)];

        var existing = await FindExistingAsync([.. batch.Where(one => !written.Contains(one.Credential.Id))], cancellationToken);
        return [.. batch.Select(one => written.Contains(one.Credential.Id) ? one.Credential.Id : existing[KeyOf(one.Credential)])];
    }

    /// <summary>One credential, or null.</summary>
    public async Task<CredentialEntry?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command($"{SelectDelivery} WHERE c.id = @id").With("@id", id);
        return (await command.ListAsync(ReadEntry, cancellationToken)).SingleOrDefault();
    }

    /// <summary>One credential, or null where there is none, or none of the organisation that the caller is limited to.</summary>
    public async Task<CredentialEntry?> FindAsync(Guid id, string? organisation, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } found && (organisation is null || found.Credential.IssuerName == organisation) ? found : null;

    /// <summary>Those of these credentials that there are, in no order.</summary>
    public async Task<List<CredentialEntry>> FindManyAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command($"{SelectDelivery} WHERE c.id IN (SELECT id FROM {dialect.Rows("id")})");
        dialect.AddRows(command, new RowColumn("id", ids));
        return await command.ListAsync(ReadEntry, cancellationToken);
    }

    /// <summary>Credentials from the newest to the oldest: those before <paramref name="before"/>, or the newest ones.</summary>
    public async Task<List<CredentialEntry>> ListAsync(Guid? before, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection
            .Command($"{SelectDelivery} {(before is null ? "" : "WHERE c.id < @before")} ORDER BY c.id DESC LIMIT @limit")
            .With("@limit", limit);
        if (before is { } id) command.With("@before", id);
        return await command.ListAsync(ReadEntry, cancellationToken);
    }

    private async Task<HashSet<Guid>> AppendPostgresAsync(DbConnection connection, NewCredential[] batch, TimeSpan lease, CancellationToken cancellationToken)
    {
        // One statement is one transaction, and one round trip.
        await using var command = connection.Command(
            $"""
            WITH t AS (SELECT * FROM {dialect.Rows(Columns)}),
            c AS ({_insertCredentials}),
            e AS ({_insertEvents} JOIN c ON c.id = t.id),
            o AS ({_insertOutbox} JOIN c ON c.id = t.id),
            a AS ({_insertAudit} JOIN c ON c.id = t.id),
            w AS ({_insertWords} JOIN c ON c.id = t.credential_id)
            SELECT id FROM c
            """);
        AddBatch(command.With("@lease", lease.TotalSeconds), batch);
        AddWords(command, batch);
        return [.. await command.ListAsync(static reader => reader.GetGuid(0), cancellationToken)];
    }

    private async Task<HashSet<Guid>> AppendSqliteAsync(DbConnection connection, NewCredential[] batch, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var credentials = connection.Command(_insertCredentials, transaction);
        AddBatch(credentials, batch);
        HashSet<Guid> written = [.. await credentials.ListAsync(static reader => reader.GetGuid(0), cancellationToken)];
        NewCredential[] rest = written.Count == batch.Length ? batch : [.. batch.Where(one => written.Contains(one.Credential.Id))];
        if (rest.Length == 0) return written;
        foreach (var sql in (string[])[_insertEvents, _insertOutbox, _insertAudit])
        {
            await using var command = connection.Command(sql, transaction);
            AddBatch(command.With("@lease", lease.TotalSeconds), rest);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var words = connection.Command(_insertWords, transaction))
        {
            if (AddWords(words, rest) > 0) await words.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return written;
    }

    /// <summary>Gives a command the later words of the holders' names.</summary>
    private int AddWords(DbCommand command, NewCredential[] batch)
    {
        var (ids, words) = (new List<Guid>(batch.Length * 2), new List<string>(batch.Length * 2));
        foreach (var one in batch)
        {
            foreach (var word in SearchText.LaterWords(one.HolderSearch).Distinct(StringComparer.Ordinal))
            {
                ids.Add(one.Credential.Id);
                words.Add(word);
            }
        }

        dialect.AddRows(command, new("credential_id", ids.ToArray()), new("word", words.ToArray()));
        return ids.Count;
    }

    private void AddBatch(DbCommand command, NewCredential[] batch) => dialect.AddRows(
        command,
        new("id", Array.ConvertAll(batch, static one => one.Credential.Id)),
        new("holder_name", Array.ConvertAll(batch, static one => one.Credential.HolderName)),
        new("credential_type", Array.ConvertAll(batch, static one => one.Credential.CredentialType)),
        new("issuer_name", Array.ConvertAll(batch, static one => one.Credential.IssuerName)),
        new("issue_date", Array.ConvertAll(batch, static one => one.Credential.IssueDate)),
        new("expiry_date", Array.ConvertAll(batch, static one => one.Credential.ExpiryDate)),
        new("metadata", Array.ConvertAll(batch, static one => one.MetadataJson)),
        new("worker_id", Array.ConvertAll(batch, static one => one.Credential.WorkerId)),
        new("issued_at", Array.ConvertAll(batch, static one => one.Credential.Timestamp)),
        new("event_id", Array.ConvertAll(batch, static one => one.EventId)),
        new("correlation_id", Array.ConvertAll(batch, static one => one.CorrelationId)),
        new("trace_parent", Array.ConvertAll(batch, static one => one.TraceParent)),
        new("trace_state", Array.ConvertAll(batch, static one => one.TraceState)),
        new("credential", Array.ConvertAll(batch, static one => one.Json)),
        new("actor", Array.ConvertAll(batch, static one => one.Actor)),
        new("holder_search", Array.ConvertAll(batch, static one => one.HolderSearch)),
        new("type_search", Array.ConvertAll(batch, static one => UnicodeText.Fold(one.Credential.CredentialType))),
        new("issuer_search", Array.ConvertAll(batch, static one => UnicodeText.Fold(one.Credential.IssuerName))));

    private async Task<Dictionary<(string, string, string), Guid>> FindExistingAsync(NewCredential[] duplicates, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"""
            SELECT c.id, c.holder_name, c.credential_type, c.issuer_name
            FROM {dialect.Rows("holder_name", "credential_type", "issuer_name")}
            JOIN credentials c ON c.holder_name = t.holder_name AND c.credential_type = t.credential_type AND c.issuer_name = t.issuer_name
            """);
        dialect.AddRows(
            command,
            new("holder_name", Array.ConvertAll(duplicates, static one => one.Credential.HolderName)),
            new("credential_type", Array.ConvertAll(duplicates, static one => one.Credential.CredentialType)),
            new("issuer_name", Array.ConvertAll(duplicates, static one => one.Credential.IssuerName)));
        var existing = new Dictionary<(string, string, string), Guid>(duplicates.Length);
        foreach (var (id, key) in await command.ListAsync(static reader => (reader.GetGuid(0), (reader.GetString(1), reader.GetString(2), reader.GetString(3))), cancellationToken))
        {
            existing[key] = id;
        }

        return existing;
    }

    private static (string, string, string) KeyOf(CredentialDocument credential) => (credential.HolderName, credential.CredentialType, credential.IssuerName);

    internal CredentialEntry ReadEntry(DbDataReader reader)
    {
        var issuedAt = dialect.ReadTime(reader, 8);
        // Where the outbox row has been cleaned away, delivery ended long ago.
        var state = reader.IsDBNull(9) ? DeliveryState.Confirmed : (DeliveryState)reader.GetInt16(9);
        return new CredentialEntry(
            new CredentialDocument(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), dialect.ReadDay(reader, 4), reader.IsDBNull(5) ? null : dialect.ReadDay(reader, 5),
                reader.GetString(3), reader.StringOrNull(6) is { } metadata ? JsonElement.Parse(metadata) : null, reader.GetString(7), issuedAt),
            new DeliveryDocument(
                DeliveryDocument.NameOf(state),
                reader.IsDBNull(10) ? 0 : reader.GetInt32(10),
                reader.IsDBNull(11) ? 1 : reader.GetInt32(11),
                issuedAt,
                dialect.ReadTimeOrNull(reader, 13),
                dialect.ReadTimeOrNull(reader, 14),
                dialect.ReadTimeOrNull(reader, 15),
                state is DeliveryState.Pending or DeliveryState.Retrying ? dialect.ReadTime(reader, 12) : null,
                reader.StringOrNull(16)),
            AuditEntry.TraceIdOf(reader.StringOrNull(17)));
    }
}
