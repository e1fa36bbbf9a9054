using KubeCredential.Events;
using KubeCredential.Messaging.Consuming;
using KubeCredential.TestServers;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeCredential.Messaging.Tests;

/// <summary>A heartbeat of the issuer is heard by a group when, and only when, the group has handled everything before it.</summary>
[Collection(RedisTests.Name)]
public sealed class HeartbeatTests(MessagingRedis redis) : RedisTest(redis), IAsyncLifetime
{
    private const string Archive = "archive";
    private readonly MessagingRedis _redis = redis;
    private readonly Guid _epoch = Guid.NewGuid();
    private int _number;

    private EventPublisher Publisher => new(Redis);

    private EventInbox Inbox => new(Redis, Archive);

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await Publisher.SetEpochAsync(_epoch);
    }

    [Fact]
    public async Task It_is_heard_once_everything_before_it_has_been_applied_and_counts_as_no_event()
    {
        var events = Issued(10);
        await PublishAsync(events[..5]);
        var heartbeat = await BeatAsync();
        await PublishAsync(events[5..]);
        await using var archive = await StartAsync();

        await HeardAsync(archive, heartbeat);

        await Eventually.TrueAsync(() => archive.Subscriber.Held.Count == 10, Limit, "everything is applied", Token);
        Assert.Equal(10, archive.Subscriber.Batches.Sum());
        Assert.Equal((10, 0), (archive.Status.Applied, archive.Status.Failed));
        await DrainedAsync();
        Assert.Equal(10, await Database.StreamLengthAsync(MessagingKeys.Applied));
        Assert.Equal(heartbeat, Assert.Single(archive.Subscriber.Heard));
    }

    [Fact]
    public async Task While_an_earlier_entry_is_pending_anywhere_in_the_group_it_is_not_heard()
    {
        var events = Issued(2);
        await PublishAsync(events);
        var other = Group("other", Archive);
        var pending = Assert.Single(await other.ReadAsync(1));
        var heartbeat = await BeatAsync();
        await using var archive = await StartAsync(("Consumption:AbandonedAfter", "00:10:00"));

        await Eventually.TrueAsync(async _ => await new StreamInspector(Redis).ReadAsync(MessagingKeys.Stream, Archive) is { Lag: 0, Pending: 1 }, Limit, "all the rest is handled", Token);
        await LooksAsync(archive, 4);
        Assert.Empty(archive.Subscriber.Heard);

        await other.AcknowledgeAsync([pending.Id]);
        await HeardAsync(archive, heartbeat);
    }

    [Fact]
    public async Task While_an_event_waits_for_its_retry_none_is_heard()
    {
        await Inbox.SettleAsync(new Settlement { Retried = { ("one", TimeSpan.FromHours(1), TestEvents.Issued().Failed()) } });
        await using var archive = await StartAsync();
        await BeatAsync();
        await DrainedAsync();
        await LooksAsync(archive, 4);
        Assert.Empty(archive.Subscriber.Heard);

        await Database.KeyDeleteAsync(MessagingKeys.Retry(Archive));
        var heartbeat = await BeatAsync();
        await HeardAsync(archive, heartbeat);
    }

    /// <summary>What the issuer did has not arrived while it is a dead letter; what is no event at all never was the issuer's.</summary>
    [Fact]
    public async Task While_an_event_is_a_dead_letter_none_is_heard_but_rubbish_holds_nothing_up()
    {
        var refused = TestEvents.Issued();
        await Inbox.SettleAsync(new Settlement { Dead = { (refused.EventId.ToString(), refused.Failed()), ("entry-1-1", refused.Failed()) } });
        await using var archive = await StartAsync();
        await BeatAsync();
        await DrainedAsync();
        await LooksAsync(archive, 4);
        Assert.Empty(archive.Subscriber.Heard);

        Assert.True(await Inbox.DiscardAsync(refused.EventId.ToString(), null));
        var heartbeat = await BeatAsync();
        await HeardAsync(archive, heartbeat);
    }

    /// <summary>A retry leaves the queue for a place behind the heartbeat: the queue is empty then, but the event is not applied.</summary>
    [Fact]
    public async Task A_retry_that_was_moved_back_behind_it_spoils_it()
    {
        var (subscriber, group) = (new TinySubscriber(), Group("one", Archive));
        var heartbeats = Heartbeats(subscriber);
        var late = TestEvents.Issued();
        await PublishAsync([late]);
        await Inbox.SettleAsync(new Settlement { Acknowledged = { Assert.Single(await group.ReadAsync(10)).Id }, Retried = { (late.EventId.ToString(), TimeSpan.Zero, late.Failed()) } });
        await HearAsync(heartbeats, group);
        Assert.Equal(1, await Inbox.PromoteDueAsync(10));

        await heartbeats.PromoteAsync(Token);
        Assert.Empty(subscriber.Heard);
        Assert.False(heartbeats.AreWaiting);

        var again = Assert.Single(await group.ReadAsync(10));
        var next = await HearAsync(heartbeats, group);
        await heartbeats.PromoteAsync(Token);
        Assert.Empty(subscriber.Heard);
        await group.AcknowledgeAsync([again.Id]);
        await heartbeats.PromoteAsync(Token);
        Assert.Equal(next, Assert.Single(subscriber.Heard));
    }

    [Fact]
    public async Task Of_several_that_have_come_true_only_the_newest_is_heard_in_whatever_order_they_were_read()
    {
        var (subscriber, group) = (new TinySubscriber(), Group("one", Archive));
        var heartbeats = Heartbeats(subscriber);
        var read = new List<(string, string, IssuerHeartbeat)>();
        for (var i = 0; i < 3; i++)
        {
            await PublishAsync(Issued(1));
            var sent = await BeatAsync();
            var entries = await group.ReadAsync(2);
            await group.AcknowledgeAsync([entries[1].Id]);
            if (i < 2) await group.AcknowledgeAsync([entries[0].Id]); // The last event stays pending.
            read.Add((entries[1].Id.ToString(), sent.ToJson(), sent));
        }

        heartbeats.Add([read[2], read[0]]);
        heartbeats.Add([read[1]]);
        await heartbeats.PromoteAsync(Token);

        Assert.Equal(read[1].Item3, Assert.Single(subscriber.Heard));
        Assert.True(heartbeats.AreWaiting);
    }

    [Fact]
    public async Task What_Redis_has_lost_is_never_heard()
    {
        var (subscriber, group) = (new TinySubscriber(), Group("one", Archive));
        var heartbeats = Heartbeats(subscriber);
        await PublishAsync(Issued(1));
        await group.ReadAsync(1); // Pending until Redis loses it.
        await HearAsync(heartbeats, group);
        await heartbeats.PromoteAsync(Token);
        Assert.True(heartbeats.AreWaiting);

        await _redis.Server.FlushAllAsync(Token);
        await Publisher.SetEpochAsync(_epoch);
        await PublishAsync(Issued(1));
        await group.ReadAsync(1);
        await heartbeats.PromoteAsync(Token);

        Assert.Empty(subscriber.Heard);
        Assert.False(heartbeats.AreWaiting);
    }

    /// <summary>A later version of the issuer may say more.</summary>
    [Fact]
    public async Task One_with_a_member_that_this_version_does_not_know_is_heard()
    {
        var sent = Make().ToJson().Replace("{", "{\"more\":1,", StringComparison.Ordinal);
        var heartbeat = IssuerHeartbeat.Parse(sent);
        Assert.Equal(sent, heartbeat.ToJson());
        await Database.StreamAddAsync(MessagingKeys.Stream, "heartbeat", sent);
        await using var archive = await StartAsync();

        await HeardAsync(archive, heartbeat);
    }

    /// <summary>A Redis that has lost its data may give an ID again, in the same millisecond or after its clock was set back.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_whose_ID_was_given_to_another_entry_is_never_heard(bool isHeartbeat)
    {
        var (subscriber, group) = (new TinySubscriber(), Group("one", Archive));
        var heartbeats = Heartbeats(subscriber);
        await PublishAsync(Issued(1));
        await group.ReadAsync(1);
        await HearAsync(heartbeats, group);
        var id = (await Database.StreamRangeAsync(MessagingKeys.Stream))[^1].Id;

        await Database.KeyDeleteAsync(MessagingKeys.Stream);
        await Database.StreamAddAsync(MessagingKeys.Stream, [isHeartbeat ? new("heartbeat", Make().ToJson()) : new("event", TestEvents.Issued().ToJson())], id);
        await Group("one", Archive).AcknowledgeAsync([Assert.Single(await Group("one", Archive).ReadAsync(1)).Id]);
        await heartbeats.PromoteAsync(Token);

        Assert.Empty(subscriber.Heard);
        Assert.False(heartbeats.AreWaiting);
    }

    [Fact]
    public async Task A_redis_of_another_epoch_takes_none()
    {
        Assert.Null(await Publisher.HeartbeatAsync(Guid.NewGuid(), Make()));
        Assert.False(await Database.KeyExistsAsync(MessagingKeys.Stream));
    }

    [Fact]
    public async Task A_stream_that_nobody_reads_does_not_grow_by_heartbeats()
    {
        for (var i = 0; i < 3; i++) await BeatAsync();
        await PublishAsync(Issued(1));
        for (var i = 0; i < 2; i++) await BeatAsync();
        var last = await BeatAsync();

        var entries = await Database.StreamRangeAsync(MessagingKeys.Stream);
        Assert.Equal(["heartbeat", "event", "heartbeat"], entries.Select(static entry => entry.Values[0].Name.ToString()));
        Assert.Equal(last, IssuerHeartbeat.Parse(entries[^1].Values[0].Value.ToString()));
        Assert.Equal(("heartbeat", 3), (entries[^1].Values[0].Name.ToString(), entries[^1].Values.Length));
    }

    [Fact]
    public async Task Heartbeats_alone_are_no_lag()
    {
        var other = Group("other", Archive);
        await other.ReadAsync(1); // Creates the group.
        await BeatAsync();
        var inspector = new StreamInspector(Redis);
        Assert.Equal((0, true), await inspector.ReadAsync(MessagingKeys.Stream, Archive) is var idle ? (idle.Lag, idle.LagIsExact) : default);
        await PublishAsync(Issued(3));
        await BeatAsync();
        Assert.Equal((3, true), await inspector.ReadAsync(MessagingKeys.Stream, Archive) is var busy ? (busy.Lag, busy.LagIsExact) : default);
    }

    [Fact]
    public async Task A_subscriber_that_fails_to_note_one_goes_on_applying_events()
    {
        await using var archive = await StartAsync();
        archive.Subscriber.IsDeaf = true;
        await BeatAsync();
        await DrainedAsync();
        await PublishAsync(Issued(3));
        await Eventually.TrueAsync(() => archive.Subscriber.Held.Count == 3, Limit, "events are applied", Token);

        archive.Subscriber.IsDeaf = false;
        await HeardAsync(archive, await BeatAsync());
        Assert.Equal("closed", archive.Status.Circuit.State);
        Assert.All(archive.Loops.Loops, static loop => Assert.Null(loop.LastError));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("no JSON")]
    [InlineData("""{"asOf":"yesterday","position":"1.1","sentAt":"2026-01-31T08:15:30.123Z"}""")]
    public async Task One_that_cannot_be_read_is_a_dead_letter(string text)
    {
        var entry = await Database.StreamAddAsync(MessagingKeys.Stream, "heartbeat", text);
        await using var archive = await StartAsync();

        var dead = Assert.Single(await Eventually.ResultAsync(_ => Inbox.DeadLettersAsync(10, null), static dead => dead.Count > 0, Limit, "it is given up", Token));

        Assert.Equal(($"entry-{entry}", text, 1), (dead.Id, dead.Delivery.Event, dead.Delivery.Attempts));
        Assert.Empty(archive.Subscriber.Heard);
        Assert.False(await Database.KeyExistsAsync(MessagingKeys.Applied));
    }

    private static CredentialEvent[] Issued(int count) => [.. Enumerable.Range(0, count).Select(static _ => TestEvents.Issued())];

    private IssuerHeartbeat Make() => new(TestEvents.Time.AddSeconds(++_number), $"1.{_number}", TestEvents.Time.AddSeconds(_number));

    private HeardHeartbeats Heartbeats(TinySubscriber subscriber) => new(Redis, new ConsumerGroup(Archive), subscriber, NullLogger<HeardHeartbeats>.Instance);

    private Task<TinyConsumer> StartAsync(params (string Name, string Value)[] settings) => TinyConsumer.StartAsync(Archive, _redis.Server.ConnectionString, Token, null, settings);

    private async Task PublishAsync(CredentialEvent[] events) => Assert.NotNull(await Publisher.PublishAsync(_epoch, Array.ConvertAll(events, static one => one.Outgoing())));

    private async Task<IssuerHeartbeat> BeatAsync()
    {
        var heartbeat = Make();
        Assert.NotNull(await Publisher.HeartbeatAsync(_epoch, heartbeat));
        return heartbeat;
    }

    /// <summary>Sends a heartbeat; the group reads and acknowledges it.</summary>
    private async Task<IssuerHeartbeat> HearAsync(HeardHeartbeats heartbeats, StreamGroup group)
    {
        var sent = await BeatAsync();
        var entry = (await group.ReadAsync(10))[^1];
        await group.AcknowledgeAsync([entry.Id]);
        heartbeats.Add([(entry.Id.ToString(), sent.ToJson(), sent)]);
        return sent;
    }

    private static Task HeardAsync(TinyConsumer consumer, IssuerHeartbeat heartbeat) =>
        Eventually.TrueAsync(() => consumer.Subscriber.Heard.Contains(heartbeat), Limit, "the heartbeat is heard", Token);

    private Task DrainedAsync() => Eventually.TrueAsync(
        async _ => (await Database.StreamGroupInfoAsync(MessagingKeys.Stream)) is [{ PendingMessageCount: 0 } group]
            && group.LastDeliveredId == (await Database.StreamInfoAsync(MessagingKeys.Stream)).LastGeneratedId.ToString(),
        Limit, "the group has handled everything", Token);

    private static async Task LooksAsync(TinyConsumer consumer, int looks)
    {
        var before = consumer.Subscriber.Looks;
        await Eventually.TrueAsync(() => consumer.Subscriber.Looks >= before + looks, Limit, "the consumers have looked again", Token);
    }
}
