using KubeCredential.Events;
using KubeCredential.TestServers;
using StackExchange.Redis;

namespace KubeCredential.Messaging.Tests;

/// <summary>Redis with a replica, which Sentinel makes the primary.</summary>
public sealed class RedisFailoverTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_failover_the_same_connection_publishes_to_the_new_primary()
    {
        await using var primary = await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.None }, Token);
        await using var replica = await primary.StartReplicaAsync(Token);
        await using var sentinel = await RedisSentinel.StartNewAsync(primary, Token);
        var options = ConfigurationOptions.Parse(ServiceUsers.InRedis(sentinel.ConnectionString, "issuance"));
        MessagingExtensions.Configure(options);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
        var (publisher, epoch, happened) = (new EventPublisher(redis), Guid.NewGuid(), TestEvents.Issued());
        await publisher.SetEpochAsync(epoch);
        Assert.NotNull(await publisher.PublishAsync(epoch, [happened.Outgoing()]));
        await using var administrator = await ConnectionMultiplexer.ConnectAsync(replica.ConnectionString);
        await Eventually.TrueAsync(async _ => (await administrator.GetDatabase().StreamRangeAsync(MessagingKeys.Stream)).Length == 1, TimeSpan.FromSeconds(30), "the replica has the event", Token);

        await primary.KillAsync(Token);

        // What the replica had is there, the epoch as well, and it goes on.
        await Eventually.TrueAsync(async _ => await publisher.PublishAsync(epoch, [TestEvents.Issued().Outgoing()]) is not null, TimeSpan.FromSeconds(30), "the new primary takes events", Token);
        await Eventually.EqualAsync(replica.Port, async _ => await sentinel.PrimaryPortAsync(Token), TimeSpan.FromSeconds(30), "Sentinel says so", Token);
        Assert.Contains(await administrator.GetDatabase().StreamRangeAsync(MessagingKeys.Stream), entry => CredentialEvent.Parse(entry["event"].ToString()).EventId == happened.EventId);
    }
}
