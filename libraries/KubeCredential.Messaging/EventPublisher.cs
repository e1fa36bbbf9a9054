using KubeCredential.Events;
using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>The issuer's side of the stream. Calls fail fast while Redis is unavailable; <see cref="Resilience.RedisFault"/> classifies their exceptions.</summary>
/// <param name="redis">The connection.</param>
public sealed class EventPublisher(IConnectionMultiplexer redis)
{
    private static readonly RedisScript PublishScript = new("publish");
    private static readonly RedisScript HeartbeatScript = new("heartbeat");
    private static readonly RedisScript InspectScript = new("inspect");
    private static readonly RedisScript TrimScript = new("trim");
    private const int MostTrims = 1000;

    /// <summary>
    /// Appends events to the stream and announces them on the channel, in one script. Without events it only checks the epoch.
    /// </summary>
    /// <param name="epoch">The issuer's epoch.</param>
    /// <param name="events">The events, in order.</param>
    /// <returns>The entry IDs in order, or null if this Redis does not have the epoch: it has lost data.</returns>
    /// <exception cref="RedisException">Redis is unavailable or rejected the call.</exception>
    /// <exception cref="TimeoutException">Redis did not answer in time; the events may or may not have been appended.</exception>
    public async Task<string[]?> PublishAsync(Guid epoch, IReadOnlyCollection<OutgoingEvent> events)
    {
        var arguments = new RedisValue[2 + (events.Count * 6)];
        arguments[0] = epoch.ToString();
        arguments[1] = MessagingKeys.Channel;
        var at = 2;
        foreach (var outgoing in events)
        {
            arguments[at++] = outgoing.Json;
            arguments[at++] = outgoing.EventId.ToString();
            arguments[at++] = outgoing.TraceParent ?? "";
            arguments[at++] = outgoing.TraceState ?? "";
            arguments[at++] = outgoing.Signature?.Value ?? "";
            arguments[at++] = outgoing.Signature?.KeyId ?? "";
        }

        var result = await PublishScript.EvaluateAsync(redis.GetDatabase(), [MessagingKeys.Stream, MessagingKeys.Epoch], arguments);
        return result.IsNull ? null : (string[])result!;
    }

    /// <summary>
    /// Appends a heartbeat to the stream, in place of one that is its last entry. It is not announced on the channel: consumers read it when they next look.
    /// </summary>
    /// <param name="epoch">The issuer's epoch, read before the heartbeat was made.</param>
    /// <param name="heartbeat">The heartbeat.</param>
    /// <returns>The entry ID, or null if this Redis does not have the epoch: it has lost data.</returns>
    /// <exception cref="RedisException">Redis is unavailable or rejected the call.</exception>
    public async Task<string?> HeartbeatAsync(Guid epoch, IssuerHeartbeat heartbeat) =>
        (string?)await HeartbeatScript.EvaluateAsync(redis.GetDatabase(), [MessagingKeys.Stream, MessagingKeys.Epoch], [epoch.ToString(), heartbeat.ToJson(), heartbeat.Signature?.Value ?? "", heartbeat.Signature?.KeyId ?? ""]);

    /// <summary>Writes the epoch. The events of the old one must already have been made ready to be published again.</summary>
    public Task SetEpochAsync(Guid epoch) => redis.GetDatabase().StringSetAsync(MessagingKeys.Epoch, epoch.ToString()).OrOutageAsync();

    /// <summary>Reads the epoch stored in this Redis, or null.</summary>
    public async Task<Guid?> GetEpochAsync() =>
        Guid.TryParse((string?)await redis.GetDatabase().StringGetAsync(MessagingKeys.Epoch).OrOutageAsync(), out var epoch) ? epoch : null;

    /// <summary>Finds out where published events are that a group has not confirmed; the results are in order.</summary>
    /// <param name="group">The group.</param>
    /// <param name="events">Event IDs and the stream entries under which they were published.</param>
    public async Task<DeliveryPlace[]> InspectAsync(string group, IReadOnlyCollection<(Guid EventId, string? EntryId)> events)
    {
        var arguments = new RedisValue[1 + (events.Count * 2)];
        arguments[0] = group;
        var at = 1;
        foreach (var (eventId, entryId) in events)
        {
            arguments[at++] = eventId.ToString();
            arguments[at++] = entryId ?? "";
        }

        var places = (string[])(await InspectScript.EvaluateReadOnlyAsync(
            redis.GetDatabase(), [MessagingKeys.Stream, MessagingKeys.Retry(group), MessagingKeys.DeadLetter(group)], arguments))!;
        return Array.ConvertAll(places, static place => Enum.Parse<DeliveryPlace>(place, ignoreCase: true));
    }

    /// <summary>
    /// Removes from both streams what every group has handled. Redis removes about ten thousand entries per call at most and serves others in between;
    /// this repeats the call until nothing is left to remove, so that the streams do not grow however fast events arrive.
    /// </summary>
    /// <param name="required">Groups of the event stream that must exist: until they have been created, none of its entries are removed.</param>
    /// <param name="cancellationToken">Stops after the current portion.</param>
    /// <returns>How many entries were removed.</returns>
    public async Task<long> TrimAsync(IReadOnlyCollection<string> required, CancellationToken cancellationToken)
    {
        var removed = 0L;
        foreach (var (stream, groups) in ((string, RedisValue[])[])[(MessagingKeys.Stream, [.. required.Select(static group => (RedisValue)group)]), (MessagingKeys.Applied, [])])
        {
            for (var portions = 0; portions < MostTrims; portions++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var portion = (long)await TrimScript.EvaluateAsync(redis.GetDatabase(), [stream], groups);
                if (portion == 0) break;
                removed += portion;
            }
        }

        return removed;
    }
}
