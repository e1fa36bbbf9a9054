using KubeCredential.Events;
using KubeCredential.Messaging;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;

namespace Issuance.Api.Outbox;

/// <summary>What operators can see and do about the groups that consume events.</summary>
internal sealed class ConsumerGroups(StreamInspector streams, ConsumerGroupRetirement retirement, GroupDeadLetters deadLetters, DeliveryStatus status, RequiredGroups required, SqlDialect dialect)
{
    private readonly AuditTrail _audit = new(dialect);

    /// <summary>All groups of the stream and all required groups, with their progress.</summary>
    /// <param name="totals">The service's running totals.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>For each group: its progress, whether it is required, and how many events it has confirmed and dead-lettered.</returns>
    /// <exception cref="StackExchange.Redis.RedisException">Redis is unavailable.</exception>
    public async Task<IReadOnlyList<Standing>> ReadAsync(Dictionary<string, long> totals, CancellationToken cancellationToken)
    {
        var groups = await status.Redis.CallAsync(_ => streams.ReadGroupsAsync(required.Names), cancellationToken);
        return [.. groups.Select(group => Of(group.Name, group, totals))];
    }

    /// <summary>The required groups without the figures that only Redis has.</summary>
    public IReadOnlyList<Standing> ReadWithoutRedis(Dictionary<string, long> totals) => [.. required.Names.Select(name => Of(name, null, totals))];

    /// <summary>
    /// Retires a group. The audit entry is written first, because the database and Redis share no transaction; it names the dead letters
    /// that are removed with the group.
    /// </summary>
    /// <exception cref="StackExchange.Redis.RedisException">Redis is unavailable.</exception>
    public async Task<RetiredGroup> RetireAsync(string group, string reason, string actor, CancellationToken cancellationToken)
    {
        var found = await status.Redis.CallAsync(_ => retirement.LookAsync(group), cancellationToken);
        if (found.State != RetirementState.Retired) return found;
        var entry = new AuditEntry(AuditAction.GroupRetired, AuditOutcome.Done, actor)
        {
            Detail = $"Consumer group {group}: {reason} Pending {found.Pending}, retries {found.Retries}, dead letters {found.DeadLetters}{NamesOf(found)}.",
        };
        await _audit.AppendAsync([entry], cancellationToken);
        var retired = await status.Redis.CallAsync(_ => retirement.RetireAsync(group), cancellationToken);
        if (retired.State == RetirementState.Running)
            await _audit.AppendAsync([entry with { Outcome = AuditOutcome.Failed, Detail = $"Consumer group {group} was not retired: one of its consumers has just started." }], cancellationToken);
        return retired.State == RetirementState.Unknown ? found : retired; // Another operator retired it a moment earlier.
    }

    /// <summary>A page of a group's dead letters, newest first; null if the group is unknown.</summary>
    /// <exception cref="StackExchange.Redis.RedisException">Redis is unavailable.</exception>
    public async Task<IReadOnlyList<QueuedDelivery>?> DeadLettersAsync(string group, int limit, (string Id, long Score)? after, CancellationToken cancellationToken) =>
        await IsKnownAsync(group, cancellationToken) ? await status.Redis.CallAsync(_ => deadLetters.PageAsync(group, limit, after), cancellationToken) : null;

    /// <summary>Discards a dead letter of a group that is not required. The audit entry is written first, because the database and Redis share no transaction.</summary>
    /// <returns>Whether it existed.</returns>
    /// <exception cref="StackExchange.Redis.RedisException">Redis is unavailable.</exception>
    public async Task<bool> DiscardAsync(string group, string id, string reason, string actor, CancellationToken cancellationToken)
    {
        if (!await IsKnownAsync(group, cancellationToken) || await status.Redis.CallAsync(_ => deadLetters.FindAsync(group, id), cancellationToken) is not { } found) return false;
        var mention = EventMention.Of(found.Delivery.Event);
        var entry = new AuditEntry(AuditAction.Discarded, AuditOutcome.Done, actor)
        {
            CredentialId = mention.CredentialId,
            EventId = mention.EventId,
            TraceId = AuditEntry.TraceIdOf(found.Delivery.TraceParent),
            Detail = $"Consumer group {group}: {reason}",
        };
        await _audit.AppendAsync([entry], cancellationToken);
        if (await status.Redis.CallAsync(_ => deadLetters.DropAsync(group, found), cancellationToken)) return true;
        await _audit.AppendAsync([entry with { Outcome = AuditOutcome.Failed, Detail = $"Consumer group {group}: the dead letter was no longer there, or has changed." }], cancellationToken);
        return false;
    }

    private async Task<bool> IsKnownAsync(string group, CancellationToken cancellationToken) =>
        required.Contains(group) || (await status.Redis.CallAsync(_ => retirement.LookAsync(group), cancellationToken)).State != RetirementState.Unknown;

    /// <summary>What can be read of an event that somebody could not apply.</summary>
    internal readonly record struct EventMention(Guid? EventId, string? EventType, Guid? CredentialId)
    {
        /// <summary>Reads it; what cannot be read is null.</summary>
        public static EventMention Of(string json)
        {
            try
            {
                var happened = CredentialEvent.Parse(json);
                return new EventMention(happened.EventId, happened.EventType, happened.CredentialId);
            }
            catch (EventFormatException)
            {
                return default; // The reason of the dead letter says what is wrong with it.
            }
        }
    }

    /// <summary>A group's status.</summary>
    /// <param name="Name">The group.</param>
    /// <param name="IsRequired">Whether delivery waits for its confirmations.</param>
    /// <param name="Stats">Its progress, or null if unknown.</param>
    /// <param name="Confirmed">How many events it has confirmed.</param>
    /// <param name="DeadLettered">How many events it has moved to its dead letters.</param>
    internal sealed record Standing(string Name, bool IsRequired, GroupStats? Stats, long Confirmed, long DeadLettered);

    private Standing Of(string name, GroupStats? stats, Dictionary<string, long> totals)
    {
        var isSole = !required.AreSeveral && required.Contains(name); // Its confirmations are counted by the outbox itself.
        return new Standing(
            name, required.Contains(name), stats,
            totals.GetValueOrDefault(GroupConfirmations.ConfirmedBy(name)) + (isSole ? totals.GetValueOrDefault(Counters.Confirmed) : 0),
            totals.GetValueOrDefault(GroupConfirmations.DeadAt(name)) + (isSole ? totals.GetValueOrDefault(Counters.DeadLettered) : 0));
    }

    private static string NamesOf(RetiredGroup found) =>
        found.DeadLetters == 0 ? "" : $" ({string.Join(", ", found.DeadLetterIds)}{(found.DeadLetters > found.DeadLetterIds.Count ? ", …" : "")})";
}
