using System.Data.Common;
using KubeCredential.Storage;

namespace Issuance.Api.Idempotency;

/// <summary>What came of requests, by their keys.</summary>
internal sealed class IdempotencyStore(SqlDialect dialect)
{
    private const int KeptSeconds = 24 * 60 * 60;
    private const int LeaseSeconds = 30;
    private const int CleanedAtOnce = 1000;

    /// <summary>What a key says.</summary>
    public enum Standing
    {
        /// <summary>The request is to be carried out, with these IDs, for the first time or again after an attempt that was cut off.</summary>
        Mine,

        /// <summary>There is an answer.</summary>
        Answered,

        /// <summary>Another attempt is under way.</summary>
        InProgress,

        /// <summary>The key stands for another request.</summary>
        Reused,
    }

    /// <summary>A key.</summary>
    /// <param name="Standing">What it says.</param>
    /// <param name="ResourceId">The ID of what the request makes.</param>
    /// <param name="EventId">The ID of the event, if it makes one.</param>
    /// <param name="IsRepeated">Whether an earlier attempt may have taken effect.</param>
    /// <param name="Status">The status of the answer, if there is one.</param>
    /// <param name="Other">The other resource that the answer names, and what it says of it.</param>
    internal readonly record struct Claim(Standing Standing, Guid ResourceId, Guid? EventId, bool IsRepeated, int? Status, (Guid Id, string State)? Other);

    /// <summary>Claims a key for a request, or says what came of it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="fingerprint">What the request asks for.</param>
    /// <param name="resourceId">The ID of what it makes, if this is the first attempt.</param>
    /// <param name="eventId">The ID of its event, or null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<Claim> ClaimAsync(IdempotencyKey key, string fingerprint, Guid resourceId, Guid? eventId, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        while (true)
        {
            await using var insert = Bound(connection.Command(
                $"""
                INSERT INTO idempotency_keys (owner, key, fingerprint, resource_id, event_id, leased_until, created_at)
                VALUES (@owner, @key, @fingerprint, @resource, @event, {dialect.NowPlus($"{LeaseSeconds}")}, {dialect.Now})
                ON CONFLICT DO NOTHING RETURNING owner
                """), key).With("@fingerprint", fingerprint).With("@resource", resourceId).With("@event", eventId);
            if ((await insert.ListAsync(static reader => reader.GetString(0), cancellationToken)).Count == 1) return new Claim(Standing.Mine, resourceId, eventId, IsRepeated: false, null, null);
            await using var find = Bound(connection.Command(
                $"""
                SELECT fingerprint, resource_id, event_id, status, other, other_state, CASE WHEN leased_until > {dialect.Now} THEN 1 ELSE 0 END, CASE WHEN created_at < {dialect.NowPlus($"-{KeptSeconds}")} THEN 1 ELSE 0 END
                FROM idempotency_keys WHERE owner = @owner AND key = @key
                """), key);
            var found = await find.ListAsync(
                static reader => (Fingerprint: reader.GetString(0), IsHeld: reader.GetInt32(6) == 1, IsOld: reader.GetInt32(7) == 1, Claim: new Claim(
                    Standing.Answered, reader.GetGuid(1), reader.IsDBNull(2) ? null : reader.GetGuid(2), IsRepeated: true, reader.IsDBNull(3) ? null : reader.GetInt32(3),
                    reader.IsDBNull(4) ? null : (reader.GetGuid(4), reader.GetString(5)))),
                cancellationToken);
            if (found is not [var known]) continue; // It has just been removed.
            if (known.IsOld)
            {
                await using var remove = Bound(connection.Command($"DELETE FROM idempotency_keys WHERE owner = @owner AND key = @key AND created_at < {dialect.NowPlus($"-{KeptSeconds}")}"), key);
                await remove.ExecuteNonQueryAsync(cancellationToken);
                continue;
            }

            if (known.Fingerprint != fingerprint) return known.Claim with { Standing = Standing.Reused };
            if (known.Claim.Status is not null) return known.Claim;
            if (known.IsHeld) return known.Claim with { Standing = Standing.InProgress };
            await using var take = Bound(connection.Command(
                $"UPDATE idempotency_keys SET leased_until = {dialect.NowPlus($"{LeaseSeconds}")} WHERE owner = @owner AND key = @key AND status IS NULL AND leased_until <= {dialect.Now}"), key);
            return known.Claim with { Standing = await take.ExecuteNonQueryAsync(cancellationToken) == 1 ? Standing.Mine : Standing.InProgress };
        }
    }

    /// <summary>Keeps what came of a request.</summary>
    /// <param name="key">The key.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="other">The other resource that the answer names, and what it says of it; or null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task AnswerAsync(IdempotencyKey key, int status, (Guid Id, string State)? other, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var command = Bound(connection.Command("UPDATE idempotency_keys SET status = @status, other = @other, other_state = @state WHERE owner = @owner AND key = @key AND status IS NULL"), key)
            .With("@status", status).With("@other", other?.Id).With("@state", other?.State);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Lets the next attempt begin at once, after one that did not come to an answer.</summary>
    public async Task ReleaseAsync(IdempotencyKey key, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var command = Bound(connection.Command($"UPDATE idempotency_keys SET leased_until = {dialect.Now} WHERE owner = @owner AND key = @key AND status IS NULL"), key);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Removes keys that are older than 24 hours.</summary>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> CleanAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"""
            WITH old AS MATERIALIZED (SELECT owner, key FROM idempotency_keys WHERE created_at < {dialect.NowPlus($"-{KeptSeconds}")} ORDER BY created_at LIMIT {CleanedAtOnce})
            DELETE FROM idempotency_keys WHERE (owner, key) IN (SELECT owner, key FROM old)
            """);
        return await command.ExecuteNonQueryAsync(cancellationToken) == CleanedAtOnce;
    }

    private static DbCommand Bound(DbCommand command, IdempotencyKey key) => command.With("@owner", key.Owner).With("@key", key.Key);
}
