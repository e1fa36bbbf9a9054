using System.Globalization;
using KubeCredential.Events;
using KubeCredential.Text;
using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>A consumer group's side of the stream: settles batches and manages the group's retry queue and dead letters. Each move is one script.</summary>
/// <param name="redis">The connection.</param>
/// <param name="group">The group's name.</param>
public sealed class EventInbox(IConnectionMultiplexer redis, string group)
{
    private const int ErasePortion = 200; // Read in about a millisecond, during which Redis serves nobody else.
    private const int MostErasedAtOnce = 200;
    private const long LongestDelayMs = 366L * 24 * 60 * 60 * 1000;

    private static readonly RedisScript SettleScript = new("settle");
    private static readonly RedisScript RequeueScript = new("requeue");
    private static readonly RedisScript PageScript = new("page");
    private static readonly RedisScript DiscardScript = new("discard");
    private static readonly RedisScript ReplaceScript = new("replace");

    /// <summary>Reads a stream entry's fields without validating them.</summary>
    public static ReceivedEvent Read(StreamEntry entry) => new(
        entry.Id.ToString(),
        entry.Field("event"u8),
        entry.Field("traceparent"u8) is { IsNullOrEmpty: false } parent ? parent.ToString() : null,
        entry.Field("tracestate"u8) is { IsNullOrEmpty: false } state ? state.ToString() : null,
        int.TryParse((string?)entry.Field("attempts"u8), NumberStyles.None, CultureInfo.InvariantCulture, out var attempts) && attempts < int.MaxValue ? attempts : null,
        DateTimeOffset.TryParse((string?)entry.Field("firstFailedAt"u8), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var failed) ? failed : null,
        long.TryParse((string?)entry.Field("retryDelayMs"u8), NumberStyles.None, CultureInfo.InvariantCulture, out var delay) && delay <= LongestDelayMs
            ? TimeSpan.FromMilliseconds(delay)
            : null,
        entry.Field("group"u8) is { IsNullOrEmpty: false } of ? of.ToString() : null,
        entry.Field("event"u8).IsNull && entry.Field("heartbeat"u8) is { IsNull: false } heartbeat ? heartbeat.ToString() : null,
        EventSignature.Of(entry.Field("keyId"u8), entry.Field("signature"u8)));

    /// <summary>
    /// Settles a batch in one step. Acknowledged entries leave the group's pending list; the rest of the settlement
    /// says where each of their events goes.
    /// </summary>
    /// <exception cref="RedisException">Redis is unavailable; nothing was settled, and the entries stay pending and are delivered again.</exception>
    public async Task SettleAsync(Settlement settlement)
    {
        var arguments = new RedisValue[6 + settlement.Acknowledged.Count + (settlement.Confirmed.Count * 8) + (settlement.Retried.Count * 3) + (settlement.Dead.Count * 2)];
        var at = 0;
        arguments[at++] = group;
        arguments[at++] = MessagingKeys.Applied;
        arguments[at++] = settlement.Acknowledged.Count;
        arguments[at++] = settlement.Confirmed.Count;
        arguments[at++] = settlement.Retried.Count;
        arguments[at++] = settlement.Dead.Count;
        foreach (var entryId in settlement.Acknowledged) arguments[at++] = entryId;
        foreach (var confirmation in settlement.Confirmed)
        {
            arguments[at++] = confirmation.EventId.ToString();
            arguments[at++] = confirmation.CredentialId.ToString();
            arguments[at++] = confirmation.Version;
            arguments[at++] = confirmation.Outcome;
            arguments[at++] = confirmation.Worker;
            arguments[at++] = Rfc3339.Format(confirmation.Time);
            arguments[at++] = confirmation.Reason;
            arguments[at++] = confirmation.KeyId;
        }

        foreach (var (id, delay, delivery) in settlement.Retried)
        {
            arguments[at++] = id;
            arguments[at++] = (long)delay.TotalMilliseconds;
            arguments[at++] = delivery.ToJson();
        }

        foreach (var (id, delivery) in settlement.Dead)
        {
            arguments[at++] = id;
            arguments[at++] = delivery.ToJson();
        }

        await SettleScript.EvaluateAsync(
            redis.GetDatabase(),
            [
                MessagingKeys.Stream, MessagingKeys.Applied, MessagingKeys.Retry(group), MessagingKeys.RetryEntries(group),
                MessagingKeys.DeadLetter(group), MessagingKeys.DeadLetterEntries(group),
            ],
            arguments);
    }

    /// <summary>Moves events that are due from the retry queue back to the stream.</summary>
    /// <param name="limit">How many at most.</param>
    /// <returns>How many were moved.</returns>
    public async Task<long> PromoteDueAsync(int limit) =>
        await RequeueAsync(MessagingKeys.Retry(group), MessagingKeys.RetryEntries(group), await PageAsync(MessagingKeys.Retry(group), MessagingKeys.RetryEntries(group), "due", limit, null), keepAttempts: true);

    /// <summary>A page of the retry queue, soonest due first.</summary>
    public Task<IReadOnlyList<QueuedDelivery>> RetryQueueAsync(int limit, (string Id, long Score)? after) =>
        PageAsync(MessagingKeys.Retry(group), MessagingKeys.RetryEntries(group), "first", limit, after);

    /// <summary>A page of the dead letters, newest first.</summary>
    public Task<IReadOnlyList<QueuedDelivery>> DeadLettersAsync(int limit, (string Id, long Score)? after) =>
        PageAsync(MessagingKeys.DeadLetter(group), MessagingKeys.DeadLetterEntries(group), "last", limit, after);

    /// <summary>A page of the dead letters, oldest first.</summary>
    public Task<IReadOnlyList<QueuedDelivery>> OldestDeadLettersAsync(int limit, (string Id, long Score)? after) =>
        PageAsync(MessagingKeys.DeadLetter(group), MessagingKeys.DeadLetterEntries(group), "first", limit, after);

    /// <summary>One dead letter, or null.</summary>
    public async Task<QueuedDelivery?> FindDeadLetterAsync(string id)
    {
        var database = redis.GetDatabase();
        var score = database.SortedSetScoreAsync(MessagingKeys.DeadLetter(group), id).OrOutageAsync();
        var entry = await database.HashGetAsync(MessagingKeys.DeadLetterEntries(group), id).OrOutageAsync();
        return await score is { } at ? new QueuedDelivery(id, (long)at, FailedDelivery.ParseOrDescribe(entry.ToString(), (long)at)) : null;
    }

    /// <summary>Moves dead letters back to the stream and resets their attempts to zero. A dead letter that has changed meanwhile is left alone.</summary>
    /// <returns>How many were moved.</returns>
    public Task<long> ReprocessAsync(IReadOnlyCollection<QueuedDelivery> deadLetters) =>
        RequeueAsync(MessagingKeys.DeadLetter(group), MessagingKeys.DeadLetterEntries(group), deadLetters, keepAttempts: false);

    /// <summary>Discards a dead letter permanently and informs the issuer.</summary>
    /// <param name="id">The dead letter's key.</param>
    /// <param name="confirmation">What the issuer is told, or null if the dead letter contains no readable event.</param>
    /// <returns>Whether the dead letter existed.</returns>
    public async Task<bool> DiscardAsync(string id, Confirmation? confirmation) => (long)await DiscardScript.EvaluateAsync(
        redis.GetDatabase(),
        [MessagingKeys.DeadLetter(group), MessagingKeys.DeadLetterEntries(group), MessagingKeys.Applied],
        [
            id, group, MessagingKeys.Applied, confirmation?.EventId.ToString() ?? "", confirmation?.CredentialId.ToString() ?? "",
            confirmation?.Version ?? 0, confirmation?.Worker ?? "", confirmation is null ? "" : Rfc3339.Format(confirmation.Time), confirmation?.Reason ?? "",
        ]) == 1;

    /// <summary>
    /// Removes the content of erased credentials from the group's retry queue and dead letters. The events stay where they are, without their content. What cannot be read but
    /// names one of the credentials is removed altogether, since nobody can tell what it holds: if it was an event of the issuer, it is not confirmed and is published again.
    /// Items that change during the call are left to another one.
    /// </summary>
    /// <param name="credentialIds">The credentials.</param>
    /// <returns>How many items were changed or removed.</returns>
    /// <exception cref="RedisException">Redis is unavailable; the same call may be repeated.</exception>
    public async Task<long> EraseAsync(IReadOnlyCollection<Guid> credentialIds)
    {
        var changed = 0L;
        foreach (var ids in credentialIds.Chunk(MostErasedAtOnce))
        {
            foreach (var (set, entries) in ((string, string)[])[(MessagingKeys.Retry(group), MessagingKeys.RetryEntries(group)), (MessagingKeys.DeadLetter(group), MessagingKeys.DeadLetterEntries(group))])
                changed += await EraseAsync(set, entries, [.. ids]);
        }

        return changed;
    }

    private async Task<long> EraseAsync(string set, string entries, HashSet<Guid> ids)
    {
        var changed = 0L;
        RedisValue[] named = [.. ids.Select(static id => (RedisValue)id.ToString())];
        RedisValue[] after = ["", ""];
        while (true)
        {
            var rows = (RedisValue[])(await PageScript.EvaluateAsync(redis.GetDatabase(), [set, entries], ["first", ErasePortion, .. after, .. named]))!;
            var arguments = new List<RedisValue>();
            for (var i = 0; i < rows.Length; i += 3)
            {
                if (rows[i + 2].ToString() is not { Length: > 0 } text || WithoutContent(text, ids) is not { } replacement) continue;
                arguments.Add(rows[i]);
                arguments.Add(rows[i + 2]);
                arguments.Add(replacement);
            }

            if (arguments.Count > 0) changed += (long)await ReplaceScript.EvaluateAsync(redis.GetDatabase(), [set, entries], [.. arguments]);
            if (rows.Length < ErasePortion * 3) return changed;
            after = [rows[^3], (long)(double)rows[^2]];
        }
    }

    /// <summary>What is to take the place of an item; an empty text if it is to be removed; null if it stays as it is.</summary>
    private static string? WithoutContent(string text, HashSet<Guid> ids)
    {
        try
        {
            var delivery = FailedDelivery.Parse(text);
            var happened = CredentialEvent.Parse(delivery.Event);
            if (!ids.Contains(happened.CredentialId) || (happened.Credential is null && happened.ContentSalt is null)) return null;
            return (delivery with { Event = happened.WithoutContent().ToJson() }).ToJson();
        }
        catch (EventFormatException)
        {
            return "";
        }
    }

    private async Task<long> RequeueAsync(string set, string entries, IReadOnlyCollection<QueuedDelivery> deliveries, bool keepAttempts)
    {
        if (deliveries.Count == 0) return 0;
        var arguments = new List<RedisValue>(1 + (deliveries.Count * 11)) { group };
        foreach (var queued in deliveries)
        {
            var delivery = queued.Delivery;
            var (eventId, json) = Readdress(delivery.Event, keepAttempts);
            arguments.Add(queued.Id);
            arguments.Add(queued.Score);
            arguments.Add(json);
            arguments.Add(eventId);
            arguments.Add(delivery.TraceParent ?? "");
            arguments.Add(delivery.TraceState ?? "");
            arguments.Add(keepAttempts ? delivery.Attempts : 0);
            arguments.Add(keepAttempts ? Rfc3339.Format(delivery.FirstFailedAt) : "");
            arguments.Add(keepAttempts && delivery.RetryDelayMs is { } delayMs ? delayMs : "");
            arguments.Add(delivery.Signature ?? "");
            arguments.Add(delivery.KeyId ?? "");
        }

        return (long)await RequeueScript.EvaluateAsync(redis.GetDatabase(), [MessagingKeys.Stream, set, entries, MessagingKeys.LastRetry(group)], [.. arguments]);
    }

    private static (string EventId, string Json) Readdress(string json, bool keepAttempts)
    {
        try
        {
            var parsed = CredentialEvent.Parse(json);
            return (parsed.EventId.ToString(), keepAttempts ? json : (parsed with { RetryCount = 0 }).ToJson());
        }
        catch (EventFormatException)
        {
            return ("", json); // Moved back unchanged; the consumer will report again what is wrong with it.
        }
    }

    private async Task<IReadOnlyList<QueuedDelivery>> PageAsync(string set, string entries, string mode, int limit, (string Id, long Score)? after)
    {
        RedisValue[] arguments = after is { } last ? [mode, limit, last.Id, last.Score] : [mode, limit];
        return QueuedDelivery.AllOf((RedisValue[])(await PageScript.EvaluateAsync(redis.GetDatabase(), [set, entries], arguments))!);
    }
}
