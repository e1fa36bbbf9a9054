using System.Data.Common;
using Issuance.Api.EventStore;
using Issuance.Api.Storage;
using KubeCredential.Messaging;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Outbox;

/// <summary>
/// The outbox table. Claiming an event leases it, so that one relay works on it and another takes over if that relay dies. Every
/// statement is safe to repeat. The frequent ones do not wait for the disk: nobody relies on their durability, and anything that a database
/// crash undoes is done again.
/// </summary>
/// <remarks>
/// No statement's cost may depend on the database's statistics about the table, which is empty one minute and full the next. Rows to work on
/// are chosen and locked, and their state is read, in a materialised <c>WITH</c>, which runs once; the change joins them by primary key only. A second
/// condition on the state would invite the planner to scan a partial index, believed to be empty, once for every row.
/// </remarks>
internal sealed class OutboxStore(SqlDialect dialect, IOptions<OutboxOptions> options, TimeProvider time)
{
    private readonly OutboxOptions _options = options.Value;
    private readonly OutboxAudit _audit = new(dialect);
    private readonly AuditTrail _trail = new(dialect);

    private readonly string _release =
        $"""
        {Locked(dialect)}
        UPDATE outbox SET leased_until = NULL
        FROM mine{dialect.RelaxedCommit}
        WHERE outbox.event_id = mine.id AND mine.held IN (0, 1)
        """;

    /// <summary>Claims due events, the longest overdue first.</summary>
    /// <remarks>
    /// Unlike the other frequent statements it waits for the disk, and for a synchronous standby if there is one: what was written before it is then there as well. Otherwise an event could be
    /// published whose commit was not acknowledged, because the standby did not answer, and which the standby does not have when it takes over.
    /// </remarks>
    public async Task<List<OutboxMessage>> ClaimAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var claim = connection.Command(
            $"""
            {dialect.FollowingTheIndex}
            WITH due AS MATERIALIZED (
              SELECT event_id AS id FROM outbox
              WHERE state IN (0, 1) AND due_at <= {dialect.Now} AND (leased_until IS NULL OR leased_until <= {dialect.Now})
              ORDER BY due_at
              LIMIT @limit
              {dialect.SkipLocked}
            )
            UPDATE outbox SET leased_until = {dialect.NowPlus("@lease")}
            FROM due
            WHERE outbox.event_id = due.id
            RETURNING outbox.event_id, outbox.credential_id, outbox.version, outbox.attempts, outbox.publications, outbox.retry_delay_ms
            """,
            transaction);
        claim.With("@lease", _options.Lease.TotalSeconds).With("@limit", _options.BatchSize);
        var claimed = await claim.ListAsync(
            static reader => (
                EventId: reader.GetGuid(0), CredentialId: reader.GetGuid(1), Version: reader.GetInt32(2), Attempts: reader.GetInt32(3), Publications: reader.GetInt32(4),
                RetryDelay: reader.IsDBNull(5) ? (TimeSpan?)null : TimeSpan.FromMilliseconds(reader.GetInt64(5))),
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (claimed.Count == 0) return [];

        await using var read = connection.Command(
            $"""
            SELECT {EventRows.Columns}, e.trace_parent, e.trace_state
            FROM {dialect.Rows("credential_id", "version")}
            JOIN credential_events e ON e.credential_id = t.credential_id AND e.version = t.version
            JOIN credentials c ON c.id = e.credential_id
            ORDER BY e.position
            """);
        dialect.AddRows(
            read,
            new("credential_id", claimed.Select(static row => row.CredentialId).ToArray()),
            new("version", claimed.Select(static row => row.Version).ToArray()));
        var counts = claimed.ToDictionary(static row => row.EventId);
        return await read.ListAsync(
            reader =>
            {
                var count = counts[reader.GetGuid(0)];
                return new OutboxMessage(
                    EventRows.Read(dialect, reader, ordinal: 0, _options.MaxRetries), count.Attempts, count.Publications,
                    reader.StringOrNull(EventRows.Count), reader.StringOrNull(EventRows.Count + 1), count.RetryDelay);
            },
            cancellationToken);
    }

    /// <summary>
    /// Marks events as published, unless the epoch has changed meanwhile: Redis may then have lost them, so they stay pending.
    /// An event that the verifier has already confirmed stays confirmed; the confirmation has counted the publication. One that has been signed anew since stays to be published.
    /// </summary>
    public Task MarkPublishedAsync(Guid epoch, IReadOnlyList<(Guid EventId, string EntryId, string KeyId)> published, CancellationToken cancellationToken) =>
        ChangeAsync(
            $"""
            {Locked(dialect, "entry_id", "key_id")}
            UPDATE outbox SET state = CASE WHEN state = 3 THEN 3 ELSE 2 END, publications = publications + CASE WHEN state = 3 THEN 0 ELSE 1 END,
              entry_id = mine.entry_id, published_at = CASE WHEN state = 3 THEN published_at ELSE {dialect.Now} END, reason = NULL, retry_delay_ms = NULL, leased_until = NULL,
              due_at = CASE WHEN state = 3 THEN due_at ELSE {dialect.NowPlus("@confirm * (1 << (CASE WHEN publications < 6 THEN publications ELSE 6 END))")} END
            FROM mine{dialect.RelaxedCommit}
            WHERE outbox.event_id = mine.id AND (mine.held IN (0, 1) OR (mine.held = 3 AND mine.held_entry IS NULL)) AND {OfThisSignature} AND EXISTS (SELECT 1 FROM delivery_epoch WHERE id = 1 AND epoch = @epoch)
            """,
            command =>
            {
                command.With("@confirm", _options.ConfirmTimeout.TotalSeconds).With("@epoch", epoch);
                dialect.AddRows(command, EventIds(published.Select(static row => row.EventId)), new("entry_id", published.Select(static row => row.EntryId).ToArray()), new("key_id", published.Select(static row => row.KeyId).ToArray()));
            },
            static marked => [(Counters.Published, marked)],
            new Audit(AuditAction.Published, AuditOutcome.Done, "publications"),
            cancellationToken);

    /// <summary>Releases claimed events after an outage: they are due immediately, and no attempt is counted.</summary>
    public Task ReleaseAsync(IReadOnlyCollection<Guid> eventIds, CancellationToken cancellationToken) =>
        ChangeAsync(
            _release,
            command => dialect.AddRows(command, EventIds(eventIds)),
            static released => [(Counters.Failed, released), (Counters.Retried, released)],
            new Audit(AuditAction.Retried, AuditOutcome.Failed, "publications + 1", "Redis did not take the event; it is published when Redis is back."),
            cancellationToken);

    /// <summary>Releases claimed events that nobody has tried to publish: they are due immediately.</summary>
    public Task GiveBackAsync(IReadOnlyCollection<Guid> eventIds, CancellationToken cancellationToken) =>
        ChangeAsync(_release, command => dialect.AddRows(command, EventIds(eventIds)), static _ => [], audit: null, cancellationToken);

    /// <summary>Counts a failed attempt against an event: it is retried after the delay, or becomes a dead letter after the last attempt.</summary>
    public Task MarkFaultAsync(OutboxMessage message, TimeSpan delay, string reason, CancellationToken cancellationToken)
    {
        var dead = message.Attempts >= _options.MaxRetries;
        return ChangeAsync(
            $"""
            {LockedOne(dialect)}
            UPDATE outbox SET state = @state, attempts = attempts + 1, reason = @reason, due_at = {dialect.NowPlus("@delay")}, leased_until = NULL,
              failed_at = COALESCE(failed_at, {dialect.Now}), retry_delay_ms = @delayMs
              {(dead ? $", dead_at = {dialect.Now}, dead_by = '{DeadBy.Relay}'" : "")}
            FROM mine
            WHERE outbox.event_id = mine.id AND mine.held IN (0, 1)
            """,
            command => command
                .With("@state", (short)(dead ? DeliveryState.Dead : DeliveryState.Retrying))
                .With("@reason", reason)
                .With("@delay", delay.TotalSeconds)
                .With("@delayMs", dead ? null : (long)delay.TotalMilliseconds)
                .With("@id", message.Event.EventId),
            changed => [(Counters.Failed, changed), (dead ? Counters.DeadLettered : Counters.Retried, changed)],
            new Audit(dead ? AuditAction.DeadLettered : AuditAction.Retried, AuditOutcome.Failed, "attempts", Detail: null),
            cancellationToken);
    }

    /// <summary>Marks events as published and confirmed in one statement, if the confirmation arrived before the mark.</summary>
    /// <returns>The events that were marked. The others have been changed meanwhile by another process, or signed anew.</returns>
    public async Task<HashSet<Guid>> MarkConfirmedAsync(IReadOnlyCollection<Publication> publications, CancellationToken cancellationToken)
    {
        if (publications.Count == 0) return [];
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var command = connection.Command(
            $"""
            {Locked(dialect, "entry_id", "age_ms", "key_id")}
            UPDATE outbox SET state = 3, entry_id = mine.entry_id, published_at = {dialect.NowPlus("-mine.age_ms / 1000.0")}, confirmed_at = {dialect.Now}, publications = publications + 1,
              reason = NULL, retry_delay_ms = NULL, dead_at = NULL, dead_by = NULL
            FROM mine{dialect.RelaxedCommit}
            WHERE outbox.event_id = mine.id AND mine.held IN (0, 1) AND {OfThisSignature}
            RETURNING outbox.event_id, outbox.publications
            """,
            transaction);
        dialect.AddRows(
            command,
            EventIds(publications.Select(static one => one.EventId)),
            new("entry_id", publications.Select(static one => one.EntryId).ToArray()),
            new("age_ms", publications.Select(one => (long)time.GetElapsedTime(one.At).TotalMilliseconds).ToArray()),
            new("key_id", publications.Select(static one => one.KeyId).ToArray()));
        var marked = (await command.ListAsync(static reader => (EventId: reader.GetGuid(0), Publications: reader.GetInt32(1)), cancellationToken))
            .ToDictionary(static row => row.EventId, static row => row.Publications);
        var entries = new List<AuditEntry>(marked.Count);
        foreach (var one in publications)
        {
            if (marked.TryGetValue(one.EventId, out var number)) entries.Add(EntryOf(one, number));
        }

        await _trail.AppendAsync(connection, transaction, entries, cancellationToken);
        await CountAsync(connection, transaction, [(Counters.Published, marked.Count), (Counters.Confirmed, marked.Count)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return [.. marked.Keys];
    }

    /// <summary>
    /// Which events of confirmations the issuer does not know, or has not published: somebody else has made the confirmation. An event that a relay has claimed counts as published, since
    /// the mark follows later; and so does one that has been signed anew, if what is confirmed is the older signature: that counts for nothing.
    /// </summary>
    public async Task<HashSet<Guid>> FindUnpublishedAsync(IReadOnlyCollection<Confirmation> confirmations, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"""
            SELECT t.event_id
            FROM {dialect.Rows("event_id", "credential_id", "version", "key_id")}
            LEFT JOIN credential_events e ON e.credential_id = t.credential_id AND e.version = t.version
            LEFT JOIN outbox o ON o.event_id = t.event_id
            WHERE e.event_id IS NULL OR e.event_id <> t.event_id
              OR (o.state IN (0, 1) AND o.publications = 0 AND (o.leased_until IS NULL OR o.leased_until <= {dialect.Now})
                AND (o.signed_anew_with IS NULL OR t.key_id IS NULL OR o.signed_anew_with = t.key_id))
            """);
        dialect.AddRows(
            command,
            EventIds(confirmations.Select(static one => one.EventId)),
            new("credential_id", confirmations.Select(static one => one.CredentialId).ToArray()),
            new("version", confirmations.Select(static one => one.Version).ToArray()),
            new("key_id", confirmations.Select(static one => one.IsDelivered ? one.KeyId : null).ToArray()));
        return [.. await command.ListAsync(static reader => reader.GetGuid(0), cancellationToken)];
    }

    /// <summary>
    /// Records the verifier's outcomes. Only <c>applied</c> and <c>duplicate</c> end delivery; an event that has one of them never
    /// changes again, unless it is signed anew: then only who has received the new signature ends it.
    /// </summary>
    public async Task ConfirmAsync(IReadOnlyCollection<Confirmation> confirmations, CancellationToken cancellationToken)
    {
        // One row per event: the outcome that ends delivery takes precedence.
        // Of an event that was signed anew on its way, both signatures may be confirmed.
        var delivered = confirmations.Where(static one => one.IsDelivered).DistinctBy(static one => (one.EventId, one.KeyId)).ToArray();
        var applied = delivered.Select(static one => one.EventId).ToHashSet();
        if (applied.Count > 0)
        {
            await ChangeAsync(
                $"""
                {Locked(dialect, "key_id")}
                UPDATE outbox SET state = 3, confirmed_at = {dialect.Now}, published_at = COALESCE(published_at, {dialect.Now}),
                  publications = publications + CASE WHEN entry_id IS NULL THEN 1 ELSE 0 END, reason = NULL, dead_at = NULL, dead_by = NULL
                FROM mine{dialect.RelaxedCommit}
                WHERE outbox.event_id = mine.id AND mine.held <> 3 AND {OfThisSignature}
                """,
                command => dialect.AddRows(command, EventIds(delivered.Select(static one => one.EventId)), new("key_id", delivered.Select(static one => one.KeyId).ToArray())),
                static confirmed => [(Counters.Confirmed, confirmed)],
                audit: null,
                cancellationToken);
        }

        foreach (var (outcome, state) in ((string, DeliveryState)[])[(ConfirmationOutcome.Dead, DeliveryState.Dead), (ConfirmationOutcome.Discarded, DeliveryState.Discarded)])
        {
            var rest = confirmations.Where(one => one.Outcome == outcome && !applied.Contains(one.EventId)).DistinctBy(static one => one.EventId).ToArray();
            if (rest.Length == 0) continue;
            await GiveUpAsync(rest, state, cancellationToken);
        }
    }

    /// <summary>The issuer's epoch; created by the first call ever.</summary>
    public async Task<Guid> GetEpochAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var select = connection.Command("SELECT epoch FROM delivery_epoch WHERE id = 1");
        if (await select.ListAsync(static reader => reader.GetGuid(0), cancellationToken) is [var epoch]) return epoch;
        await using var insert = connection.Command($"INSERT INTO delivery_epoch (id, epoch, since) VALUES (1, @epoch, {dialect.Now}) ON CONFLICT DO NOTHING").With("@epoch", Guid.NewGuid());
        await insert.ExecuteNonQueryAsync(cancellationToken);
        return (await select.ListAsync(static reader => reader.GetGuid(0), cancellationToken)).Single();
    }

    /// <summary>
    /// Replaces the epoch <paramref name="old"/> with a new one and makes every event whose delivery the verifier has not confirmed ready to
    /// be published again: published events, and those in the verifier's dead letters.
    /// </summary>
    /// <returns>The new epoch and how many events will be published again, or null if another relay was quicker.</returns>
    public async Task<(Guid Epoch, int Events)?> RenewEpochAsync(Guid old, CancellationToken cancellationToken)
    {
        var renewed = Guid.NewGuid();
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var take = connection.Command($"UPDATE delivery_epoch SET epoch = @new, since = {dialect.Now} WHERE id = 1 AND epoch = @old", transaction).With("@new", renewed).With("@old", old);
        if (await take.ExecuteNonQueryAsync(cancellationToken) == 0) return null;
        await using var again = connection.Command(
            $"""
            UPDATE outbox SET state = 0, due_at = {DueAgain(dialect)}, leased_until = NULL, entry_id = NULL, dead_at = NULL, dead_by = NULL
            WHERE state = 2 OR (state = 4 AND dead_by = '{DeadBy.Verifier}')
            """,
            transaction);
        var events = await again.ExecuteNonQueryAsync(cancellationToken);
        await CountAsync(connection, transaction, [(Counters.Retried, events)], cancellationToken);
        var entry = new AuditEntry(AuditAction.EpochRenewed, AuditOutcome.Done, AuditActor.System)
        {
            Detail = events == 0 ? "Redis was empty; no event was unconfirmed." : $"Redis had lost its data, or is another server. {events} unconfirmed events are published again.",
        };
        await _trail.AppendAsync(connection, transaction, [entry], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (renewed, events);
    }

    /// <summary>Picks published events whose confirmation is overdue, and postpones their next check.</summary>
    /// <returns>The events, their entries in the stream, and the keys with which they were signed anew, if they were.</returns>
    public async Task<List<(Guid EventId, string? EntryId, string? SignedAnewWith)>> ClaimUnconfirmedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var command = connection.Command(
            $"""
            {dialect.FollowingTheIndex}
            WITH due AS MATERIALIZED (
              SELECT event_id AS id FROM outbox
              WHERE state = 2 AND due_at <= {dialect.Now}
              ORDER BY due_at
              LIMIT @limit
              {dialect.SkipLocked}
            )
            UPDATE outbox SET due_at = {dialect.NowPlus("@again")}
            FROM due{dialect.RelaxedCommit}
            WHERE outbox.event_id = due.id
            RETURNING outbox.event_id, outbox.entry_id, outbox.signed_anew_with
            """,
            transaction);
        command.With("@again", _options.ConfirmTimeout.TotalSeconds).With("@limit", _options.BatchSize);
        var claimed = await command.ListAsync(static reader => (reader.GetGuid(0), reader.StringOrNull(1), reader.StringOrNull(2)), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return claimed;
    }

    /// <summary>Makes published events ready to be published again.</summary>
    public Task RepublishAsync(IReadOnlyCollection<Guid> eventIds, CancellationToken cancellationToken) =>
        ChangeAsync(
            $"""
            {Locked(dialect)}
            UPDATE outbox SET state = 0, due_at = {dialect.Now}, leased_until = NULL
            FROM mine
            WHERE outbox.event_id = mine.id AND mine.held = 2
            """,
            command => dialect.AddRows(command, EventIds(eventIds)),
            static changed => [(Counters.Retried, changed)],
            new Audit(AuditAction.Republished, AuditOutcome.Done, "publications + 1", "The event was neither confirmed nor on its way."),
            cancellationToken);

    /// <summary>
    /// Removes confirmed rows past the retention, a portion at a time so that no lock is held for long, and copies their times to the credentials.
    /// </summary>
    /// <returns>How many were removed.</returns>
    public async Task<int> CleanUpAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var pick = connection.Command(
            $"""
            {dialect.FollowingTheIndex}
            SELECT event_id, credential_id, published_at, confirmed_at FROM outbox
            WHERE state = 3 AND confirmed_at < {dialect.NowPlus("-@retention")}
            ORDER BY confirmed_at LIMIT @limit {dialect.SkipLocked}
            """,
            transaction);
        pick.With("@retention", _options.Retention.TotalSeconds).With("@limit", limit);
        var old = await pick.ListAsync(
            reader => (EventId: reader.GetGuid(0), CredentialId: reader.GetGuid(1), PublishedAt: dialect.ReadTime(reader, 2), ConfirmedAt: dialect.ReadTime(reader, 3)),
            cancellationToken);
        if (old.Count == 0) return 0;
        await using var keep = connection.Command(
            $"""
            UPDATE credentials SET published_at = t.published_at, confirmed_at = t.confirmed_at
            FROM {dialect.Rows("credential_id", "event_id", "published_at", "confirmed_at")}
            WHERE credentials.id = t.credential_id AND credentials.event_id = t.event_id
            """,
            transaction);
        dialect.AddRows(
            keep,
            new("credential_id", old.Select(static row => row.CredentialId).ToArray()),
            EventIds(old.Select(static row => row.EventId)),
            new("published_at", old.Select(static row => row.PublishedAt).ToArray()),
            new("confirmed_at", old.Select(static row => row.ConfirmedAt).ToArray()));
        await keep.ExecuteNonQueryAsync(cancellationToken);
        await using var remove = connection.Command($"DELETE FROM outbox WHERE event_id IN (SELECT event_id FROM {dialect.Rows("event_id")})", transaction);
        dialect.AddRows(remove, EventIds(old.Select(static row => row.EventId)));
        await remove.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return old.Count;
    }

    private Task GiveUpAsync(Confirmation[] confirmations, DeliveryState state, CancellationToken cancellationToken) =>
        ChangeAsync(
            $"""
            {Locked(dialect, "reason")}
            UPDATE outbox SET state = @state, dead_at = COALESCE(dead_at, {dialect.Now}), dead_by = '{DeadBy.Verifier}', reason = mine.reason, failed_at = COALESCE(failed_at, {dialect.Now})
            FROM mine
            WHERE outbox.event_id = mine.id AND mine.held NOT IN (3, 5) AND mine.held <> @state
            """,
            command =>
            {
                command.With("@state", (short)state);
                dialect.AddRows(command, EventIds(confirmations.Select(static one => one.EventId)), new("reason", confirmations.Select(static one => one.Reason).ToArray()));
            },
            changed => state == DeliveryState.Dead ? [(Counters.DeadLettered, changed)] : [],
            new Audit(state == DeliveryState.Dead ? AuditAction.DeadLettered : AuditAction.Discarded, state == DeliveryState.Dead ? AuditOutcome.Failed : AuditOutcome.Done, "publications", Detail: null),
            cancellationToken);

    /// <summary>Makes a change, its counts and its audit entries in one transaction.</summary>
    private async Task ChangeAsync(string sql, Action<DbCommand> fill, Func<int, (string Name, long By)[]> counts, Audit? audit, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var command = connection.Command(audit is null ? sql : $"{sql} {OutboxAudit.Returning(audit.Attempt)}", transaction);
        fill(command);
        int changed;
        if (audit is null)
        {
            changed = await command.ExecuteNonQueryAsync(cancellationToken);
        }
        else
        {
            var rows = await command.ListAsync(OutboxAudit.Read, cancellationToken);
            await _audit.AppendAsync(connection, transaction, audit.Action, audit.Outcome, AuditActor.System, rows, audit.Detail, cancellationToken);
            changed = rows.Count;
        }

        await CountAsync(connection, transaction, counts(changed), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The audit entry for a change.</summary>
    /// <param name="Action">The action.</param>
    /// <param name="Outcome">How it ended.</param>
    /// <param name="Attempt">The number of the attempt, as an expression over the changed row.</param>
    /// <param name="Detail">The detail; null for the row's own reason.</param>
    private sealed record Audit(string Action, string Outcome, string Attempt, string? Detail = null);

    private Task CountAsync(DbConnection connection, DbTransaction transaction, (string Name, long By)[] counts, CancellationToken cancellationToken) =>
        Counters.AddAsync(dialect, connection, transaction, "delivery_counters", counts, cancellationToken);

    private static AuditEntry EntryOf(Publication publication, int number) => new(AuditAction.Published, AuditOutcome.Done, AuditActor.System)
    {
        CredentialId = publication.CredentialId,
        EventId = publication.EventId,
        Attempt = number,
        CorrelationId = publication.CorrelationId,
        TraceId = AuditEntry.TraceIdOf(publication.TraceParent),
    };

    /// <summary>
    /// The due time of an event that is to be published again: now. If no publication of it has been counted, then since it happened, by which <see cref="HeartbeatStore"/> knows how
    /// long it has been waiting.
    /// </summary>
    internal static string DueAgain(SqlDialect dialect) => $"CASE WHEN publications = 0 AND created_at < {dialect.Now} THEN created_at ELSE {dialect.Now} END";

    /// <summary>Whether what was confirmed, with the key given as <c>key_id</c>, is the event as it is signed now.</summary>
    private const string OfThisSignature = "(mine.held_key IS NULL OR mine.held_key = mine.key_id)";

    /// <summary>The given outbox rows as <c>mine</c>: locked in the order of their IDs, with their state once locked.</summary>
    /// <param name="dialect">The database.</param>
    /// <param name="given">The names of further columns given for each row.</param>
    private static string Locked(SqlDialect dialect, params string[] given) =>
        $"""
        WITH mine AS MATERIALIZED (
          SELECT o.event_id AS id, o.state AS held, o.entry_id AS held_entry, o.signed_anew_with AS held_key{string.Concat(given.Select(static column => $", t.{column}"))}
          FROM {dialect.Rows(["event_id", .. given])} JOIN outbox o ON o.event_id = t.event_id {dialect.LockInOrder("event_id")}
        )
        """;

    /// <summary>The outbox row with <c>@id</c> as <c>mine</c>: locked, with its state once locked.</summary>
    internal static string LockedOne(SqlDialect dialect) =>
        $"WITH mine AS MATERIALIZED (SELECT o.event_id AS id, o.state AS held FROM outbox o WHERE o.event_id = @id {dialect.LockInOrder("event_id")})";

    private static RowColumn EventIds(IEnumerable<Guid> ids) => new("event_id", ids.ToArray());
}
