using System.Data.Common;
using System.Globalization;
using System.Text;
using KubeCredential.Events;
using KubeCredential.Messaging;
using KubeCredential.Messaging.Consuming;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using Verification.Api.Credentials;

namespace Verification.Api.Projection;

/// <summary>An operator's actions on dead letters.</summary>
internal sealed class DeadLetters(EventInbox inbox, EventArrivals arrivals, SqlDialect dialect, TimeProvider time)
{
    private const int Portion = 200;
    private readonly AuditTrail _audit = new(dialect);

    /// <summary>
    /// Reprocesses dead letters by moving them back to the stream: the given ones, or all that were dead at the time of the call. The audit entry is
    /// written first, because the database and Redis share no transaction. It works in portions, each moved
    /// in one script; a concurrent call moves other events, and a cancelled call keeps what it has done. An event that fails again
    /// meanwhile is newer than the call and left alone.
    /// </summary>
    /// <returns>How many events this call has moved.</returns>
    public async Task<long> ReprocessAsync(string[]? ids, string actor, CancellationToken cancellationToken)
    {
        var moved = ids is null ? await ReprocessAllAsync(actor, cancellationToken) : await ReprocessGivenAsync(ids, actor, cancellationToken);
        arrivals.Set();
        return moved;
    }

    /// <summary>Discards a dead letter permanently: first the audit entry with the reason is written, then the dead letter is removed and the issuer informed.</summary>
    /// <returns>Whether the dead letter existed.</returns>
    public async Task<bool> DiscardAsync(string id, string reason, string actor, CancellationToken cancellationToken)
    {
        if (await inbox.FindDeadLetterAsync(id) is not { } deadLetter) return false;
        var credentialId = EventMention.Read(Encoding.UTF8.GetBytes(deadLetter.Delivery.Event)).CredentialId;
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        var delivery = credentialId is { } of && await IsErasedAsync(connection, transaction, of, cancellationToken)
            ? DiscardedContent.Without(deadLetter.Delivery)
            : deadLetter.Delivery;
        await using var command = connection.Command(
            $"""
            INSERT INTO discarded_dead_letters (key, dead_letter_id, reason, discarded_by, discarded_at, credential_id, delivery)
            VALUES (@key, @id, @reason, @by, {dialect.Now}, @credential, @delivery)
            """,
            transaction);
        command.With("@key", Guid.CreateVersion7()).With("@id", id).With("@reason", reason).With("@by", actor).With("@credential", credentialId).With("@delivery", delivery.ToJson());
        await command.ExecuteNonQueryAsync(cancellationToken);
        await _audit.AppendAsync(connection, transaction, [EntryOf(AuditAction.Discarded, actor, deadLetter) with { Detail = reason }], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return await inbox.DiscardAsync(id, ConfirmationOf(deadLetter.Delivery, reason));
    }

    /// <summary>Whether a credential's content has been erased. Until the transaction ends no event is applied, so that no erasure misses what it adds.</summary>
    private async Task<bool> IsErasedAsync(DbConnection connection, DbTransaction transaction, Guid credentialId, CancellationToken cancellationToken)
    {
        await using var hold = connection.Command($"SELECT live FROM read_model WHERE id = 1 {(dialect.IsSqlite ? "" : "FOR UPDATE")}", transaction);
        var live = Convert.ToInt32(await hold.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
        await using var command = connection.Command("SELECT COUNT(*) FROM credentials WHERE generation = @live AND id = @id AND credential IS NULL", transaction);
        return Convert.ToInt64(await command.With("@live", live).With("@id", credentialId).ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) > 0;
    }

    private async Task<long> ReprocessAllAsync(string actor, CancellationToken cancellationToken)
    {
        var moved = 0L;
        (string, long)? after = null;
        var last = await inbox.DeadLettersAsync(1, null);
        if (last is not [var newest]) return 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await inbox.OldestDeadLettersAsync(Portion, after);
            var mine = page.Where(one => one.Score <= newest.Score).ToArray();
            if (mine.Length == 0) return moved;
            moved += await ReprocessAsync(mine, actor, cancellationToken);
            after = (mine[^1].Id, mine[^1].Score); // Those that someone else has moved meanwhile are not read again.
        }
    }

    private async Task<long> ReprocessGivenAsync(string[] ids, string actor, CancellationToken cancellationToken)
    {
        var moved = 0L;
        foreach (var portion in ids.Distinct(StringComparer.Ordinal).Chunk(Portion))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var found = new List<QueuedDelivery>(portion.Length);
            foreach (var id in portion)
            {
                if (await inbox.FindDeadLetterAsync(id) is { } deadLetter) found.Add(deadLetter);
            }

            moved += await ReprocessAsync(found, actor, cancellationToken);
        }

        return moved;
    }

    private async Task<long> ReprocessAsync(IReadOnlyCollection<QueuedDelivery> deadLetters, string actor, CancellationToken cancellationToken)
    {
        if (deadLetters.Count == 0) return 0;
        await _audit.AppendAsync([.. deadLetters.Select(one => EntryOf(AuditAction.Reprocessed, actor, one))], cancellationToken);
        return await inbox.ReprocessAsync(deadLetters);
    }

    private static AuditEntry EntryOf(string action, string actor, QueuedDelivery deadLetter)
    {
        var entry = new AuditEntry(action, AuditOutcome.Done, actor) { TraceId = AuditEntry.TraceIdOf(deadLetter.Delivery.TraceParent) };
        try
        {
            var happened = CredentialEvent.Parse(deadLetter.Delivery.Event);
            return entry with { CredentialId = happened.CredentialId, EventId = happened.EventId, CorrelationId = happened.CorrelationId };
        }
        catch (EventFormatException)
        {
            return entry with { Detail = deadLetter.Id }; // The event cannot be read, so its credential is unknown.
        }
    }

    private Confirmation? ConfirmationOf(FailedDelivery delivery, string reason)
    {
        try
        {
            return Confirmation.Of(CredentialEvent.Parse(delivery.Event), ConfirmationOutcome.Discarded, time.GetUtcNow(), reason);
        }
        catch (EventFormatException)
        {
            return null; // The event cannot be read, so there is nothing to confirm to the issuer.
        }
    }
}
