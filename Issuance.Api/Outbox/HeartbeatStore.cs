using KubeCredential.Events;
using KubeCredential.Storage;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Outbox;

/// <summary>What a heartbeat says, from the database, and whose turn it is to send it.</summary>
internal sealed class HeartbeatStore(SqlDialect dialect, RequiredGroups required, IOptions<OutboxOptions> options)
{
    /// <summary>
    /// An event that is to be published, and whose due time does not say since when: it is retried or published again, or the relay has given it up. The index with this filter holds
    /// only these. It is written so that no other statement's condition implies it.
    /// </summary>
    public const string Overdue = "state * 1 = 1 OR (state * 1 = 0 AND publications > 0) OR (state * 1 = 4 AND dead_by = 'relay')";

    /// <summary>An event that has been published and not confirmed: the filter of its index, written like the other.</summary>
    public const string Unconfirmed = "state * 1 = 2";

    // Replicas' clocks and the database's drift a little: a bit less than the interval, or else every other turn would be missed.
    private readonly double _interval = options.Value.HeartbeatInterval.TotalSeconds * 0.75;

    private readonly string _position = dialect.IsSqlite
        ? "SELECT '0.' || e.position FROM credential_events e ORDER BY e.position DESC LIMIT 1"
        : $"""
          SELECT e.transaction_id::text || '.' || e.position FROM credential_events e
          WHERE e.transaction_id < {TransactionNumbers.SettledBefore}
          ORDER BY e.transaction_id DESC, e.position DESC LIMIT 1
          """;

    /// <summary>Takes the turn to send a heartbeat, if one is due and no other replica has taken it.</summary>
    /// <returns>The epoch under which it is to be sent, or null.</returns>
    public async Task<Guid?> ClaimAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var claim = connection.Command(
            $"""
            UPDATE delivery_epoch SET heartbeat_at = {dialect.Now}
            WHERE id = 1 AND (heartbeat_at IS NULL OR heartbeat_at <= {dialect.NowPlus("-@interval")} OR heartbeat_at > {dialect.NowPlus("@interval")})
            RETURNING epoch
            """).With("@interval", _interval);
        return await claim.ListAsync(static reader => reader.GetGuid(0), cancellationToken) is [var epoch] ? epoch : null;
    }

    /// <summary>
    /// Up to which moment everything committed has been published: the database's time, or since when the longest waiting event has not been published. An event that was published
    /// a moment ago and is not yet marked counts as unpublished, which only makes this a little earlier.
    /// </summary>
    /// <remarks>
    /// <para>The due time of an event that waits for its first publication is the database's time when it was written, before its commit: nothing ever postpones it. For all others the
    /// time at which the event happened counts. Each is the first entry of an index.</para>
    /// <para>If one group is required, an event counts until that group has confirmed it: Redis may have lost what was published (the end of its append-only file, a retry), and that is
    /// noticed only when the confirmation is overdue; until then the group would take itself to be up to date. If several are required, one that is down must not make the others look
    /// out of date, so that what has been published counts as such.</para>
    /// </remarks>
    public async Task<(DateTimeOffset AsOf, string Position)> LookAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginSnapshotAsync(connection, cancellationToken);
        await using var look = connection.Command(
            $"""
            {dialect.FollowingTheIndex}
            SELECT {dialect.Now},
              (SELECT o.due_at FROM outbox o WHERE o.state IN (0, 1) ORDER BY o.due_at LIMIT 1),
              (SELECT created_at FROM outbox WHERE {Overdue} ORDER BY created_at LIMIT 1),
              {(required.AreSeveral ? "NULL" : $"(SELECT created_at FROM outbox WHERE {Unconfirmed} ORDER BY created_at LIMIT 1)")},
              ({_position})
            """,
            transaction);
        return (await look.ListAsync(
            reader =>
            {
                var asOf = dialect.ReadTime(reader, 0);
                for (var ordinal = 1; ordinal <= 3; ordinal++)
                {
                    if (dialect.ReadTimeOrNull(reader, ordinal) is { } since && since < asOf) asOf = since;
                }

                return (asOf, reader.StringOrNull(4) ?? "0.0");
            },
            cancellationToken)).Single();
    }

    /// <summary>Keeps the last heartbeat for the other replicas.</summary>
    public async Task KeepAsync(IssuerHeartbeat sent, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var keep = connection.Command("UPDATE delivery_epoch SET heartbeat = @sent WHERE id = 1").With("@sent", sent.ToJson());
        await keep.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The last heartbeat of any replica, or null.</summary>
    public async Task<IssuerHeartbeat?> LastAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var read = connection.Command("SELECT heartbeat FROM delivery_epoch WHERE id = 1 AND heartbeat IS NOT NULL");
        return await read.ListAsync(static reader => reader.GetString(0), cancellationToken) is [var json] ? IssuerHeartbeat.Parse(json) : null;
    }
}
