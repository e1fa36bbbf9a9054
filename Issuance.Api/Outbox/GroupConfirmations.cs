using System.Data.Common;
using Issuance.Api.Storage;
using KubeCredential.Messaging;
using KubeCredential.Storage;

namespace Issuance.Api.Outbox;

/// <summary>
/// The outcomes that consumer groups report. If one group is required, its outcomes go straight to the outbox and nothing is stored here. If several
/// are required, a table holds each group's outcome for an event until the last group has confirmed it; then the event is confirmed, and its rows are
/// removed.
/// </summary>
/// <remarks>
/// Two replicas may handle confirmations of the same event by two groups concurrently: the outbox row is locked first, and the groups' outcomes
/// are read by a later statement, so the second replica sees both. After a crash before the outbox is marked, the entries of the confirmation stream
/// are still unacknowledged, and are handled again.
/// </remarks>
internal sealed class GroupConfirmations(SqlDialect dialect, OutboxStore store, RequiredGroups groups)
{
    private const string Table = "outbox_groups";
    private const short Confirmed = (short)DeliveryState.Confirmed;
    private const short Dead = (short)DeliveryState.Dead;
    private const short Discarded = (short)DeliveryState.Discarded;

    /// <summary>The name of the total of a group's confirmed events. For a group that is not required, duplicates count as well.</summary>
    public static string ConfirmedBy(string group) => $"{Counters.Confirmed}.{group}";

    /// <summary>The name of the total of a group's dead letters.</summary>
    public static string DeadAt(string group) => $"{Counters.DeadLettered}.{group}";

    /// <summary>Counts the outcomes of groups that are not required. They have no other effect.</summary>
    public async Task CountAsync(IReadOnlyCollection<Confirmation> others, CancellationToken cancellationToken)
    {
        if (others.Count == 0) return;
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await Counters.AddAsync(
            dialect, connection, transaction, "delivery_counters",
            [
                .. others.Where(static one => one.IsDelivered).Select(static one => (ConfirmedBy(one.Group), 1L)),
                .. others.Where(static one => one.Outcome == ConfirmationOutcome.Dead).Select(static one => (DeadAt(one.Group), 1L)),
            ],
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// Records the outcomes of required groups if there are several. An event that all groups have confirmed is confirmed; one that a group has given up
    /// is dead until that group confirms it after all.
    /// </summary>
    /// <returns>The confirmations that ended delivery: one for each event that all groups have now confirmed.</returns>
    public async Task<List<Confirmation>> ConfirmAsync(IReadOnlyCollection<Confirmation> confirmations, CancellationToken cancellationToken)
    {
        if (confirmations.Count == 0) return [];
        var (complete, givenUp) = await KeepAsync(confirmations, cancellationToken);
        if (givenUp.Count > 0) await store.ConfirmAsync(givenUp, cancellationToken);
        await CompleteAsync(complete, cancellationToken);
        var ended = complete.Select(static one => one.EventId).ToHashSet();
        return [.. confirmations.Where(one => one.IsDelivered && ended.Contains(one.EventId)).DistinctBy(static one => one.EventId)];
    }

    /// <summary>Confirms events that every required group has confirmed.</summary>
    /// <param name="events">The events, each with the key with which it was signed anew, if it was; one that has been signed anew since is left alone.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task CompleteAsync(IReadOnlyCollection<(Guid EventId, string? SignedAnewWith)> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0) return;
        await store.ConfirmAsync(
            [.. events.Select(static one => new Confirmation(one.EventId, default, 0, ConfirmationOutcome.Applied, "", default) { KeyId = one.SignedAnewWith ?? "" })], cancellationToken);
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var remove = connection.Command($"DELETE FROM {Table} WHERE event_id IN (SELECT event_id FROM {dialect.Rows("event_id")})");
        dialect.AddRows(remove, new RowColumn("event_id", events.Select(static one => one.EventId).ToArray()));
        await remove.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The required groups that have not yet confirmed each of these events.</summary>
    public async Task<Dictionary<Guid, List<string>>> OutstandingAsync(IReadOnlyCollection<Guid> eventIds, CancellationToken cancellationToken)
    {
        if (!groups.AreSeveral) return eventIds.ToDictionary(static id => id, _ => groups.Names.ToList());
        await using var connection = await dialect.OpenAsync(cancellationToken);
        var said = (await ReadAsync(connection, null, eventIds, cancellationToken)).Where(static row => row.Outcome == Confirmed).ToLookup(static row => row.EventId, static row => row.Group);
        return eventIds.ToDictionary(static id => id, id => groups.Names.Except(said[id], StringComparer.Ordinal).ToList());
    }

    /// <summary>What groups have said of these events counts no more: they have been signed anew.</summary>
    public static async Task ForgetAsync(SqlDialect dialect, DbConnection connection, DbTransaction transaction, IReadOnlyCollection<Guid> eventIds, CancellationToken cancellationToken)
    {
        await using var remove = connection.Command($"DELETE FROM {Table} WHERE event_id IN (SELECT event_id FROM {dialect.Rows("event_id")})", transaction);
        dialect.AddRows(remove, new RowColumn("event_id", eventIds.ToArray()));
        await remove.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Removes rows left over from a time when other groups were required.</summary>
    public async Task TidyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var remove = connection.Command(
            groups.AreSeveral
                ? $"DELETE FROM {Table} WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.event_id = {Table}.event_id AND o.state <> {Confirmed})"
                : $"DELETE FROM {Table}");
        await remove.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<(List<(Guid EventId, string? SignedAnewWith)> Complete, List<Confirmation> GivenUp)> KeepAsync(IReadOnlyCollection<Confirmation> said, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        var open = await LockOpenAsync(connection, transaction, [.. said.Select(static one => one.EventId).Distinct()], cancellationToken);
        // What a group has received with the signature of before does not count.
        var kept = OneEach(said.Where(one => open.TryGetValue(one.EventId, out var row) && (!one.IsDelivered || row.SignedAnewWith is null || row.SignedAnewWith == one.KeyId)));
        if (kept.Count == 0) return ([], []);

        await using var keep = connection.Command(
            $"""
            INSERT INTO {Table} (event_id, group_name, outcome)
            SELECT t.event_id, t.group_name, t.outcome FROM {dialect.Rows("event_id", "group_name", "outcome")} WHERE true
            ON CONFLICT (event_id, group_name) DO UPDATE SET outcome = excluded.outcome WHERE {Table}.outcome <> {Confirmed} AND {Table}.outcome <> excluded.outcome
            RETURNING group_name, outcome
            """,
            transaction);
        dialect.AddRows(
            keep,
            new("event_id", kept.Select(static one => one.EventId).ToArray()),
            new("group_name", kept.Select(static one => one.Group).ToArray()),
            new("outcome", kept.Select(static one => (int)StateOf(one)).ToArray()));
        var changed = await keep.ListAsync(static reader => (Group: reader.GetString(0), Outcome: reader.GetInt16(1)), cancellationToken);

        var rows = (await ReadAsync(connection, transaction, open.Keys, cancellationToken)).Where(row => groups.Contains(row.Group)).ToLookup(static row => row.EventId);
        var whole = open.Keys.Where(id => rows[id].Count(static row => row.Outcome == Confirmed) == groups.Names.Count).ToHashSet();
        var revived = open.Where(one => one.Value.State == Dead && !whole.Contains(one.Key) && rows[one.Key].All(static row => row.Outcome == Confirmed)).Select(static one => one.Key).ToArray();
        if (revived.Length > 0) await ReviveAsync(connection, transaction, revived, cancellationToken);
        await Counters.AddAsync(
            dialect, connection, transaction, "delivery_counters",
            [
                .. changed.Where(static row => row.Outcome == Confirmed).Select(static row => (ConfirmedBy(row.Group), 1L)),
                .. changed.Where(static row => row.Outcome == Dead).Select(static row => (DeadAt(row.Group), 1L)),
            ],
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        // An event that the same group confirms in this batch, or has confirmed before, is not given up.
        var givenUp = kept.FindAll(one => !one.IsDelivered && rows[one.EventId].Any(row => row.Group == one.Group && row.Outcome == StateOf(one)));
        return ([.. whole.Select(id => (id, open[id].SignedAnewWith))], givenUp);
    }

    /// <summary>Locks the unconfirmed outbox rows among the given ones, in the order of their IDs, and returns their states and the keys with which they were signed anew.</summary>
    private async Task<Dictionary<Guid, (short State, string? SignedAnewWith)>> LockOpenAsync(DbConnection connection, DbTransaction transaction, Guid[] eventIds, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            $"SELECT o.event_id, o.state, o.signed_anew_with FROM {dialect.Rows("event_id")} JOIN outbox o ON o.event_id = t.event_id {dialect.LockInOrder("event_id")}", transaction);
        dialect.AddRows(command, new RowColumn("event_id", eventIds));
        return (await command.ListAsync(static reader => (Id: reader.GetGuid(0), State: reader.GetInt16(1), SignedAnewWith: reader.StringOrNull(2)), cancellationToken))
            .Where(static row => row.State != Confirmed).ToDictionary(static row => row.Id, static row => (row.State, row.SignedAnewWith));
    }

    private async Task<List<(Guid EventId, string Group, short Outcome)>> ReadAsync(
        DbConnection connection, DbTransaction? transaction, IReadOnlyCollection<Guid> eventIds, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            $"SELECT g.event_id, g.group_name, g.outcome FROM {dialect.Rows("event_id")} JOIN {Table} g ON g.event_id = t.event_id", transaction);
        dialect.AddRows(command, new RowColumn("event_id", eventIds.ToArray()));
        return await command.ListAsync(static reader => (reader.GetGuid(0), reader.GetString(1), reader.GetInt16(2)), cancellationToken);
    }

    /// <summary>No group has these among its dead letters any more, and not all have confirmed them: their delivery continues.</summary>
    private async Task ReviveAsync(DbConnection connection, DbTransaction transaction, Guid[] eventIds, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            $"""
            UPDATE outbox SET state = {(short)DeliveryState.Published}, due_at = {dialect.Now}, dead_at = NULL, dead_by = NULL, reason = NULL
            WHERE dead_by = '{DeadBy.Verifier}' AND event_id IN (SELECT event_id FROM {dialect.Rows("event_id")})
            """,
            transaction);
        dialect.AddRows(command, new RowColumn("event_id", eventIds));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>One confirmation per event and group: the one that ends delivery if there is one, otherwise the last.</summary>
    private static List<Confirmation> OneEach(IEnumerable<Confirmation> confirmations) =>
        [.. confirmations.GroupBy(static one => (one.EventId, one.Group)).Select(static group => group.FirstOrDefault(static one => one.IsDelivered) ?? group.Last())];

    private static short StateOf(Confirmation confirmation) => confirmation.IsDelivered ? Confirmed : confirmation.Outcome == ConfirmationOutcome.Dead ? Dead : Discarded;
}
