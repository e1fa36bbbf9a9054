using KubeCredential.Events;
using KubeCredential.TestServers;
using StackExchange.Redis;

namespace KubeCredential.Messaging.Tests;

/// <summary>The content of an erased credential leaves the stream, and the retry queue and the dead letters of a group.</summary>
[Collection(RedisTests.Name)]
public sealed class ErasureTests(MessagingRedis redis) : RedisTest(redis)
{
    private const string Archive = "archive";
    private const string Holder = "Grace Hopper";
    private readonly MessagingRedis _redis = redis;
    private readonly Guid _id = Guid.CreateVersion7();

    private EventInbox Inbox => new(Redis, Archive);

    [Fact]
    public async Task Every_entry_of_the_stream_with_the_content_is_deleted_and_no_other()
    {
        var other = TestEvents.Issued() with { Status = CredentialStatus.ActiveSince(TestEvents.Time) with { Supersedes = _id } };
        var old = Of(EventTypes.CredentialIssued, 1).ToJson().Replace($"\"credentialId\":\"{_id}\",", "", StringComparison.Ordinal); // As written before events had this member.
        Assert.DoesNotContain("credentialId", old, StringComparison.Ordinal);
        await AddAsync(Of(EventTypes.CredentialIssued, 1).ToJson());
        await FillAsync(450);
        await AddAsync(other.ToJson());
        await AddAsync(Of(EventTypes.CredentialSuspended, 2).ToJson());
        await AddAsync(old);
        await AddAsync(Of(EventTypes.CredentialIssued, 1).ToJson().ToUpperInvariant()); // Not readable as an event, but it holds the name.
        await AddAsync($"rubbish {_id} {Holder}");
        await Database.StreamAddAsync(MessagingKeys.Stream, [new("event", Of(EventTypes.CredentialIssued, 1).ToJson()), new("eventId", "1"), new("group", Archive)]);
        await Database.StreamAddAsync(MessagingKeys.Stream, "heartbeat", "{}");
        var erased = await AddAsync(Of(EventTypes.CredentialErased, 3).WithoutContent().ToJson());

        Assert.Equal(6, await new EventEraser(Redis).EraseAsync([_id, Guid.NewGuid()], Token));

        var rest = await Database.StreamRangeAsync(MessagingKeys.Stream);
        Assert.Equal(453, rest.Length);
        Assert.Equal(erased, rest[^1].Id);
        Assert.DoesNotContain(rest, static entry => entry.Values.Any(static field => field.Value.ToString().Contains(Holder, StringComparison.OrdinalIgnoreCase)));
        Assert.Contains(rest, entry => entry.Values[0].Value == other.ToJson());
        Assert.Equal(0, await new EventEraser(Redis).EraseAsync([_id], Token));
    }

    [Fact]
    public async Task Retries_and_dead_letters_lose_the_content_and_keep_their_places()
    {
        var (mine, other, third) = (Of(EventTypes.CredentialIssued, 1), TestEvents.Issued(), TestEvents.Issued());
        var many = Enumerable.Range(2, 450).Select(version => Of(EventTypes.CredentialSuspended, version)).ToArray();
        var settlement = new Settlement
        {
            Retried = { (mine.EventId.ToString(), TimeSpan.FromHours(1), mine.Failed(3)), (other.EventId.ToString(), TimeSpan.FromHours(2), other.Failed()) },
            Dead = { ("entry-1-1", mine.Failed() with { Event = $"rubbish {_id} {Holder}" }), ("entry-1-2", mine.Failed() with { Event = "rubbish of somebody else" }), (third.EventId.ToString(), third.Failed()) },
        };
        settlement.Dead.AddRange(many.Select(static one => (one.EventId.ToString(), one.Failed()))); // All at the same time, and more than one page of them.
        await Inbox.SettleAsync(settlement);
        await Database.HashSetAsync(MessagingKeys.DeadLetterEntries(Archive), "entry-1-3", $"no failed delivery of {_id}");
        await Database.SortedSetAddAsync(MessagingKeys.DeadLetter(Archive), "entry-1-3", 1);
        var before = await Inbox.RetryQueueAsync(10, null);

        Assert.Equal(453, await Inbox.EraseAsync([_id]));

        var retries = await Inbox.RetryQueueAsync(10, null);
        Assert.Equal([before[0] with { Delivery = mine.Failed(3) with { Event = mine.WithoutContent().ToJson() } }, before[1]], retries);
        var dead = await Inbox.DeadLettersAsync(1000, null);
        Assert.Equal(452, dead.Count);
        Assert.Equal(third.Failed(), Assert.Single(dead, one => one.Id == third.EventId.ToString()).Delivery);
        Assert.Contains(dead, static one => one.Id == "entry-1-2");
        Assert.All(many, one => Assert.Equal(one.WithoutContent(), CredentialEvent.Parse(Assert.Single(dead, letter => letter.Id == one.EventId.ToString()).Delivery.Event)));
        Assert.DoesNotContain(dead, static one => one.Delivery.Event.Contains(Holder, StringComparison.Ordinal));
        Assert.Equal(0, await Inbox.EraseAsync([_id]));
    }

    [Fact]
    public async Task An_item_that_has_changed_since_it_was_read_is_left_alone()
    {
        var mine = Of(EventTypes.CredentialIssued, 1);
        await Inbox.SettleAsync(new Settlement { Dead = { ("one", mine.Failed(1)) } });
        var script = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot(), "libraries", "KubeCredential.Messaging", "Scripts", "replace.lua"), Token);

        Assert.Equal(0, (long)await Database.ScriptEvaluateAsync(
            script, [MessagingKeys.DeadLetter(Archive), MessagingKeys.DeadLetterEntries(Archive)], ["one", mine.Failed(2).ToJson(), ""]));

        Assert.Equal(mine.Failed(1), Assert.Single(await Inbox.DeadLettersAsync(10, null)).Delivery);
    }

    [Fact]
    public async Task When_a_group_has_applied_the_erasure_its_queues_hold_nothing_of_the_content()
    {
        var (dead, retried, failing) = (Of(EventTypes.CredentialIssued, 1), Of(EventTypes.CredentialSuspended, 2), Of(EventTypes.CredentialReinstated, 3));
        var erasure = Of(EventTypes.CredentialErased, 4).WithoutContent();
        await Inbox.SettleAsync(new Settlement { Dead = { (dead.EventId.ToString(), dead.Failed()) }, Retried = { (retried.EventId.ToString(), TimeSpan.FromHours(1), retried.Failed()) } });
        await AddAsync(failing.ToJson());
        await AddAsync(erasure.ToJson());
        await using var archive = await TinyConsumer.StartAsync(Archive, _redis.Server.ConnectionString, Token, subscriber => subscriber.Refused[failing.EventId] = true);

        await Eventually.TrueAsync(() => archive.Subscriber.Held.GetValueOrDefault(_id) == 4, Limit, "the erasure is applied", Token);
        await Eventually.TrueAsync(async _ => (await Inbox.DeadLettersAsync(10, null)).Count == 2, Limit, "the event that fails in the same batch is given up", Token);

        IEnumerable<FailedDelivery> all = [.. (await Inbox.DeadLettersAsync(10, null)).Select(static one => one.Delivery), .. (await Inbox.RetryQueueAsync(10, null)).Select(static one => one.Delivery), .. archive.Subscriber.Failed.Select(static one => one.Delivery)];
        Assert.DoesNotContain(all, static one => one.Event.Contains(Holder, StringComparison.Ordinal));
        Assert.Equal([dead.WithoutContent(), retried.WithoutContent()], all.Select(static one => CredentialEvent.Parse(one.Event)).Where(one => one.EventId == dead.EventId || one.EventId == retried.EventId));
    }

    [Fact]
    public async Task What_another_consumer_puts_there_after_the_erasure_is_found_by_the_second_search()
    {
        await AddAsync(Of(EventTypes.CredentialErased, 2).WithoutContent().ToJson());
        await using var archive = await TinyConsumer.StartAsync(Archive, _redis.Server.ConnectionString, Token, null, ("Consumption:AbandonedAfter", "00:00:01"));
        await Eventually.TrueAsync(async _ => await Database.StreamLengthAsync(MessagingKeys.Applied) == 1, Limit, "the erasure is settled", Token);

        await Inbox.SettleAsync(new Settlement { Dead = { ("one", Of(EventTypes.CredentialIssued, 1).Failed()) } });

        await Eventually.TrueAsync(async _ => (await Inbox.FindDeadLetterAsync("one"))?.Delivery.Event.Contains(Holder, StringComparison.Ordinal) == false, Limit, "the content is gone", Token);
    }

    private CredentialEvent Of(string eventType, int version) => TestEvents.Issued(_id, version, Holder) with
    {
        EventType = eventType,
        Status = CredentialStatus.ActiveSince(TestEvents.Time) with { State = EventTypes.StateAfter(eventType)! },
        ContentHash = new string('a', 64),
        ContentSalt = new string('b', 32),
    };

    private async Task<RedisValue> AddAsync(string text) => await Database.StreamAddAsync(MessagingKeys.Stream, "event", text);

    private static string RepositoryRoot()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "KubeCredential.sln"))) directory = Path.GetDirectoryName(directory)!;
        return directory;
    }
}
