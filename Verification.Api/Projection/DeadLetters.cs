using KubeCredential.Events;
using KubeCredential.Hosting;
using KubeCredential.Messaging;
using KubeCredential.Messaging.Consuming;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;

namespace Verification.Api.Projection;

/// <summary>What an operator does with dead letters.</summary>
internal sealed class DeadLetters(EventInbox inbox, EventArrivals arrivals, SqlDialect dialect, TimeProvider time)
{
    private const int Portion = 200;
    private readonly AuditTrail _audit = new(dialect);

    /// <summary>
    /// Puts dead letters back into the stream: all that were dead when the call came, or the given ones. The audit trail is told of the
    /// order before it is carried out, since the two happen in different places. It works in portions, each moved
    /// in one script; a second call at the same time moves other events, and one cut short has done its part. An event that fails again
    /// meanwhile is newer than the call and left alone.
    /// </summary>
    /// <returns>How many events this call has moved.</returns>
    public async Task<long> ReprocessAsync(string[]? ids, string actor, CancellationToken cancellationToken)
    {
        var moved = ids is null ? await ReprocessAllAsync(actor, cancellationToken) : await ReprocessGivenAsync(ids, actor, cancellationToken);
        arrivals.Set();
        return moved;
    }

    /// <summary>Takes a dead letter away for good: first it is written down with the reason, then it is removed and the issuer told.</summary>
    /// <returns>Whether there was such a dead letter.</returns>
    public async Task<bool> DiscardAsync(string id, string reason, string actor, CancellationToken cancellationToken)
    {
        if (await inbox.FindDeadLetterAsync(id) is not { } deadLetter) return false;
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var command = connection.Command(
            $"""
            INSERT INTO discarded_dead_letters (key, dead_letter_id, reason, discarded_by, discarded_at, delivery)
            VALUES (@key, @id, @reason, @by, {dialect.Now}, @delivery)
            """,
            transaction);
        command.With("@key", Guid.CreateVersion7()).With("@id", id).With("@reason", reason).With("@by", actor).With("@delivery", deadLetter.Delivery.ToJson());
        await command.ExecuteNonQueryAsync(cancellationToken);
        await _audit.AppendAsync(connection, transaction, [EntryOf(AuditAction.Discarded, actor, deadLetter) with { Detail = reason }], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return await inbox.DiscardAsync(id, ConfirmationOf(deadLetter.Delivery, reason));
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
            after = (mine[^1].Id, mine[^1].Score); // Those left behind by somebody else's move are not looked at again.
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
            return entry with { Detail = deadLetter.Id }; // What it was about cannot be read.
        }
    }

    private Confirmation? ConfirmationOf(FailedDelivery delivery, string reason)
    {
        try
        {
            var happened = CredentialEvent.Parse(delivery.Event);
            return new Confirmation(happened.EventId, happened.CredentialId, happened.Version, ConfirmationOutcome.Discarded, WorkerIdentity.Id, time.GetUtcNow(), reason);
        }
        catch (EventFormatException)
        {
            return null; // The issuer knows nothing of an event that cannot be read.
        }
    }
}
