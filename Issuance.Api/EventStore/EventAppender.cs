using System.Data.Common;
using Issuance.Api.Storage;
using KubeCredential.Hosting;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;

namespace Issuance.Api.EventStore;

/// <summary>
/// The only way to change a credential: appends facts of any type and version, for any number of credentials, in one transaction. Each writes
/// the credential's state, the event, its outbox row and its audit entry. The only check is that each credential has the version that the
/// fact expects, or is new.
/// </summary>
internal sealed class EventAppender
{
    private static readonly string[] Columns =
    [
        "id", "version", "event_id", "event_type", "occurred_at", "state", "status", "correlation_id", "trace_parent", "trace_state", "action", "actor",
        "content", "holder_name", "credential_type", "issuer_name", "holder_search", "type_search", "issuer_search",
    ];

    private static readonly string[] WordColumns = ["credential_id", "word"];

    private readonly SqlDialect _dialect;
    private readonly string _insertCredentials;
    private readonly string _updateCredentials;
    private readonly string _insertEvents;
    private readonly string _insertOutbox;
    private readonly string _insertAudit;
    private readonly string _insertWords;
    private readonly string _create;
    private readonly string _change;
    private readonly string _createAndChange;

    public EventAppender(SqlDialect dialect)
    {
        _dialect = dialect;
        // On SQLite every statement gets the rows as parameters; on PostgreSQL they are parts of one statement that defines t once.
        var rows = dialect.IsSqlite ? dialect.Rows(Columns) : "t";
        _insertCredentials =
            $"""
            INSERT INTO credentials (id, content, holder_name, credential_type, issuer_name, issued_at, version, event_id, state, holder_search, type_search, issuer_search)
            SELECT t.id, t.content, t.holder_name, t.credential_type, t.issuer_name, t.occurred_at, t.version, t.event_id, t.state, t.holder_search, t.type_search, t.issuer_search
            FROM {rows}
            WHERE t.content IS NOT NULL
            ON CONFLICT DO NOTHING
            RETURNING id
            """;
        _updateCredentials =
            $"""
            UPDATE credentials SET version = t.version, event_id = t.event_id, state = t.state, published_at = NULL, confirmed_at = NULL
            FROM {(dialect.IsSqlite ? rows : "held JOIN t ON t.id = held.id")}
            WHERE credentials.id = t.id{(dialect.IsSqlite ? " AND t.content IS NULL AND credentials.version = t.version - 1" : "")}
            RETURNING credentials.id
            """;
        _insertEvents =
            $"""
            INSERT INTO credential_events (event_id, credential_id, version, event_type, occurred_at, status, correlation_id, trace_parent, trace_state)
            SELECT t.event_id, t.id, t.version, t.event_type, t.occurred_at, t.status, t.correlation_id, t.trace_parent, t.trace_state
            FROM {rows}
            """;
        _insertOutbox =
            $"""
            INSERT INTO outbox (event_id, credential_id, version, state, created_at, due_at, leased_until)
            SELECT t.event_id, t.id, t.version, {(short)DeliveryState.Pending}, t.occurred_at, {dialect.Now}, {dialect.NowPlus("@lease")}
            FROM {rows}
            """;
        _insertAudit =
            $"""
            INSERT INTO audit_entries (occurred_at, action, outcome, actor, worker_id, credential_id, event_id, correlation_id, trace_id)
            SELECT t.occurred_at, t.action, '{AuditOutcome.Done}', t.actor, @worker, t.id, t.event_id, t.correlation_id, substr(t.trace_parent, 4, 32)
            FROM {rows}
            """;
        _insertWords = $"INSERT INTO credential_words (word, credential_id) SELECT t.word, t.credential_id FROM {dialect.Rows(WordColumns)}";
        (_create, _change, _createAndChange) = (Statement(creates: true, changes: false), Statement(creates: false, changes: true), Statement(creates: true, changes: true));
    }

    /// <summary>Everything as one statement for PostgreSQL: one transaction, one round trip. Parts that are not needed are left out, so that they are not planned.</summary>
    private string Statement(bool creates, bool changes)
    {
        // Rows are locked one by one in the order of their IDs, which prevents deadlocks; PostgreSQL compares the version again after each lock.
        var held = $"SELECT o.id AS id FROM t JOIN credentials o ON o.id = t.id WHERE t.content IS NULL AND o.version = t.version - 1 {_dialect.LockInOrder("id")}";
        List<string> parts = [$"t AS (SELECT * FROM {_dialect.Rows(Columns)})"];
        if (creates) parts.Add($"c AS ({_insertCredentials})");
        if (changes) parts.AddRange([$"held AS MATERIALIZED ({held})", $"u AS ({_updateCredentials})"]);
        parts.Add($"written AS ({(creates && changes ? "SELECT id FROM c UNION ALL SELECT id FROM u" : $"SELECT id FROM {(creates ? "c" : "u")}")})");
        parts.Add($"e AS ({_insertEvents} JOIN written ON written.id = t.id)");
        parts.Add($"o AS ({_insertOutbox} JOIN written ON written.id = t.id)");
        parts.Add($"a AS ({_insertAudit} JOIN written ON written.id = t.id)");
        if (creates) parts.Add($"w AS ({_insertWords} JOIN written ON written.id = t.credential_id)");
        return $"WITH {string.Join(",\n", parts)}\nSELECT id FROM written";
    }

    /// <summary>Appends independent facts: those that cannot be appended are skipped.</summary>
    /// <param name="facts">The facts, at most one per credential.</param>
    /// <param name="lease">How long their events are reserved for this process's relay; zero if any relay may claim them immediately.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The result for each fact, in order.</returns>
    /// <exception cref="DbException">Nothing was written, or the outcome is unknown; the same call may be repeated.</exception>
    public Task<AppendResult[]> AppendEachAsync(IReadOnlyList<CredentialFact> facts, TimeSpan lease, CancellationToken cancellationToken) =>
        AppendAsync(facts, lease, together: false, cancellationToken);

    /// <summary>Appends facts that belong together: all of them, or none if one cannot be appended.</summary>
    /// <inheritdoc cref="AppendEachAsync"/>
    public Task<AppendResult[]> AppendTogetherAsync(IReadOnlyList<CredentialFact> facts, TimeSpan lease, CancellationToken cancellationToken) =>
        AppendAsync(facts, lease, together: true, cancellationToken);

    private async Task<AppendResult[]> AppendAsync(IReadOnlyList<CredentialFact> facts, TimeSpan lease, bool together, CancellationToken cancellationToken)
    {
        // Always in the same order, so that two replicas that write the same new credentials wait for each other instead of deadlocking.
        var ordered = facts.OrderBy(static one => one.Content?.HolderName, StringComparer.Ordinal)
            .ThenBy(static one => one.Content?.CredentialType, StringComparer.Ordinal)
            .ThenBy(static one => one.Content?.IssuerName, StringComparer.Ordinal)
            .ThenBy(static one => one.Content is null ? one.CredentialId : Guid.Empty)
            .ToArray();
        HashSet<Guid> written;
        await using (var connection = await _dialect.OpenForHotPathAsync(cancellationToken))
        {
            written = _dialect.IsSqlite
                ? await WriteSqliteAsync(connection, ordered, lease, together, cancellationToken)
                : await WritePostgresAsync(connection, ordered, lease, together, cancellationToken);
        }

        if (written.Count == facts.Count) return [.. facts.Select(static one => new AppendResult(AppendOutcome.Appended, one.CredentialId, one.Version))];
        return await ExplainAsync(facts, together ? [] : written, cancellationToken);
    }

    private async Task<HashSet<Guid>> WritePostgresAsync(DbConnection connection, CredentialFact[] facts, TimeSpan lease, bool together, CancellationToken cancellationToken)
    {
        var (creates, changes) = (facts.Any(static one => one.Content is not null), facts.Any(static one => one.Content is null));
        await using var transaction = together ? await _dialect.BeginAsync(connection, cancellationToken) : null;
        await using var command = connection.Command(creates ? changes ? _createAndChange : _create : _change, transaction);
        AddFacts(command, facts, lease);
        if (creates) AddWords(command, facts);
        HashSet<Guid> written = [.. await command.ListAsync(static reader => reader.GetGuid(0), cancellationToken)];
        if (transaction is not null && written.Count == facts.Length) await transaction.CommitAsync(cancellationToken);
        return written;
    }

    private async Task<HashSet<Guid>> WriteSqliteAsync(DbConnection connection, CredentialFact[] facts, TimeSpan lease, bool together, CancellationToken cancellationToken)
    {
        await using var transaction = await _dialect.BeginAsync(connection, cancellationToken);
        HashSet<Guid> written = [];
        foreach (var sql in (string[])[_insertCredentials, _updateCredentials])
        {
            await using var command = connection.Command(sql, transaction);
            AddFacts(command, facts, lease);
            written.UnionWith(await command.ListAsync(static reader => reader.GetGuid(0), cancellationToken));
        }

        if (written.Count == 0 || (together && written.Count < facts.Length)) return written;
        var rest = written.Count == facts.Length ? facts : [.. facts.Where(one => written.Contains(one.CredentialId))];
        foreach (var sql in (string[])[_insertEvents, _insertOutbox, _insertAudit])
        {
            await using var command = connection.Command(sql, transaction);
            AddFacts(command, rest, lease);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var words = connection.Command(_insertWords, transaction))
        {
            if (AddWords(words, rest) > 0) await words.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return written;
    }

    /// <summary>Finds out why facts were not written. A fact that exists under its own event ID was written by an earlier attempt.</summary>
    private async Task<AppendResult[]> ExplainAsync(IReadOnlyList<CredentialFact> facts, HashSet<Guid> written, CancellationToken cancellationToken)
    {
        var open = facts.Where(one => !written.Contains(one.CredentialId)).ToArray();
        await using var connection = await _dialect.OpenAsync(cancellationToken);
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
        var standing = await FindStandingAsync(connection, [.. open.Where(one => one.Content is not null && !found.ContainsKey(one.CredentialId)).Select(static one => one.Content!)], cancellationToken);
        return [.. facts.Select(ResultOf)];

        AppendResult ResultOf(CredentialFact fact)
        {
            if (written.Contains(fact.CredentialId)) return new(AppendOutcome.Appended, fact.CredentialId, fact.Version);
            if (found.TryGetValue(fact.CredentialId, out var now))
            {
                var outcome = now.EventId == fact.EventId ? AppendOutcome.Appended : now.Version == fact.ExpectedVersion ? AppendOutcome.NotTried : AppendOutcome.WrongVersion;
                return new(outcome, fact.CredentialId, now.Version);
            }

            if (fact.Content is not { } content) return new(AppendOutcome.WrongVersion, fact.CredentialId, 0);
            return standing.TryGetValue(KeyOf(content), out var other) ? new(AppendOutcome.Duplicate, other.Id, other.Version) : new(AppendOutcome.NotTried, fact.CredentialId, 0);
        }
    }

    private async Task<Dictionary<(string, string, string), (Guid Id, int Version)>> FindStandingAsync(DbConnection connection, NewContent[] wanted, CancellationToken cancellationToken)
    {
        if (wanted.Length == 0) return [];
        await using var command = connection.Command(
            $"""
            SELECT c.id, c.version, c.holder_name, c.credential_type, c.issuer_name
            FROM {_dialect.Rows("holder_name", "credential_type", "issuer_name")}
            JOIN credentials c ON c.holder_name = t.holder_name AND c.credential_type = t.credential_type AND c.issuer_name = t.issuer_name
            """);
        _dialect.AddRows(
            command,
            new("holder_name", Array.ConvertAll(wanted, static one => one.HolderName)),
            new("credential_type", Array.ConvertAll(wanted, static one => one.CredentialType)),
            new("issuer_name", Array.ConvertAll(wanted, static one => one.IssuerName)));
        var found = new Dictionary<(string, string, string), (Guid, int)>(wanted.Length);
        foreach (var (id, version, key) in await command.ListAsync(
            static reader => (reader.GetGuid(0), reader.GetInt32(1), (reader.GetString(2), reader.GetString(3), reader.GetString(4))), cancellationToken))
        {
            found[key] = (id, version);
        }

        return found;
    }

    private static (string, string, string) KeyOf(NewContent content) => (content.HolderName, content.CredentialType, content.IssuerName);

    /// <summary>Adds the later words of the holders' names to a command.</summary>
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
        _dialect.AddRows(
            command,
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
            new("content", Array.ConvertAll(facts, static one => one.Content?.Json)),
            new("holder_name", Array.ConvertAll(facts, static one => one.Content?.HolderName)),
            new("credential_type", Array.ConvertAll(facts, static one => one.Content?.CredentialType)),
            new("issuer_name", Array.ConvertAll(facts, static one => one.Content?.IssuerName)),
            new("holder_search", Array.ConvertAll(facts, static one => one.Content?.HolderSearch)),
            new("type_search", Array.ConvertAll(facts, static one => one.Content?.TypeSearch)),
            new("issuer_search", Array.ConvertAll(facts, static one => one.Content?.IssuerSearch)));
    }
}
