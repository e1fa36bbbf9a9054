using KubeCredential.Events;
using KubeCredential.Messaging.Consuming;
using KubeCredential.TestServers;

namespace KubeCredential.Messaging.Tests;

/// <summary>What makes a consumer read: an announcement, and the poll in case an announcement was lost.</summary>
[Collection(RedisTests.Name)]
public sealed class WakingTests(MessagingRedis redis) : RedisTest(redis)
{
    private const string Archive = "archive";
    private readonly MessagingRedis _redis = redis;

    [Fact]
    public async Task An_announced_event_is_read_at_once_and_not_by_the_next_poll()
    {
        await using var consumer = await StartAsync(pollInterval: "00:01:00");
        var (publisher, epoch, happened) = (new EventPublisher(Redis), Guid.NewGuid(), TestEvents.Issued());
        await publisher.SetEpochAsync(epoch);

        await publisher.PublishAsync(epoch, [happened.Outgoing()]);

        await HoldsAsync(consumer, happened); // Within a third of the time to the next poll.
    }

    [Fact]
    public async Task An_event_whose_announcement_was_lost_is_found_by_the_next_poll()
    {
        await using var consumer = await StartAsync(pollInterval: "00:00:01");
        var happened = TestEvents.Issued();

        await Database.StreamAddAsync(MessagingKeys.Stream, [new("event", happened.ToJson()), new("eventId", happened.EventId.ToString())]); // No PUBLISH.

        await HoldsAsync(consumer, happened);
    }

    [Fact]
    public void Unless_told_otherwise_a_consumer_polls_once_a_second() => Assert.Equal(TimeSpan.FromSeconds(1), new ConsumptionOptions().PollInterval);

    /// <summary>Starts a consumer that has read the empty stream by the time this returns: from then on it only waits.</summary>
    private async Task<TinyConsumer> StartAsync(string pollInterval)
    {
        var consumer = await TinyConsumer.StartAsync(Archive, _redis.Server.ConnectionString, Token, settings: [("Consumption:PollInterval", pollInterval)]);
        await Eventually.TrueAsync(() => consumer.Status.IsListening, Limit, "the consumer has read once", Token);
        return consumer;
    }

    private static Task HoldsAsync(TinyConsumer consumer, CredentialEvent happened) =>
        Eventually.TrueAsync(() => consumer.Subscriber.Held.ContainsKey(happened.CredentialId), Limit, "the consumer holds the event", Token);
}
