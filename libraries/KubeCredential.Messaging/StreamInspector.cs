using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>Reads figures about streams and queues for operators.</summary>
/// <param name="redis">The connection.</param>
public sealed class StreamInspector(IConnectionMultiplexer redis)
{
    private const int Portion = 1000; // Counted in a few milliseconds, during which Redis serves nobody else.
    private static readonly RedisScript BehindScript = new("behind");

    /// <summary>The state of a stream and one of its groups. A stream or group that does not exist yet counts as empty.</summary>
    /// <exception cref="RedisException">Redis is unavailable.</exception>
    public async Task<StreamStats> ReadAsync(string stream, string group)
    {
        var database = redis.GetDatabase();
        if (!await database.KeyExistsAsync(stream).OrOutageAsync()) return new StreamStats(0, 0, true, 0, []);
        var length = database.StreamLengthAsync(stream).OrOutageAsync();
        var found = (await database.StreamGroupInfoAsync(stream).OrOutageAsync()).FirstOrDefault(one => one.Name == group);
        if (found.Name is null)
        {
            var all = await length;
            return new StreamStats(all, all, true, 0, []);
        }

        var consumers = await database.StreamConsumerInfoAsync(stream, group).OrOutageAsync();
        var (lag, isExact) = await CountBehindAsync(database, stream, found.LastDeliveredId ?? "0-0");
        var oldest = found.PendingMessageCount == 0 ? RedisValue.Null : (await database.StreamPendingAsync(stream, group).OrOutageAsync()).LowestPendingMessageId;
        return new StreamStats(
            await length, lag, isExact, found.PendingMessageCount, [.. consumers.Select(static one => new ConsumerStats(one.Name, one.PendingMessageCount, one.IdleTimeInMilliseconds))])
        {
            Progress = $"{found.LastDeliveredId} {oldest}",
        };
    }

    private static async Task<(long Count, bool IsExact)> CountBehindAsync(IDatabase database, string stream, string entryId)
    {
        var (count, looked) = (0L, 0L);
        while (true)
        {
            var portion = (RedisResult[])(await BehindScript.EvaluateReadOnlyAsync(database, [stream], [entryId, Portion]))!;
            count += (long)portion[2];
            looked += (long)portion[0];
            if ((long)portion[0] < Portion) return (count, true);
            if (looked >= StreamStats.MostCounted) return (count, false);
            entryId = (string)portion[1]!;
        }
    }

    /// <summary>All groups of the event stream and all expected groups, by name.</summary>
    /// <param name="expected">Groups that are included even if they have not been created yet.</param>
    /// <exception cref="RedisException">Redis is unavailable.</exception>
    public async Task<IReadOnlyList<GroupStats>> ReadGroupsAsync(IEnumerable<string> expected)
    {
        var database = redis.GetDatabase();
        var found = await database.KeyExistsAsync(MessagingKeys.Stream).OrOutageAsync() ? await database.StreamGroupInfoAsync(MessagingKeys.Stream).OrOutageAsync() : [];
        var groups = new List<GroupStats>();
        foreach (var name in found.Select(static one => one.Name).Union(expected, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (stream, queues) = (await ReadAsync(MessagingKeys.Stream, name), await ReadQueuesAsync(name));
            groups.Add(new GroupStats(
                name, stream.Lag, stream.LagIsExact, stream.Pending, stream.Consumers.Count, stream.Consumers.Count == 0 ? null : stream.Consumers.Min(static one => one.IdleMilliseconds),
                queues.Retry, queues.Dead));
        }

        return groups;
    }

    /// <summary>The sizes of a group's retry queue and of its dead letters, and when its next retry is due in milliseconds since 1970, or null.</summary>
    /// <exception cref="RedisException">Redis is unavailable.</exception>
    public async Task<(long Retry, long Dead, long? NextRetry)> ReadQueuesAsync(string group)
    {
        var database = redis.GetDatabase();
        var retry = database.SortedSetLengthAsync(MessagingKeys.Retry(group)).OrOutageAsync();
        var dead = database.SortedSetLengthAsync(MessagingKeys.DeadLetter(group)).OrOutageAsync();
        var next = await database.SortedSetRangeByRankWithScoresAsync(MessagingKeys.Retry(group), 0, 0).OrOutageAsync();
        return (await retry, await dead, next is [var first] ? (long)first.Score : null);
    }
}
