using KubeCredential.Hosting.Background;
using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>Wakes by pub/sub.</summary>
public static class WakeUpExtensions
{
    /// <summary>Sets the signal at every message on a channel. The client subscribes again by itself after a reconnect.</summary>
    public static Task SubscribeAsync(this WakeUp wakeUp, IConnectionMultiplexer redis, string channel) =>
        redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal(channel), (_, _) => wakeUp.Set());
}
