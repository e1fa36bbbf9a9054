using KubeCredential.Events;
using KubeCredential.Storage;

namespace Issuance.Api.EventStore;

/// <summary>Reads the event store in an order in which nothing appears late.</summary>
internal sealed class EventReader(SqlDialect dialect)
{
    /// <summary>The place of an event: its transaction, then its position. On SQLite the transaction is always 0.</summary>
    internal readonly record struct Place(ulong Transaction, long Position);

    /// <summary>The number below which every transaction has ended, and the number that the next one gets; 0 on SQLite, which shows every event at once.</summary>
    public async Task<(long SettledBefore, long BegunBefore)> TransactionsAsync(CancellationToken cancellationToken)
    {
        if (dialect.IsSqlite) return default;
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command($"SELECT {TransactionNumbers.SettledBefore}::text::bigint, {TransactionNumbers.BegunBefore}::text::bigint");
        return (await command.ListAsync(static reader => (reader.GetInt64(0), reader.GetInt64(1)), cancellationToken))[0];
    }

    /// <summary>
    /// The events after a place, on PostgreSQL only those before the oldest transaction that is still running: an event of a slow transaction
    /// has a low number and appears late, so paging by number alone would miss it.
    /// </summary>
    public async Task<List<(Place Place, CredentialEvent Event)>> ReadAsync(Place after, int limit, CancellationToken cancellationToken)
    {
        var condition = dialect.IsSqlite
            ? "e.position > @position"
            : $"(e.transaction_id, e.position) > (@transaction::text::xid8, @position) AND e.transaction_id < {TransactionNumbers.SettledBefore}";
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"""
            SELECT {(dialect.IsSqlite ? "'0'" : "e.transaction_id::text")} AS place, e.position, {EventRows.Columns}
            FROM credential_events e JOIN credentials c ON c.id = e.credential_id
            WHERE {condition}
            ORDER BY {(dialect.IsSqlite ? "e.position" : "e.transaction_id, e.position")}
            LIMIT @limit
            """);
        command.With("@position", after.Position).With("@limit", limit);
        if (!dialect.IsSqlite) command.With("@transaction", after.Transaction.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return await command.ListAsync(
            reader => (
                new Place(ulong.Parse(reader.GetString(0), System.Globalization.CultureInfo.InvariantCulture), reader.GetInt64(1)),
                EventRows.Read(dialect, reader, ordinal: 2, maxRetries: 0)),
            cancellationToken);
    }
}
