using System.Collections.Concurrent;
using KubeCredential.Events;
using KubeCredential.TestServers;
using StackExchange.Redis;

namespace KubeCredential.Messaging.Tests;

[Collection(RedisTests.Name)]
public sealed class EventPublisherTests(MessagingRedis redis) : RedisTest(redis)
{
    private readonly Guid _epoch = Guid.NewGuid();

    private EventPublisher Publisher => new(Redis);

    [Fact]
    public async Task Events_are_appended_and_announced_in_order_with_all_their_fields()
    {
        var heard = new ConcurrentQueue<string>();
        await using var other = await ConnectionMultiplexer.ConnectAsync(Redis.Configuration);
        (await other.GetSubscriber().SubscribeAsync(RedisChannel.Literal("credential-events"))).OnMessage(message => heard.Enqueue(message.Message.ToString())); // one at a time, in order
        var events = Enumerable.Range(1, 50).Select(version => TestEvents.Issued(version: version, holder: $"Ünï {version} 🎓")).ToArray();
        await Publisher.SetEpochAsync(_epoch);

        var ids = await Publisher.PublishAsync(_epoch, Array.ConvertAll(events, one => one.Outgoing($"parent-{one.Version}", one.Version % 2 == 0 ? "state=1" : null)));

        var entries = await Database.StreamRangeAsync("{credential-events}:stream");
        Assert.Equal(ids, entries.Select(entry => entry.Id.ToString()));
        for (var i = 0; i < events.Length; i++)
        {
            Assert.Equal(["event", "eventId", "traceparent", "tracestate", "signature", "keyId"], entries[i].Values.Select(field => field.Name.ToString()));
            Assert.Equal([events[i].ToJson(), events[i].EventId.ToString(), $"parent-{i + 1}", i % 2 == 1 ? "state=1" : "", events[i].Signed().Signature!.Value.Value, TestIssuer.KeyId], entries[i].Values.Select(field => field.Value.ToString()));
        }

        await Eventually.TrueAsync(() => heard.Count == events.Length, Limit, "every event was announced", Token);
        Assert.Equal(events.Select(one => one.ToJson()), heard);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_the_epoch_or_with_another_nothing_is_appended_or_announced(bool another)
    {
        if (another)
            await Publisher.SetEpochAsync(Guid.NewGuid());
        var heard = new ConcurrentQueue<string>();
        await using var other = await ConnectionMultiplexer.ConnectAsync(Redis.Configuration);
        (await other.GetSubscriber().SubscribeAsync(RedisChannel.Literal(MessagingKeys.Channel))).OnMessage(message => heard.Enqueue(message.Message.ToString()));

        Assert.Null(await Publisher.PublishAsync(_epoch, [TestEvents.Issued().Outgoing()]));
        Assert.Null(await Publisher.PublishAsync(_epoch, []));

        Assert.False(await Database.KeyExistsAsync(MessagingKeys.Stream));
        await Database.PublishAsync(RedisChannel.Literal(MessagingKeys.Channel), "last");
        await Eventually.TrueAsync(() => heard.Contains("last"), Limit, "a later message arrives", Token);
        Assert.Equal(["last"], heard);
    }

    [Fact]
    public async Task The_epoch_can_be_asked_for_and_checked_without_publishing()
    {
        Assert.Null(await Publisher.GetEpochAsync());
        await Publisher.SetEpochAsync(_epoch);

        Assert.Equal(_epoch, await Publisher.GetEpochAsync());
        Assert.Empty((await Publisher.PublishAsync(_epoch, []))!);
        Assert.False(await Database.KeyExistsAsync(MessagingKeys.Stream));
    }

    [Fact]
    public async Task An_event_is_waiting_until_the_group_has_acknowledged_it()
    {
        var (happened, id) = await PublishAsync();
        Assert.Equal(DeliveryPlace.Waiting, await PlaceAsync(happened, id)); // no group yet

        var group = Group("one");
        var (later, laterId) = await PublishAsync();
        Assert.Equal(id, Assert.Single(await group.ReadAsync(1)).Id);
        Assert.Equal(DeliveryPlace.Waiting, await PlaceAsync(happened, id)); // being handled
        Assert.Equal(DeliveryPlace.Waiting, await PlaceAsync(later, laterId)); // not read

        await group.AcknowledgeAsync([id]);
        Assert.Equal(DeliveryPlace.Gone, await PlaceAsync(happened, id));
        Assert.Equal(DeliveryPlace.Waiting, await PlaceAsync(later, laterId));
    }

    [Fact]
    public async Task Another_group_has_no_say_in_where_an_event_is()
    {
        var (happened, id) = await PublishAsync();
        var others = Group("one", group: "audit");
        await others.ReadAsync(10);
        await others.AcknowledgeAsync([id]);

        Assert.Equal(DeliveryPlace.Waiting, await PlaceAsync(happened, id));
    }

    [Fact]
    public async Task Retry_queue_and_dead_letters_are_looked_at_whatever_became_of_the_entry()
    {
        var retried = TestEvents.Issued();
        var dead = TestEvents.Issued();
        await new EventInbox(Redis, MessagingKeys.VerificationGroup).SettleAsync(new Settlement
        {
            Retried = { (retried.EventId.ToString(), TimeSpan.FromHours(1), retried.Failed()) },
            Dead = { (dead.EventId.ToString(), dead.Failed()) },
        });

        Assert.Equal([DeliveryPlace.Retry, DeliveryPlace.Dead], await Publisher.InspectAsync(MessagingKeys.VerificationGroup, [(retried.EventId, "1-1"), (dead.EventId, null)]));
    }

    [Fact]
    public async Task What_Redis_has_lost_is_gone_also_when_another_event_has_its_entry_id()
    {
        var (lost, successor) = (TestEvents.Issued(), TestEvents.Issued());
        Assert.Equal(DeliveryPlace.Gone, await PlaceAsync(lost, "5-1")); // an empty Redis
        Assert.Equal(DeliveryPlace.Gone, await PlaceAsync(lost, null));
        await Database.StreamAddAsync(MessagingKeys.Stream, [new("event", lost.ToJson()), new("eventId", lost.EventId.ToString())], "5-1");
        Assert.Equal(DeliveryPlace.Waiting, await PlaceAsync(lost, "5-1"));

        // The tail of the append-only file is lost, and the next event gets the same entry ID.
        await Database.KeyDeleteAsync(MessagingKeys.Stream);
        await Database.StreamAddAsync(MessagingKeys.Stream, [new("event", successor.ToJson()), new("eventId", successor.EventId.ToString())], "5-1");

        Assert.Equal([DeliveryPlace.Gone, DeliveryPlace.Waiting], await Publisher.InspectAsync(MessagingKeys.VerificationGroup, [(lost.EventId, "5-1"), (successor.EventId, "5-1")]));
    }

    [Fact]
    public async Task Nothing_unread_or_pending_is_ever_trimmed()
    {
        var ids = await AppendAsync(450);
        Assert.Equal(0, await Publisher.TrimAsync([], Token)); // nobody has read anything

        var group = Group("one");
        await group.ReadAsync(400);
        Assert.Equal(0, await Publisher.TrimAsync([], Token)); // all of it pending
        await group.AcknowledgeAsync([.. ids[..120].Select(id => (RedisValue)id)]);
        await group.AcknowledgeAsync([.. ids[121..400].Select(id => (RedisValue)id)]);

        Assert.Equal(100, await Publisher.TrimAsync([], Token)); // whole nodes of 100 before the pending entry
        Assert.Equal(ids[100..], await StreamIdsAsync(MessagingKeys.Stream));

        await group.AcknowledgeAsync([ids[120]]);
        Assert.InRange(await Publisher.TrimAsync([], Token), 200, 299);
        var left = await StreamIdsAsync(MessagingKeys.Stream);
        Assert.Equal(ids[^left.Length..], left);
        Assert.Equal(ids[400..], Array.ConvertAll(await group.ReadAsync(100), entry => entry.Id.ToString()));
    }

    [Fact]
    public async Task Of_two_groups_the_slowest_decides()
    {
        var ids = await AppendAsync(300);
        var (quick, slow) = (Group("one"), Group("one", group: "audit"));
        await slow.ReadAsync(1);
        await slow.AcknowledgeAsync([ids[0]]);
        await quick.ReadAsync(300);
        await quick.AcknowledgeAsync([.. ids.Select(id => (RedisValue)id)]);

        Assert.Equal(0, await Publisher.TrimAsync([], Token));

        Assert.Equal(ids[1..], Array.ConvertAll(await slow.ReadAsync(300), entry => entry.Id.ToString()));
        await slow.AcknowledgeAsync([.. ids[1..].Select(id => (RedisValue)id)]);
        Assert.InRange(await Publisher.TrimAsync([], Token), 200, 299);
    }

    [Fact]
    public async Task However_much_has_been_handled_nothing_of_it_is_left()
    {
        var group = Group("one");
        await FillAsync(35_000); // Redis removes about 10,000 per call.
        for (var rest = 35_000; rest > 0;)
        {
            var entries = await group.ReadAsync(5000);
            await group.AcknowledgeAsync(Array.ConvertAll(entries, static entry => entry.Id));
            rest -= entries.Length;
        }

        Assert.InRange(await Publisher.TrimAsync([], Token), 34_900, 35_000);
        Assert.InRange(await Database.StreamLengthAsync(MessagingKeys.Stream), 0, 100);
    }

    [Fact]
    public async Task Without_a_group_nothing_is_trimmed_and_both_streams_are()
    {
        await AppendAsync(250, MessagingKeys.Applied);
        Assert.Equal(0, await Publisher.TrimAsync([], Token));

        var group = Group("one", MessagingKeys.IssuanceGroup, MessagingKeys.Applied);
        await group.AcknowledgeAsync(Array.ConvertAll(await group.ReadAsync(250), entry => entry.Id));

        Assert.Equal(200, await Publisher.TrimAsync([], Token));
    }

    private async Task<(CredentialEvent Happened, string EntryId)> PublishAsync()
    {
        var happened = TestEvents.Issued();
        await Publisher.SetEpochAsync(_epoch);
        return (happened, Assert.Single((await Publisher.PublishAsync(_epoch, [happened.Outgoing()]))!));
    }

    private async Task<DeliveryPlace> PlaceAsync(CredentialEvent happened, string? entryId) =>
        Assert.Single(await Publisher.InspectAsync(MessagingKeys.VerificationGroup, [(happened.EventId, entryId)]));
}
