using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>
/// One process's membership in a consumer group: reads new entries, takes over entries that others left behind, and acknowledges. The group is
/// created at the beginning of the stream, and created again whenever Redis has lost it, so nothing is skipped.
/// </summary>
/// <param name="redis">The connection.</param>
/// <param name="stream">The stream's key.</param>
/// <param name="group">The group's name.</param>
/// <param name="consumer">This process's name in the group, unique among all processes.</param>
public sealed class StreamGroup(IConnectionMultiplexer redis, string stream, string group, string consumer)
{
    private static readonly RedisScript RemoveIdleScript = new("remove-idle-consumers");
    private RedisValue _claimCursor = "0-0";

    /// <summary>This process's name in the group.</summary>
    public string Consumer => consumer;

    /// <summary>Reads entries that have not been delivered to any consumer of the group.</summary>
    /// <exception cref="RedisException">Redis is unavailable or rejected the call.</exception>
    public Task<StreamEntry[]> ReadAsync(int count) =>
        WithGroupAsync(static (self, count) => self.Database.StreamReadGroupAsync(self.Stream, self.Group, self.Consumer, ">", count), count);

    /// <summary>
    /// Takes over entries that a consumer has received but not acknowledged for a while, one portion per call; the cursor wraps around.
    /// </summary>
    public async Task<StreamEntry[]> ClaimAsync(TimeSpan idle, int count)
    {
        var claimed = await WithGroupAsync(static (self, of) =>
            self.Database.StreamAutoClaimAsync(self.Stream, self.Group, self.Consumer, (long)of.idle.TotalMilliseconds, self._claimCursor, of.count), (idle, count));
        _claimCursor = claimed.NextStartId.IsNull ? "0-0" : claimed.NextStartId;
        return Array.FindAll(claimed.ClaimedEntries, static entry => !entry.IsNull);
    }

    /// <summary>Acknowledges entries.</summary>
    public Task AcknowledgeAsync(RedisValue[] entryIds) => Database.StreamAcknowledgeAsync(stream, group, entryIds).OrOutageAsync();

    /// <summary>Removes consumers whose processes have ended and which have nothing pending.</summary>
    public async Task<long> RemoveIdleConsumersAsync(TimeSpan idle) =>
        (long)await RemoveIdleScript.EvaluateAsync(Database, [stream], [group, consumer, (long)idle.TotalMilliseconds]);

    private IDatabase Database => redis.GetDatabase();

    private RedisKey Stream => stream;

    private RedisValue Group => group;

    private async Task<T> WithGroupAsync<T, TArgument>(Func<StreamGroup, TArgument, Task<T>> call, TArgument argument)
    {
        try
        {
            return await call(this, argument).OrOutageAsync();
        }
        catch (RedisServerException error) when (error.Message.StartsWith("NOGROUP", StringComparison.Ordinal))
        {
            await CreateAsync();
            return await call(this, argument).OrOutageAsync();
        }
    }

    private async Task CreateAsync()
    {
        try
        {
            await Database.StreamCreateConsumerGroupAsync(stream, group, "0-0", createStream: true).OrOutageAsync();
        }
        catch (RedisServerException error) when (error.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            // Another process created it first.
        }
    }
}
