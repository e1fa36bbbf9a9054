using System.Data.Common;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;

namespace Issuance.Api.Outbox;

/// <summary>What operators can see and do about the outbox.</summary>
internal sealed class OutboxReport(SqlDialect dialect)
{
    private const int ReprocessBatch = 500;
    private readonly OutboxAudit _audit = new(dialect);

    /// <summary>Exact counts of events in delivery, across all replicas.</summary>
    /// <param name="Pending">Events waiting to be published.</param>
    /// <param name="Retrying">Events that will be retried after a failure.</param>
    /// <param name="Published">Events published but not yet confirmed.</param>
    /// <param name="Dead">Dead letters.</param>
    /// <param name="OldestPendingAt">When the oldest waiting event occurred, or null.</param>
    /// <param name="NextRetryAt">When the next retry is due, or null.</param>
    /// <param name="OldestWaitingAt">When the oldest event that waits only for its turn to be published occurred, or null.</param>
    /// <param name="OldestUnconfirmedAt">When the oldest event that waits for its confirmation occurred, or null.</param>
    internal sealed record Depths(
        long Pending, long Retrying, long Published, long Dead, DateTimeOffset? OldestPendingAt, DateTimeOffset? NextRetryAt, DateTimeOffset? OldestWaitingAt, DateTimeOffset? OldestUnconfirmedAt);

    /// <summary>An event in the retry queue or among the dead letters of the outbox.</summary>
    internal readonly record struct FailedRow(
        Guid EventId, Guid CredentialId, string EventType, int Attempts, string? Reason, string? DeadBy, DateTimeOffset? FirstFailedAt,
        DateTimeOffset? DeadAt, DateTimeOffset DueAt, string? Credential, string? TraceParent);

    /// <summary>Counts the events in delivery. Each count has its own partial index.</summary>
    public async Task<Depths> DepthsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            """
            SELECT 0, COUNT(*), MIN(created_at), MIN(due_at) FROM outbox WHERE state IN (0, 1) AND state = 0
            UNION ALL SELECT 1, COUNT(*), MIN(created_at), MIN(due_at) FROM outbox WHERE state + 0 = 1
            UNION ALL SELECT 2, COUNT(*), MIN(created_at), NULL FROM outbox WHERE state = 2
            UNION ALL SELECT 4, COUNT(*), NULL, NULL FROM outbox WHERE state = 4
            """);
        var rows = (await command.ListAsync(
            reader => (State: reader.GetInt32(0), Count: reader.GetInt64(1), Oldest: dialect.ReadTimeOrNull(reader, 2), Due: dialect.ReadTimeOrNull(reader, 3)),
            cancellationToken)).ToDictionary(static row => row.State);
        var oldest = new[] { rows[0].Oldest, rows[1].Oldest }.Min();
        return new Depths(rows[0].Count, rows[1].Count, rows[2].Count, rows[4].Count, oldest, rows[1].Due, rows[0].Oldest, rows[2].Oldest);
    }

    /// <summary>The service's running totals.</summary>
    public async Task<Dictionary<string, long>> TotalsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        return await Counters.ReadAsync(connection, "delivery_counters", cancellationToken);
    }

    /// <summary>A page of the dead letters, newest first.</summary>
    public Task<List<FailedRow>> DeadLettersAsync(int limit, (DateTimeOffset At, Guid Id)? after, CancellationToken cancellationToken) =>
        FailedAsync($"o.state = 4 {(after is null ? "" : "AND (o.dead_at, o.event_id) < (@at, @id)")} ORDER BY o.dead_at DESC, o.event_id DESC", limit, after, cancellationToken);

    /// <summary>A page of the retry queue, the next due first.</summary>
    public Task<List<FailedRow>> RetryQueueAsync(int limit, (DateTimeOffset At, Guid Id)? after, CancellationToken cancellationToken) =>
        FailedAsync($"o.state + 0 = 1 {(after is null ? "" : "AND (o.due_at, o.event_id) > (@at, @id)")} ORDER BY o.due_at, o.event_id", limit, after, cancellationToken);

    /// <summary>
    /// Reprocesses dead letters: the given ones, or all that were dead at the time of the call. It works in portions, each in its own
    /// transaction; a concurrent call takes other events, and a cancelled call keeps what it has done.
    /// </summary>
    /// <returns>How many events this call has moved.</returns>
    public async Task<int> ReprocessAsync(Guid[]? eventIds, string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var clock = connection.Command($"SELECT {dialect.Now}");
        var called = (await clock.ListAsync(reader => dialect.ReadTime(reader, 0), cancellationToken)).Single();
        if (eventIds is not null)
        {
            var given = 0;
            foreach (var portion in eventIds.Distinct().Chunk(ReprocessBatch))
            {
                given += await ReprocessAsync(
                    connection,
                    $"""
                    WITH mine AS MATERIALIZED (
                      SELECT o.event_id AS id, o.state AS held, o.dead_at AS died FROM {dialect.Rows("event_id")} JOIN outbox o ON o.event_id = t.event_id {OfOutbox(dialect)}
                    )
                    """,
                    command => dialect.AddRows(command, new RowColumn("event_id", portion)),
                    called,
                    actor,
                    cancellationToken);
            }

            return given;
        }

        var moved = 0;
        int last;
        do
        {
            last = await ReprocessAsync(
                connection,
                $"""
                {dialect.FollowingTheIndex}
                WITH mine AS MATERIALIZED (
                  SELECT o.event_id AS id, o.state AS held, o.dead_at AS died FROM outbox o WHERE o.state = 4 AND o.dead_at <= @called
                  ORDER BY o.dead_at LIMIT {ReprocessBatch} {OfOutbox(dialect)}
                )
                """,
                static _ => { },
                called,
                actor,
                cancellationToken);
            moved += last;
        }
        while (last == ReprocessBatch);
        return moved;
    }

    private async Task<int> ReprocessAsync(DbConnection connection, string mine, Action<DbCommand> fill, DateTimeOffset called, string actor, CancellationToken cancellationToken)
    {
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var command = connection.Command(
            $"""
            {mine}
            UPDATE outbox SET state = 0, attempts = 0, due_at = {OutboxStore.DueAgain(dialect)}, leased_until = NULL, dead_at = NULL, dead_by = NULL, failed_at = NULL
            FROM mine
            WHERE outbox.event_id = mine.id AND mine.held = 4 AND mine.died <= @called
            {OutboxAudit.Returning("publications + 1")}
            """,
            transaction);
        fill(command.With("@called", dialect.Time(called)));
        var rows = await command.ListAsync(OutboxAudit.Read, cancellationToken);
        await _audit.AppendAsync(connection, transaction, AuditAction.Reprocessed, AuditOutcome.Done, actor, rows, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows.Count;
    }

    private static string OfOutbox(SqlDialect dialect) => dialect.IsSqlite ? "" : "FOR UPDATE OF o SKIP LOCKED";

    /// <summary>Discards a dead letter permanently. It is not sent again, and the reason is stored with it.</summary>
    /// <returns>Whether the dead letter existed.</returns>
    public async Task<bool> DiscardAsync(Guid eventId, string reason, string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var command = connection.Command(
            $"""
            {OutboxStore.LockedOne(dialect)}
            UPDATE outbox SET state = 5, reason = @reason FROM mine WHERE outbox.event_id = mine.id AND mine.held = 4
            {OutboxAudit.Returning("publications")}
            """,
            transaction);
        var rows = await command.With("@reason", reason).With("@id", eventId).ListAsync(OutboxAudit.Read, cancellationToken);
        await _audit.AppendAsync(connection, transaction, AuditAction.Discarded, AuditOutcome.Done, actor, rows, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows.Count == 1;
    }

    private async Task<List<FailedRow>> FailedAsync(string condition, int limit, (DateTimeOffset At, Guid Id)? after, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"""
            SELECT o.event_id, o.credential_id, e.event_type, o.attempts, o.reason, o.dead_by, o.failed_at, o.dead_at, o.due_at, c.content, e.trace_parent
            FROM outbox o JOIN credential_events e ON e.credential_id = o.credential_id AND e.version = o.version JOIN credentials c ON c.id = o.credential_id
            WHERE {condition} LIMIT @limit
            """);
        command.With("@limit", limit);
        if (after is { } last) command.With("@at", dialect.Time(last.At)).With("@id", last.Id);
        return await command.ListAsync(Read, cancellationToken);
    }

    private FailedRow Read(DbDataReader reader) => new(
        reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetInt32(3), reader.StringOrNull(4), reader.StringOrNull(5),
        dialect.ReadTimeOrNull(reader, 6), dialect.ReadTimeOrNull(reader, 7), dialect.ReadTime(reader, 8), reader.StringOrNull(9), reader.StringOrNull(10));
}
