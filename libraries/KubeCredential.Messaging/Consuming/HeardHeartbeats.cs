using KubeCredential.Events;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace KubeCredential.Messaging.Consuming;

/// <summary>
/// The issuer's heartbeats that this process has read. A heartbeat comes true for the group once the group has handled everything before it: nothing before it is
/// pending at any consumer, and nothing waits for a retry or has become a dead letter. The subscriber hears of the newest that has; older ones say nothing more.
/// </summary>
internal sealed partial class HeardHeartbeats(IConnectionMultiplexer redis, ConsumerGroup group, IEventSubscriber subscriber, ILogger<HeardHeartbeats> logger)
{
    /// <summary>The most that wait. With more, the oldest is dropped.</summary>
    private const int MostWaiting = 32;

    private static readonly RedisScript HeardScript = new("heard");
    private readonly Lock _gate = new();
    private readonly SortedList<string, (string Json, IssuerHeartbeat Heartbeat)> _waiting = new(Comparer<string>.Create(CompareEntries)); // Consumers of this process settle their batches in any order.
    private int _asks;
    private bool _fails;

    /// <summary>Whether a heartbeat waits to come true.</summary>
    public bool AreWaiting
    {
        get
        {
            lock (_gate) return _waiting.Count > 0;
        }
    }

    /// <summary>Adds heartbeats that the group has acknowledged.</summary>
    public void Add(IEnumerable<(string EntryId, string Json, IssuerHeartbeat Heartbeat)> heartbeats)
    {
        lock (_gate)
        {
            foreach (var (entryId, json, heartbeat) in heartbeats) _waiting[entryId] = (json, heartbeat);
            while (_waiting.Count > MostWaiting) _waiting.RemoveAt(0);
        }
    }

    /// <summary>Asks Redis which heartbeats have come true, and tells the subscriber of the newest. If another call is under way, nothing is done.</summary>
    /// <exception cref="RedisException">Redis is unavailable; what was waiting is dropped, because Redis may come back without entries from before it.</exception>
    public async Task PromoteAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _asks, 1) == 1) return;
        try
        {
            if (await FindAsync() is { } heard) await TellAsync(heard, cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _asks, 0);
        }
    }

    private async Task<IssuerHeartbeat?> FindAsync()
    {
        KeyValuePair<string, (string Json, IssuerHeartbeat Heartbeat)>[] asked;
        lock (_gate) asked = [.. _waiting];
        if (asked.Length == 0) return null;
        var (done, heard) = (asked.Length, 0);
        try
        {
            var answer = (int[])(await HeardScript.EvaluateAsync(
                redis.GetDatabase(), [MessagingKeys.Stream, MessagingKeys.Retry(group.Name), MessagingKeys.LastRetry(group.Name), MessagingKeys.DeadLetter(group.Name)],
                [group.Name, .. asked.SelectMany(static one => (RedisValue[])[one.Key, one.Value.Json])]))!;
            (done, heard) = (answer[0], answer[1]);
        }
        finally
        {
            lock (_gate)
            {
                foreach (var one in asked.AsSpan(0, done)) _waiting.Remove(one.Key);
            }
        }

        return heard == 0 ? null : asked[heard - 1].Value.Heartbeat;
    }

    private async Task TellAsync(IssuerHeartbeat heard, CancellationToken cancellationToken)
    {
        try
        {
            await subscriber.HeardAsync(heard, cancellationToken);
            _fails = false;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            if (!_fails) LogNotTold(logger, group.Name, error.GetType().Name); // Once, not every few seconds.
            _fails = true;
        }
    }

    /// <summary>By the two numbers of an entry ID.</summary>
    private static int CompareEntries(string left, string right)
    {
        var ((leftTime, leftNumber), (rightTime, rightNumber)) = (Split(left), Split(right));
        return leftTime != rightTime ? leftTime.CompareTo(rightTime) : leftNumber.CompareTo(rightNumber);
    }

    private static (ulong Time, ulong Number) Split(string entryId)
    {
        var dash = entryId.IndexOf('-', StringComparison.Ordinal);
        return (ulong.Parse(entryId.AsSpan(0, dash), System.Globalization.CultureInfo.InvariantCulture), ulong.Parse(entryId.AsSpan(dash + 1), System.Globalization.CultureInfo.InvariantCulture));
    }

    [LoggerMessage(LogLevel.Warning, "Group {Group} could not note how far the issuer's stream has come ({Error}); events are still applied")]
    private static partial void LogNotTold(ILogger logger, string group, string error);
}
