using KubeCredential.Storage;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Outbox;

/// <summary>The erasures whose content may still be in the stream.</summary>
internal sealed class ErasureStore(SqlDialect dialect, IOptions<OutboxOptions> options)
{
    /// <summary>The most that are searched for at a time.</summary>
    public const int MostAtOnce = 200;

    /// <summary>Added to the lease, for calls to Redis that are under way when it ends.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    // The n-th search after the first: 1, 2, 4, … times the lease after the erasure.
    private readonly double _again = (options.Value.Lease + Margin).TotalSeconds;

    /// <summary>An erasure to search for.</summary>
    /// <param name="CredentialId">The credential.</param>
    /// <param name="Sweeps">How often the stream has been searched for it before.</param>
    /// <param name="IsConfirmed">Whether every required group has confirmed the erasure: none can put older events back into the stream.</param>
    internal readonly record struct Due(Guid CredentialId, int Sweeps, bool IsConfirmed);

    /// <summary>Erasures for which a search is due, the oldest first.</summary>
    public async Task<List<Due>> DueAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginSnapshotAsync(connection, cancellationToken);
        await using var select = connection.Command(
            $"""
            {dialect.FollowingTheIndex}
            WITH due AS MATERIALIZED (
              SELECT credential_id, sweeps, erased_at FROM erasures
              WHERE swept_at IS NULL AND (sweeps = 0 OR erased_at <= {dialect.NowPlus("-(@again * (1 << (CASE WHEN sweeps BETWEEN 1 AND 10 THEN sweeps - 1 ELSE 10 END)))")})
              ORDER BY erased_at LIMIT {MostAtOnce}
            )
            SELECT due.credential_id, due.sweeps, CASE WHEN EXISTS (
              SELECT 1 FROM credentials c JOIN outbox o ON o.event_id = c.event_id WHERE c.id = due.credential_id AND o.state + 0 NOT IN (3, 5)
            ) THEN 0 ELSE 1 END
            FROM due
            """,
            transaction).With("@again", _again);
        return await select.ListAsync(static reader => new Due(reader.GetGuid(0), reader.GetInt32(1), reader.GetInt32(2) == 1), cancellationToken);
    }

    /// <summary>Notes that the stream has been searched. The search of an erasure is over with the second one at the earliest, once the erasure was confirmed before it began.</summary>
    public async Task SweptAsync(IReadOnlyCollection<Due> swept, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var update = connection.Command(
            $"""
            UPDATE erasures SET sweeps = CASE WHEN erasures.sweeps < 1000 THEN erasures.sweeps + 1 ELSE 1000 END, swept_at = CASE WHEN t.is_last = 1 THEN {dialect.Now} END
            FROM {dialect.Rows("credential_id", "sweeps", "is_last")}
            WHERE erasures.credential_id = t.credential_id AND erasures.sweeps = t.sweeps AND erasures.swept_at IS NULL
            """,
            transaction);
        dialect.AddRows(
            update,
            new("credential_id", swept.Select(static one => one.CredentialId).ToArray()),
            new("sweeps", swept.Select(static one => one.Sweeps).ToArray()),
            new("is_last", swept.Select(static one => one is { Sweeps: > 0, IsConfirmed: true } ? 1 : 0).ToArray()));
        await update.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
