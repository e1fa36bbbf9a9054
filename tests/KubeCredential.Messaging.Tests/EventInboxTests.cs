using System.Collections.Concurrent;
using KubeCredential.Events;
using KubeCredential.TestServers;
using StackExchange.Redis;

namespace KubeCredential.Messaging.Tests;

[Collection(RedisTests.Name)]
public sealed class EventInboxTests(MessagingRedis redis) : RedisTest(redis)
{
    private static readonly TimeSpan s_later = TimeSpan.FromHours(1);

    private EventInbox Inbox => new(Redis, MessagingKeys.VerificationGroup);

    [Fact]
    public void An_entry_is_read_without_believing_it()
    {
        Assert.Equal(
            new ReceivedEvent("1-1", "{}", "parent", "state", 3, TestEvents.Time),
            EventInbox.Read(new StreamEntry("1-1", [new("event", "{}"), new("traceparent", "parent"), new("tracestate", "state"), new("attempts", "3"), new("firstFailedAt", "2026-01-31T08:15:30.123Z")])));
        Assert.Equal(new ReceivedEvent("1-2", null, null, null, null, null), EventInbox.Read(new StreamEntry("1-2", [new("other", "1")])));
        Assert.Equal(
            new ReceivedEvent("1-3", "", null, null, null, null),
            EventInbox.Read(new StreamEntry("1-3", [new("event", ""), new("traceparent", ""), new("attempts", "-3"), new("firstFailedAt", "never")])));
    }

    [Fact]
    public async Task Settling_does_every_move_at_once_and_may_be_repeated()
    {
        var heard = new ConcurrentQueue<string>();
        await using var other = await ConnectionMultiplexer.ConnectAsync(Redis.Configuration);
        await other.GetSubscriber().SubscribeAsync(RedisChannel.Literal(MessagingKeys.Applied), (_, message) => heard.Enqueue(message.ToString()));
        var ids = await AppendAsync(4);
        var group = Group("one");
        await group.ReadAsync(10);
        var (applied, retried, dead) = (TestEvents.Issued(version: 2), TestEvents.Issued(), TestEvents.Issued());
        var settlement = new Settlement
        {
            Acknowledged = { ids[0], ids[1], ids[2] },
            Confirmed = { applied.Confirmed(), dead.Confirmed(ConfirmationOutcome.Dead, "refused") },
            Retried = { (Key(retried), s_later, retried.Failed(2)) },
            Dead = { (Key(dead), dead.Failed(6)) },
        };

        await Inbox.SettleAsync(settlement);

        Assert.Equal([applied.Confirmed(), dead.Confirmed(ConfirmationOutcome.Dead, "refused")], await ConfirmationsAsync());
        await AssertMovedAsync();
        await Inbox.SettleAsync(settlement);
        Assert.Equal(4, (await ConfirmationsAsync()).Length); // reported twice, which the issuer tolerates
        await AssertMovedAsync();
        await Eventually.TrueAsync(() => heard.Count == 2, Limit, "the issuer was woken each time", Token);

        async Task AssertMovedAsync()
        {
            Assert.Equal([ids[3]], Array.ConvertAll(await group.ClaimAsync(TimeSpan.Zero, 10), entry => entry.Id.ToString()));
            var waiting = Assert.Single(await Inbox.RetryQueueAsync(10, null));
            Assert.Equal((Key(retried), retried.Failed(2)), (waiting.Id, waiting.Delivery));
            Assert.InRange(waiting.At, await NowAsync() + s_later - TimeSpan.FromMinutes(1), await NowAsync() + s_later);
            var given = Assert.Single(await Inbox.DeadLettersAsync(10, null));
            Assert.Equal((Key(dead), dead.Failed(6)), (given.Id, given.Delivery));
            Assert.InRange(given.At, await NowAsync() - TimeSpan.FromMinutes(1), await NowAsync());
        }
    }

    [Fact]
    public async Task A_second_copy_of_an_event_replaces_the_first()
    {
        var happened = TestEvents.Issued();
        await RetryAsync(s_later, happened.Failed(1), happened);
        await RetryAsync(s_later, happened.Failed(2), happened);
        Assert.Equal(2, Assert.Single(await Inbox.RetryQueueAsync(10, null)).Delivery.Attempts);

        await KillAsync(happened);
        Assert.Empty(await Inbox.RetryQueueAsync(10, null)); // a dead letter, so no longer in the retry queue
        await KillAsync(happened);

        Assert.Single(await Inbox.DeadLettersAsync(10, null));
        Assert.Equal(0, await Database.HashLengthAsync(MessagingKeys.RetryEntries(MessagingKeys.VerificationGroup)));
        Assert.Equal(1, await Database.HashLengthAsync(MessagingKeys.DeadLetterEntries(MessagingKeys.VerificationGroup)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_applied_event_no_longer_waits_whichever_copy_was_applied(bool dead)
    {
        var (happened, other) = (TestEvents.Issued(), TestEvents.Issued());
        foreach (var one in (CredentialEvent[])[happened, other])
            await (dead ? KillAsync(one) : RetryAsync(s_later, one.Failed(), one));
        if (dead) await Inbox.SettleAsync(new Settlement { Dead = { ($"doubted-{Key(happened)}", happened.Failed()) } });

        await Inbox.SettleAsync(new Settlement { Confirmed = { happened.Confirmed() } });

        Assert.Equal(Key(other), Assert.Single(await (dead ? Inbox.DeadLettersAsync(10, null) : Inbox.RetryQueueAsync(10, null))).Id);
        Assert.Equal(1, await Database.HashLengthAsync(dead ? MessagingKeys.DeadLetterEntries(MessagingKeys.VerificationGroup) : MessagingKeys.RetryEntries(MessagingKeys.VerificationGroup)));
    }

    [Fact]
    public async Task Only_what_is_due_goes_back_to_the_stream_and_keeps_its_attempts()
    {
        var (due, later, limited) = (TestEvents.Issued(retryCount: 2), TestEvents.Issued(), TestEvents.Issued());
        await RetryAsync(s_later, later.Failed(), later);
        await RetryAsync(TimeSpan.Zero, due.Failed(attempts: 2), due);
        Assert.Equal(1, await Inbox.PromoteDueAsync(10));

        var received = EventInbox.Read(Assert.Single(await Group("one").ReadAsync(10)));
        Assert.Equal((due.ToJson(), 2, TestEvents.Time), (received.Json, received.Attempts, received.FirstFailedAt));
        Assert.Equal((due.Failed().TraceParent, due.Failed().TraceState), (received.TraceParent, received.TraceState));
        Assert.Equal(Key(later), Assert.Single(await Inbox.RetryQueueAsync(10, null)).Id);
        Assert.Equal(0, await Inbox.PromoteDueAsync(10));
        Assert.Equal(due.EventId.ToString(), (await Database.StreamRangeAsync(MessagingKeys.Stream))[0]["eventId"].ToString());

        await RetryAsync(TimeSpan.Zero, limited.Failed(), limited);
        await RetryAsync(TimeSpan.Zero, due.Failed(), due);
        Assert.Equal(1, await Inbox.PromoteDueAsync(1));
        Assert.Equal(1, await Inbox.PromoteDueAsync(1));
        Assert.Equal(0, await Inbox.PromoteDueAsync(1));
    }

    [Fact]
    public async Task An_entry_that_was_spoilt_by_hand_is_shown_goes_back_and_can_be_discarded()
    {
        string[] spoilt = ["rubbish", "{}", "null", """{"event":null}"""];
        foreach (var text in spoilt)
        {
            await Database.SortedSetAddAsync(MessagingKeys.Retry(MessagingKeys.VerificationGroup), text, 1);
            await Database.HashSetAsync(MessagingKeys.RetryEntries(MessagingKeys.VerificationGroup), text, text);
            await Database.SortedSetAddAsync(MessagingKeys.DeadLetter(MessagingKeys.VerificationGroup), text, 1);
            await Database.HashSetAsync(MessagingKeys.DeadLetterEntries(MessagingKeys.VerificationGroup), text, text);
        }

        await Database.SortedSetAddAsync(MessagingKeys.DeadLetter(MessagingKeys.VerificationGroup), "without", 1);

        Assert.Equal(4, (await Inbox.RetryQueueAsync(10, null)).Count);
        Assert.Equal(4, await Inbox.PromoteDueAsync(10));
        Assert.Equal(spoilt.Order(StringComparer.Ordinal), (await Database.StreamRangeAsync(MessagingKeys.Stream)).Select(entry => entry["event"].ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(5, (await Inbox.DeadLettersAsync(10, null)).Count);
        foreach (var id in (string[])[.. spoilt, "without"])
        {
            Assert.Equal(id, (await Inbox.FindDeadLetterAsync(id))?.Id);
            Assert.True(await Inbox.DiscardAsync(id, null));
        }

        Assert.Empty(await Inbox.DeadLettersAsync(10, null));
        Assert.False(await Database.KeyExistsAsync(MessagingKeys.Applied));
    }

    [Fact]
    public async Task Reprocessing_sets_the_attempts_to_zero_and_announces_nothing_as_lost()
    {
        var happened = TestEvents.Issued(retryCount: 6);
        await KillAsync(happened);

        Assert.Equal(1, await Inbox.ReprocessAsync(await Inbox.DeadLettersAsync(10, null)));

        var entry = Assert.Single(await Database.StreamRangeAsync(MessagingKeys.Stream));
        var received = EventInbox.Read(entry);
        Assert.Equal((0, null), (received.Attempts, received.FirstFailedAt));
        Assert.Equal(happened with { RetryCount = 0 }, CredentialEvent.Parse(received.Json!));
        Assert.Equal([DeliveryPlace.Waiting], await new EventPublisher(Redis).InspectAsync(MessagingKeys.VerificationGroup, [(happened.EventId, entry.Id.ToString())]));
        Assert.Equal(0, await Database.HashLengthAsync(MessagingKeys.DeadLetterEntries(MessagingKeys.VerificationGroup)));
    }

    [Fact]
    public async Task Reprocessing_at_the_same_time_moves_each_once()
    {
        var events = Enumerable.Range(0, 200).Select(_ => TestEvents.Issued()).ToArray();
        await KillAsync(events);
        var read = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Inbox.DeadLettersAsync(500, null)));

        var moved = await Task.WhenAll(read.Select(page => page.Chunk(20)).SelectMany(chunks => chunks).Select(chunk => Inbox.ReprocessAsync(chunk)));

        Assert.Equal(200, moved.Sum());
        Assert.Equal(
            events.Select(Key).Order(), (await Database.StreamRangeAsync(MessagingKeys.Stream)).Select(entry => entry["eventId"].ToString()).Order());
        Assert.Empty(await Inbox.DeadLettersAsync(10, null));
    }

    [Fact]
    public async Task Reprocessing_leaves_what_has_failed_again_meanwhile()
    {
        var (again, other) = (TestEvents.Issued(), TestEvents.Issued());
        await KillAsync(again, other);
        var read = await Inbox.DeadLettersAsync(10, null);
        var first = read.Single(one => one.Id == Key(again)).Score;
        await Eventually.TrueAsync(
            async _ =>
            {
                await KillAsync(again);
                return (await Inbox.FindDeadLetterAsync(Key(again)))!.Score > first;
            },
            Limit, "it has failed again at a later time", Token);

        Assert.Equal(1, await Inbox.ReprocessAsync(read));

        Assert.Equal(Key(again), Assert.Single(await Inbox.DeadLettersAsync(10, null)).Id);
        Assert.Equal(Key(other), Assert.Single(await Database.StreamRangeAsync(MessagingKeys.Stream))["eventId"].ToString());
    }

    [Fact]
    public async Task Pages_of_dead_letters_are_newest_first_and_neither_skip_nor_repeat_when_entries_vanish_or_come()
    {
        var events = Enumerable.Range(0, 12).Select(_ => TestEvents.Issued()).ToArray();
        await KillAsync(events);
        // Four at each of three times, because all events of a settled batch have the same time.
        for (var i = 0; i < 12; i++)
            await Database.SortedSetAddAsync(MessagingKeys.DeadLetter(MessagingKeys.VerificationGroup), Key(events[i]), 1_000 + (i / 4));
        var order = (await Inbox.DeadLettersAsync(50, null)).ToArray();
        Assert.Equal([1_002, 1_002, 1_002, 1_002, 1_001, 1_001, 1_001, 1_001, 1_000, 1_000, 1_000, 1_000], order.Select(one => one.Score));

        var seen = new List<string>();
        (string, long)? after = null;
        while (await Inbox.DeadLettersAsync(3, after) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(one => one.Id));
            after = (page[^1].Id, page[^1].Score);
            Assert.True(await Inbox.DiscardAsync(page[^1].Id, null));
            await KillAsync(TestEvents.Issued()); // newer than all of them
        }

        Assert.Equal(order.Select(one => one.Id), seen);
    }

    [Fact]
    public async Task Pages_of_the_oldest_and_of_the_retry_queue_go_the_other_way_and_do_not_skip_or_repeat_either()
    {
        var events = Enumerable.Range(0, 8).Select(_ => TestEvents.Issued()).ToArray();
        await KillAsync(events);
        foreach (var happened in events)
            await RetryAsync(s_later, happened.Failed(), happened);
        foreach (var (set, number) in events.SelectMany((_, number) => ((string[])[MessagingKeys.DeadLetter(MessagingKeys.VerificationGroup), MessagingKeys.Retry(MessagingKeys.VerificationGroup)]).Select(set => (set, number))))
            await Database.SortedSetAddAsync(set, Key(events[number]), 9_000_000_000_000 + (number / 4));

        foreach (var (set, readAsync) in ((string, Func<int, (string, long)?, Task<IReadOnlyList<QueuedDelivery>>>)[])
            [(MessagingKeys.DeadLetter(MessagingKeys.VerificationGroup), Inbox.OldestDeadLettersAsync), (MessagingKeys.Retry(MessagingKeys.VerificationGroup), Inbox.RetryQueueAsync)])
        {
            var order = await readAsync(50, null);
            Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1], order.Select(one => one.Score - 9_000_000_000_000));
            var seen = new List<string>();
            (string, long)? after = null;
            while (await readAsync(3, after) is { Count: > 0 } page)
            {
                seen.AddRange(page.Select(one => one.Id));
                after = (page[^1].Id, page[^1].Score);
                await Database.SortedSetRemoveAsync(set, page[^1].Id);
            }

            Assert.Equal(order.Select(one => one.Id), seen);
        }
    }

    [Fact]
    public async Task Discarding_takes_away_one_and_tells_the_issuer()
    {
        var (unwanted, other) = (TestEvents.Issued(), TestEvents.Issued());
        await KillAsync(unwanted, other);

        Assert.True(await Inbox.DiscardAsync(Key(unwanted), unwanted.Confirmed(ConfirmationOutcome.Discarded, "not ours")));
        Assert.False(await Inbox.DiscardAsync(Key(unwanted), unwanted.Confirmed(ConfirmationOutcome.Discarded, "not ours")));

        Assert.Equal([unwanted.Confirmed(ConfirmationOutcome.Discarded, "not ours")], await ConfirmationsAsync());
        Assert.Null(await Inbox.FindDeadLetterAsync(Key(unwanted)));
        Assert.Equal(other.Failed(6), (await Inbox.FindDeadLetterAsync(Key(other)))?.Delivery);
        Assert.Equal(1, await Database.HashLengthAsync(MessagingKeys.DeadLetterEntries(MessagingKeys.VerificationGroup)));
    }

    [Fact]
    public async Task The_sizes_of_the_queues_and_the_next_retry_are_told()
    {
        var inspector = new StreamInspector(Redis);
        Assert.Equal((0, 0, null), await inspector.ReadQueuesAsync(MessagingKeys.VerificationGroup));
        var events = Enumerable.Range(0, 3).Select(_ => TestEvents.Issued()).ToArray();
        await RetryAsync(s_later, events[0].Failed(), events[0]);
        await RetryAsync(s_later * 2, events[1].Failed(), events[1]);
        await KillAsync(events[2]);

        var (retry, dead, next) = await inspector.ReadQueuesAsync(MessagingKeys.VerificationGroup);

        Assert.Equal((2, 1), (retry, dead));
        Assert.Equal((await Inbox.RetryQueueAsync(1, null))[0].Score, next);
    }

    private static string Key(CredentialEvent happened) => happened.EventId.ToString();

    private async Task<DateTimeOffset> NowAsync() => await Redis.GetServers()[0].TimeAsync();

    private Task KillAsync(params CredentialEvent[] events)
    {
        var settlement = new Settlement();
        settlement.Dead.AddRange(events.Select(one => (Key(one), one.Failed(6))));
        return Inbox.SettleAsync(settlement);
    }

    private Task RetryAsync(TimeSpan delay, FailedDelivery delivery, CredentialEvent happened) =>
        Inbox.SettleAsync(new Settlement { Retried = { (Key(happened), delay, delivery) } });

    private async Task<Confirmation?[]> ConfirmationsAsync()
    {
        var entries = await Database.StreamRangeAsync(MessagingKeys.Applied);
        Assert.All(entries, entry => Assert.Equal("verification", entry["group"].ToString()));
        return Array.ConvertAll(entries, ConfirmationReader.Read);
    }
}
