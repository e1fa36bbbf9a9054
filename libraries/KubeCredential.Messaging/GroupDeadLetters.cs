using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>
/// The dead letters of any consumer group, as the issuer sees them. Moving one back to the stream is left to the group's own service: only it knows whether what went wrong is put right.
/// </summary>
/// <param name="redis">The connection.</param>
public sealed class GroupDeadLetters(IConnectionMultiplexer redis)
{
    private static readonly RedisScript PageScript = new("page");
    private static readonly RedisScript DropScript = new("drop");

    /// <summary>A page of a group's dead letters, newest first.</summary>
    /// <exception cref="RedisException">Redis is unavailable.</exception>
    public async Task<IReadOnlyList<QueuedDelivery>> PageAsync(string group, int limit, (string Id, long Score)? after)
    {
        RedisValue[] arguments = after is { } last ? ["last", limit, last.Id, last.Score] : ["last", limit];
        return QueuedDelivery.AllOf((RedisValue[])(await PageScript.EvaluateReadOnlyAsync(redis.GetDatabase(), [MessagingKeys.DeadLetter(group), MessagingKeys.DeadLetterEntries(group)], arguments))!);
    }

    /// <summary>One dead letter of a group, or null.</summary>
    /// <exception cref="RedisException">Redis is unavailable.</exception>
    public async Task<QueuedDelivery?> FindAsync(string group, string id)
    {
        var database = redis.GetDatabase();
        var score = database.SortedSetScoreAsync(MessagingKeys.DeadLetter(group), id).OrOutageAsync();
        var entry = await database.HashGetAsync(MessagingKeys.DeadLetterEntries(group), id).OrOutageAsync();
        return await score is { } at ? new QueuedDelivery(id, (long)at, FailedDelivery.ParseOrDescribe(entry.ToString(), (long)at)) : null;
    }

    /// <summary>Removes a dead letter permanently, and informs nobody: the issuer must not be waiting for the group. One that has changed meanwhile is left alone.</summary>
    /// <returns>Whether it was removed.</returns>
    /// <exception cref="RedisException">Redis is unavailable, or did not answer in time; the same call may be repeated.</exception>
    public async Task<bool> DropAsync(string group, QueuedDelivery deadLetter) =>
        (long)await DropScript.EvaluateAsync(redis.GetDatabase(), [MessagingKeys.DeadLetter(group), MessagingKeys.DeadLetterEntries(group)], [deadLetter.Id, deadLetter.Score]) == 1;
}
