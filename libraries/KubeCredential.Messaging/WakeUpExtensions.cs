using KubeCredential.Hosting.Background;
using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>Wake-ups by pub/sub.</summary>
public static class WakeUpExtensions
{
    /// <summary>Sets the signal on every message of a channel. The client resubscribes automatically after a reconnect.</summary>
    public static Task SubscribeAsync(this WakeUp wakeUp, IConnectionMultiplexer redis, string channel) =>
        redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal(channel), (_, _) => wakeUp.Set());
}
