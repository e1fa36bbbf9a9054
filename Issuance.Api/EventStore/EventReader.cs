using KubeCredential.Events;
using KubeCredential.Storage;

namespace Issuance.Api.EventStore;

/// <summary>Reads the event store in an order in which nothing appears late.</summary>
internal sealed class EventReader(SqlDialect dialect)
{
    /// <summary>The place of an event: its transaction, then its position. On SQLite the transaction is always 0.</summary>
    internal readonly record struct Place(ulong Transaction, long Position);

    /// <summary>
    /// The events after a place, up to the oldest transaction that is still running on PostgreSQL: an event of a slow transaction has a low
    /// number and appears late, and whoever pages by number alone would miss it.
    /// </summary>
    public async Task<List<(Place Place, CredentialEvent Event)>> ReadAsync(Place after, int limit, CancellationToken cancellationToken)
    {
        var condition = dialect.IsSqlite
            ? "position > @position"
            : "(transaction_id, position) > (@transaction::text::xid8, @position) AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())";
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"""
            SELECT {(dialect.IsSqlite ? "'0'" : "transaction_id::text")} AS place, position, event_type, event_id, occurred_at, version, correlation_id, credential_id, credential
            FROM credential_events
            WHERE {condition}
            ORDER BY {(dialect.IsSqlite ? "position" : "transaction_id, position")}
            LIMIT @limit
            """);
        command.With("@position", after.Position).With("@limit", limit);
        if (!dialect.IsSqlite) command.With("@transaction", after.Transaction.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return await command.ListAsync(
            reader => (
                new Place(ulong.Parse(reader.GetString(0), System.Globalization.CultureInfo.InvariantCulture), reader.GetInt64(1)),
                new CredentialEvent(
                    reader.GetString(2), reader.GetGuid(3), dialect.ReadTime(reader, 4), reader.GetInt32(5), 0, 0, reader.GetString(6), reader.GetGuid(7), reader.GetString(8))),
            cancellationToken);
    }
}
