using System.Data.Common;
using Issuance.Api.Storage;
using KubeCredential.Hosting;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;

namespace Issuance.Api.EventStore;

/// <summary>
/// The only way to change a credential: appends facts of any type and version, for any number of credentials, in one transaction. Each writes
/// the credential's state, the event, its outbox row and its audit entry. The only check is that each credential has the version that the
/// fact expects, or is new and does not stand beside another one.
/// </summary>
/// <remarks>
/// Changes are written before new credentials: a credential that is superseded no longer stands in the way of the one that takes its place. Rows are locked, and new
/// keys inserted, always in the same order, so that replicas wait for each other instead of deadlocking.
/// </remarks>
internal sealed class EventAppender
{
    private static readonly string[] Common =
    [
        "id", "version", "event_id", "event_type", "occurred_at", "state", "status", "correlation_id", "trace_parent", "trace_state", "action", "actor", "detail",
        "key_id", "signature",
    ];

    private static readonly string[] NewColumns =
    [
        .. Common, "content", "content_hash", "content_salt", "holder_name", "credential_type", "issuer_name", "holder_key", "holder_id", "holder_email", "valid_from", "expiry_date",
        "holder_search", "type_search", "issuer_search",
    ];

    private static readonly string[] ChangeColumns = [.. Common, "stands", "note"];
    private static readonly string[] WordColumns = ["credential_id", "word"];

    private readonly SqlDialect _dialect;
    private readonly string _insertWords;
    private readonly Statements _create;
    private readonly Statements _change;

    /// <summary>The statements for one kind of facts. On SQLite each is run with the rows as a parameter; on PostgreSQL <see cref="Whole"/> contains all of them.</summary>
    private sealed record Statements(string Credentials, string[] Rest, string Whole);

    public EventAppender(SqlDialect dialect)
    {
        _dialect = dialect;
        // On PostgreSQL the rows are expanded once, as t.
        string Rows(string[] columns) => dialect.IsSqlite ? dialect.Rows(columns) : "t";
        var insertCredentials =
            $"""
            INSERT INTO credentials (id, content, content_hash, content_salt, holder_name, credential_type, issuer_name, holder_key, holder_id, holder_email, valid_from, expiry_date, issued_at,
              version, event_id, state, standing, holder_search, type_search, issuer_search)
            SELECT t.id, t.content, t.content_hash, t.content_salt, t.holder_name, t.credential_type, t.issuer_name, t.holder_key, t.holder_id, t.holder_email, t.valid_from, t.expiry_date, t.occurred_at,
              t.version, t.event_id, t.state, 1, t.holder_search, t.type_search, t.issuer_search
            FROM {Rows(NewColumns)}
            WHERE true
            ON CONFLICT DO NOTHING
            RETURNING id
            """;
        var updateCredentials =
            $"""
            UPDATE credentials SET version = t.version, event_id = t.event_id, state = t.state, standing = CASE WHEN t.stands = 1 THEN standing ELSE 0 END, published_at = NULL, confirmed_at = NULL
            FROM {(dialect.IsSqlite ? Rows(ChangeColumns) : "held JOIN t ON t.id = held.id")}
            WHERE credentials.id = t.id{(dialect.IsSqlite ? " AND credentials.version = t.version - 1" : "")}
            RETURNING credentials.id
            """;
        var insertNotes = $"INSERT INTO credential_notes (credential_id, version, note) SELECT t.id, t.version, t.note FROM {Rows(ChangeColumns)}{(dialect.IsSqlite ? " WHERE t.note IS NOT NULL" : "")}";
        _insertWords = $"INSERT INTO credential_words (word, credential_id) SELECT t.word, t.credential_id FROM {dialect.Rows(WordColumns)}";

        var (creates, changes) = (InEveryCase(NewColumns), InEveryCase(ChangeColumns));
        _create = new Statements(insertCredentials, creates, Whole(NewColumns, [$"written AS ({insertCredentials})"], creates, $"w AS ({_insertWords} JOIN written ON written.id = t.credential_id)"));
        // Rows are locked one by one in the order of their IDs, which prevents deadlocks; PostgreSQL compares the version again after each lock.
        var held = $"held AS MATERIALIZED (SELECT o.id AS id FROM t JOIN credentials o ON o.id = t.id WHERE o.version = t.version - 1 {dialect.LockInOrder("id")})";
        _change = new Statements(
            updateCredentials, [.. changes, insertNotes], Whole(ChangeColumns, [held, $"written AS ({updateCredentials})"], changes, $"n AS ({insertNotes} JOIN written ON written.id = t.id WHERE t.note IS NOT NULL)"));

        string[] InEveryCase(string[] columns) =>
        [
            $"""
            INSERT INTO credential_events (event_id, credential_id, version, event_type, occurred_at, status, correlation_id, trace_parent, trace_state, key_id, signature)
            SELECT t.event_id, t.id, t.version, t.event_type, t.occurred_at, t.status, t.correlation_id, t.trace_parent, t.trace_state, t.key_id, t.signature
            FROM {Rows(columns)}
            """,
            $"""
            INSERT INTO outbox (event_id, credential_id, version, state, created_at, due_at, leased_until)
            SELECT t.event_id, t.id, t.version, {(short)DeliveryState.Pending}, t.occurred_at, {dialect.Now}, {dialect.NowPlus("@lease")}
            FROM {Rows(columns)}
            """,
            $"""
            INSERT INTO audit_entries (occurred_at, action, outcome, actor, worker_id, credential_id, event_id, detail, correlation_id, trace_id)
            SELECT t.occurred_at, t.action, '{AuditOutcome.Done}', t.actor, @worker, t.id, t.event_id, t.detail, t.correlation_id, substr(t.trace_parent, 4, 32)
            FROM {Rows(columns)}
            """,
        ];

        string Whole(string[] columns, string[] first, string[] then, string last) =>
            $"""
            WITH t AS (SELECT * FROM {dialect.Rows(columns)}),
            {string.Join(",\n", first)},
            {string.Join(",\n", then.Select(static (sql, number) => $"p{number} AS ({sql} JOIN written ON written.id = t.id)"))},
            {last}
            SELECT id FROM written
            """;
    }

    /// <summary>Appends independent facts: those that cannot be appended are skipped.</summary>
    /// <param name="facts">The facts, at most one per credential.</param>
    /// <param name="lease">How long their events are reserved for this process's relay; zero if any relay may claim them immediately.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The result for each fact, in order.</returns>
    /// <exception cref="DbException">Nothing was written, or the outcome is unknown; the same call may be repeated.</exception>
    public Task<AppendResult[]> AppendEachAsync(IReadOnlyList<CredentialFact> facts, TimeSpan lease, CancellationToken cancellationToken) =>
        AppendAsync([.. facts.Select(static fact => (CredentialFact[])[fact])], lease, cancellationToken);

    /// <summary>Appends groups of facts in one transaction. The facts of a group belong together: all of them are appended, or none if one cannot be.</summary>
    /// <param name="groups">The groups; all facts are signed, and about different credentials.</param>
    /// <param name="lease">How long their events are reserved for this process's relay; zero if any relay may claim them immediately.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The result for each fact, in order, group after group.</returns>
    /// <exception cref="DbException">Nothing was written, or the outcome is unknown; the same call may be repeated.</exception>
    public async Task<AppendResult[]> AppendAsync(IReadOnlyList<CredentialFact[]> groups, TimeSpan lease, CancellationToken cancellationToken)
    {
        HashSet<Guid> written;
        await using (var connection = await _dialect.OpenForHotPathAsync(cancellationToken))
        {
            // A group that cannot be written as a whole is left out, and the others are written again: each round leaves out at least one.
            IReadOnlyList<CredentialFact[]> rest = groups;
            while (true)
            {
                (written, var undone) = await WriteAsync(connection, rest, lease, cancellationToken);
                if (undone is null) break;
                rest = [.. rest.Where(group => group.Length == 1 || Array.TrueForAll(group, one => undone.Contains(one.CredentialId)))];
            }
        }

        CredentialFact[] facts = [.. groups.SelectMany(static group => group)];
        if (written.Count == facts.Length) return Array.ConvertAll(facts, static one => new AppendResult(AppendOutcome.Appended, one.CredentialId, one.Version));
        return await ExplainAsync(facts, written, cancellationToken);
    }

    /// <summary>Credentials that have expired no longer stand. Whether they have is not known to the database until somebody asks for another one.</summary>
    /// <param name="ids">The credentials.</param>
    /// <param name="today">Today in UTC.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task LapseAsync(Guid[] ids, DateOnly today, CancellationToken cancellationToken)
    {
        await using var connection = await _dialect.OpenAsync(cancellationToken);
        await using var transaction = await _dialect.BeginAsync(connection, cancellationToken);
        await using var command = connection.Command(
            $"""
            WITH mine AS MATERIALIZED (
              SELECT o.id AS id, o.expiry_date AS last_day FROM {_dialect.Rows("id")} JOIN credentials o ON o.id = t.id {_dialect.LockInOrder("id")}
            )
            UPDATE credentials SET standing = 0 FROM mine WHERE credentials.id = mine.id AND mine.last_day < @today
            """,
            transaction);
        _dialect.AddRows(command.With("@today", _dialect.Day(today)), new RowColumn("id", ids));
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Writes groups.</summary>
    /// <returns>What was written; or, if a group could be written only in part, nothing, and what could have been.</returns>
    private async Task<(HashSet<Guid> Written, HashSet<Guid>? Undone)> WriteAsync(DbConnection connection, IReadOnlyList<CredentialFact[]> groups, TimeSpan lease, CancellationToken cancellationToken)
    {
        var facts = groups.SelectMany(static group => group).ToArray();
        var changes = facts.Where(static one => one.Content is null).OrderBy(static one => one.CredentialId).ToArray();
        var created = facts.Where(static one => one.Content is not null)
            .OrderBy(static one => one.Content!.HolderKey, StringComparer.Ordinal)
            .ThenBy(static one => one.Content!.CredentialType, StringComparer.Ordinal)
            .ThenBy(static one => one.Content!.IssuerName, StringComparer.Ordinal)
            .ToArray();
        var erased = Array.FindAll(changes, static one => one.Erases is not null);

        // On PostgreSQL a single statement needs no transaction of its own: one round trip.
        var isSingle = !_dialect.IsSqlite && (changes.Length == 0 || created.Length == 0) && erased.Length == 0 && groups.All(static group => group.Length == 1);
        await using var transaction = isSingle ? null : await _dialect.BeginAsync(connection, cancellationToken);
        HashSet<Guid> written = [];
        if (changes.Length > 0) written.UnionWith(await WriteAsync(connection, transaction, _change, changes, lease, cancellationToken));
        if (created.Length > 0) written.UnionWith(await WriteAsync(connection, transaction, _create, created, lease, cancellationToken));
        if (groups.Any(group => group.Length > 1 && !Array.TrueForAll(group, one => written.Contains(one.CredentialId)))) return ([], written);
        foreach (var one in erased.Where(one => written.Contains(one.CredentialId))) await EraseAsync(connection, transaction!, one, cancellationToken);
        if (transaction is not null) await transaction.CommitAsync(cancellationToken);
        return (written, null);
    }

    private async Task<List<Guid>> WriteAsync(DbConnection connection, DbTransaction? transaction, Statements statements, CredentialFact[] facts, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(_dialect.IsSqlite ? statements.Credentials : statements.Whole, transaction);
        AddFacts(command, facts, lease);
        if (!_dialect.IsSqlite && statements == _create) AddWords(command, facts);
        var written = await command.ListAsync(static reader => reader.GetGuid(0), cancellationToken);
        if (!_dialect.IsSqlite || written.Count == 0) return written;

        var rest = written.Count == facts.Length ? facts : [.. facts.Where(one => written.Contains(one.CredentialId))];
        foreach (var sql in statements.Rest)
        {
            await using var part = connection.Command(sql, transaction);
            AddFacts(part, rest, lease);
            await part.ExecuteNonQueryAsync(cancellationToken);
        }

        if (statements != _create) return written;
        await using var words = connection.Command(_insertWords, transaction);
        if (AddWords(words, rest) > 0) await words.ExecuteNonQueryAsync(cancellationToken);
        return written;
    }

    /// <summary>Removes the content of a credential that has just been marked as erased, and notes that Redis' stream must be searched for it.</summary>
    private async Task EraseAsync(DbConnection connection, DbTransaction transaction, CredentialFact fact, CancellationToken cancellationToken)
    {
        if (_dialect.IsSqlite)
        {
            await using var content = connection.Command($"UPDATE credentials SET {SchemaRules.EraseColumns} WHERE id = @id", transaction).With("@id", fact.CredentialId);
            await content.ExecuteNonQueryAsync(cancellationToken);
            await using var notes = connection.Command("DELETE FROM credential_notes WHERE credential_id = @id AND version < @version", transaction).With("@id", fact.CredentialId).With("@version", fact.Version);
            await notes.ExecuteNonQueryAsync(cancellationToken);
            await using var documents = connection.Command("DELETE FROM credential_documents WHERE credential_id = @id", transaction).With("@id", fact.CredentialId);
            await documents.ExecuteNonQueryAsync(cancellationToken);
            foreach (var table in SchemaRules.HolderTables)
            {
                await using var holder = connection.Command($"DELETE FROM {table} WHERE credential_id = @id", transaction).With("@id", fact.CredentialId);
                await holder.ExecuteNonQueryAsync(cancellationToken);
            }

            await using var links = connection.Command("UPDATE holder_links SET seed = NULL WHERE credential_id = @id", transaction).With("@id", fact.CredentialId);
            await links.ExecuteNonQueryAsync(cancellationToken);
            await using var rows = connection.Command($"UPDATE batch_rows SET {SchemaRules.EraseRowColumns} WHERE credential_id = @id OR successor_id = @id", transaction).With("@id", fact.CredentialId);
            await rows.ExecuteNonQueryAsync(cancellationToken);
            await using var words = connection.Command($"DELETE FROM credential_words WHERE credential_id = @id AND word IN (SELECT t.word FROM {_dialect.Rows("word")})", transaction).With("@id", fact.CredentialId);
            _dialect.AddRows(words, new RowColumn("word", fact.Erases!.ToArray()));
            await words.ExecuteNonQueryAsync(cancellationToken);
        }
        else
        {
            await using var erase = connection.Command("SELECT erase_credential(@id, @words)", transaction).With("@id", fact.CredentialId).With("@words", fact.Erases!.ToArray());
            await erase.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var sweep = connection.Command($"INSERT INTO erasures (credential_id, erased_at, sweeps) VALUES (@id, {_dialect.Now}, 0) ON CONFLICT DO NOTHING", transaction).With("@id", fact.CredentialId);
        await sweep.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Finds out why facts were not written. A fact that exists under its own event ID was written by an earlier attempt.</summary>
    private async Task<AppendResult[]> ExplainAsync(CredentialFact[] facts, HashSet<Guid> written, CancellationToken cancellationToken)
    {
        var open = Array.FindAll(facts, one => !written.Contains(one.CredentialId));
        await using var connection = await _dialect.OpenForHotPathAsync(cancellationToken);
        await using var versions = connection.Command(
            $"""
            SELECT c.id, c.version, e.event_id
            FROM {_dialect.Rows("credential_id", "version")}
            JOIN credentials c ON c.id = t.credential_id
            LEFT JOIN credential_events e ON e.credential_id = t.credential_id AND e.version = t.version
            """);
        _dialect.AddRows(versions, new("credential_id", Array.ConvertAll(open, static one => one.CredentialId)), new("version", Array.ConvertAll(open, static one => one.Version)));
        var found = (await versions.ListAsync(static reader => (Id: reader.GetGuid(0), Version: reader.GetInt32(1), EventId: reader.IsDBNull(2) ? (Guid?)null : reader.GetGuid(2)), cancellationToken))
            .ToDictionary(static row => row.Id);
        if (open.Any(one => found.TryGetValue(one.CredentialId, out var now) && now.EventId == one.EventId)) await _dialect.MakeDurableAsync(connection, cancellationToken);
        var standing = await FindStandingAsync(connection, [.. open.Where(one => one.Content is not null && !found.ContainsKey(one.CredentialId)).Select(static one => KeyOf(one.Content!))], cancellationToken);
        return Array.ConvertAll(facts, ResultOf);

        AppendResult ResultOf(CredentialFact fact)
        {
            if (written.Contains(fact.CredentialId)) return new(AppendOutcome.Appended, fact.CredentialId, fact.Version);
            if (found.TryGetValue(fact.CredentialId, out var now))
            {
                var outcome = now.EventId == fact.EventId ? AppendOutcome.Appended : now.Version == fact.ExpectedVersion ? AppendOutcome.NotTried : AppendOutcome.WrongVersion;
                return new(outcome, fact.CredentialId, now.Version);
            }

            if (fact.Content is not { } content) return new(AppendOutcome.WrongVersion, fact.CredentialId, 0);
            return standing.TryGetValue(KeyOf(content), out var other) ? other : new(AppendOutcome.NotTried, fact.CredentialId, 0);
        }
    }

    /// <summary>The credentials that stand for holders, types and issuers.</summary>
    /// <param name="wanted">The holder's key, the type and the issuer of each.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<Dictionary<(string HolderKey, string CredentialType, string IssuerName), AppendResult>> FindStandingAsync((string, string, string)[] wanted, CancellationToken cancellationToken)
    {
        await using var connection = await _dialect.OpenForHotPathAsync(cancellationToken);
        return await FindStandingAsync(connection, wanted, cancellationToken);
    }

    private async Task<Dictionary<(string HolderKey, string CredentialType, string IssuerName), AppendResult>> FindStandingAsync(DbConnection connection, (string HolderKey, string CredentialType, string IssuerName)[] wanted, CancellationToken cancellationToken)
    {
        if (wanted.Length == 0) return [];
        await using var command = connection.Command(
            $"""
            SELECT c.id, c.version, c.holder_key, c.credential_type, c.issuer_name, c.expiry_date, c.state
            FROM {_dialect.Rows("holder_key", "credential_type", "issuer_name")}
            {(_dialect.IsSqlite
                ? "JOIN credentials c ON c.holder_key = t.holder_key AND c.credential_type = t.credential_type AND c.issuer_name = t.issuer_name AND c.standing = 1"
                // Row by row: PostgreSQL would otherwise compare every credential with every row where it believes that both are few.
                : "CROSS JOIN LATERAL (SELECT * FROM credentials o WHERE o.holder_key = t.holder_key AND o.credential_type = t.credential_type AND o.issuer_name = t.issuer_name AND o.standing = 1 LIMIT 1) c")}
            """);
        _dialect.AddRows(
            command,
            new("holder_key", Array.ConvertAll(wanted, static one => one.HolderKey)),
            new("credential_type", Array.ConvertAll(wanted, static one => one.CredentialType)),
            new("issuer_name", Array.ConvertAll(wanted, static one => one.IssuerName)));
        var found = new Dictionary<(string HolderKey, string CredentialType, string IssuerName), AppendResult>(wanted.Length);
        foreach (var (key, result) in await command.ListAsync(
            reader => (
                (reader.GetString(2), reader.GetString(3), reader.GetString(4)),
                new AppendResult(AppendOutcome.Duplicate, reader.GetGuid(0), reader.GetInt32(1)) { ExpiryDate = reader.IsDBNull(5) ? null : _dialect.ReadDay(reader, 5), State = reader.GetString(6) }),
            cancellationToken))
        {
            found[key] = result;
        }

        return found;
    }

    private static (string, string, string) KeyOf(NewContent content) => (content.HolderKey, content.CredentialType, content.IssuerName);

    /// <summary>Adds the words of the holders' names to a command.</summary>
    private int AddWords(DbCommand command, CredentialFact[] facts)
    {
        var (ids, words) = (new List<Guid>(facts.Length * 2), new List<string>(facts.Length * 2));
        foreach (var one in facts)
        {
            foreach (var word in one.Content?.Words ?? [])
            {
                ids.Add(one.CredentialId);
                words.Add(word);
            }
        }

        _dialect.AddRows(command, new("credential_id", ids.ToArray()), new("word", words.ToArray()));
        return ids.Count;
    }

    private void AddFacts(DbCommand command, CredentialFact[] facts, TimeSpan lease)
    {
        command.With("@lease", lease.TotalSeconds).With("@worker", WorkerIdentity.Id);
        RowColumn[] common =
        [
            new("id", Array.ConvertAll(facts, static one => one.CredentialId)),
            new("version", Array.ConvertAll(facts, static one => one.Version)),
            new("event_id", Array.ConvertAll(facts, static one => one.EventId)),
            new("event_type", Array.ConvertAll(facts, static one => one.EventType)),
            new("occurred_at", Array.ConvertAll(facts, static one => one.OccurredAt)),
            new("state", Array.ConvertAll(facts, static one => one.Status.State)),
            new("status", Array.ConvertAll(facts, static one => one.Status.ToJson())),
            new("correlation_id", Array.ConvertAll(facts, static one => one.CorrelationId)),
            new("trace_parent", Array.ConvertAll(facts, static one => one.TraceParent)),
            new("trace_state", Array.ConvertAll(facts, static one => one.TraceState)),
            new("action", Array.ConvertAll(facts, static one => one.AuditAction)),
            new("actor", Array.ConvertAll(facts, static one => one.Actor)),
            new("detail", Array.ConvertAll(facts, static one => one.Status.Reason)),
            new("key_id", Array.ConvertAll(facts, static one => one.Signature!.Value.KeyId)),
            new("signature", Array.ConvertAll(facts, static one => one.Signature!.Value.Value)),
        ];
        if (facts[0].Content is null)
        {
            _dialect.AddRows(
                command,
                [
                    .. common,
                    new("stands", Array.ConvertAll(facts, static one => one.Stands ? 1 : 0)),
                    new("note", Array.ConvertAll(facts, static one => one.Note)),
                ]);
            return;
        }

        _dialect.AddRows(
            command,
            [
                .. common,
                new("content", Array.ConvertAll(facts, static one => one.Carried.Json)),
                new("content_hash", Array.ConvertAll(facts, static one => one.Carried.Hash)),
                new("content_salt", Array.ConvertAll(facts, static one => one.Carried.Salt)),
                new("holder_name", Array.ConvertAll(facts, static one => one.Content!.HolderName)),
                new("credential_type", Array.ConvertAll(facts, static one => one.Content!.CredentialType)),
                new("issuer_name", Array.ConvertAll(facts, static one => one.Content!.IssuerName)),
                new("holder_key", Array.ConvertAll(facts, static one => one.Content!.HolderKey)),
                new("holder_id", Array.ConvertAll(facts, static one => one.Content!.HolderId)),
                new("holder_email", Array.ConvertAll(facts, static one => one.Content!.HolderEmail)),
                new("valid_from", Array.ConvertAll(facts, static one => one.Content!.ValidFrom)),
                new("expiry_date", Array.ConvertAll(facts, static one => one.Content!.ExpiryDate)),
                new("holder_search", Array.ConvertAll(facts, static one => one.Content!.HolderSearch)),
                new("type_search", Array.ConvertAll(facts, static one => one.Content!.TypeSearch)),
                new("issuer_search", Array.ConvertAll(facts, static one => one.Content!.IssuerSearch)),
            ]);
    }
}
