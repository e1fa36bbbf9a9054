using KubeCredential.Events;
using KubeCredential.Messaging.Consuming;
using KubeCredential.TestServers;
using Microsoft.Extensions.DependencyInjection;

namespace KubeCredential.Messaging.Tests;

/// <summary>The consumer runtime with a minimal subscriber, on a real Redis: tests use two groups where one could affect the other.</summary>
[Collection(RedisTests.Name)]
public sealed class ConsumerTests(MessagingRedis redis) : RedisTest(redis)
{
    private const string Archive = "archive";
    private const string Notices = "notices";
    private readonly MessagingRedis _redis = redis;

    private ConsumerGroupRetirement Retirement => new(Redis);

    [Fact]
    public async Task Every_group_applies_every_event_and_confirms_it_in_its_own_name()
    {
        await using var archive = await StartAsync(Archive);
        await using var notices = await StartAsync(Notices);
        var events = Issued(30);
        await PublishAsync(events);

        foreach (var consumer in (TinyConsumer[])[archive, notices]) await HoldsAsync(consumer, events);
        var said = await SaidAsync(static said => said.Count == 60);
        Assert.All(events, one => Assert.Equal([(Archive, "applied"), (Notices, "applied")], OutcomesOf(said, one)));

        // Published again, they are reported as duplicates, and nothing changes.
        await PublishAsync(events[..3]);
        said = await SaidAsync(static said => said.Count == 66);
        Assert.Equal(6, said.Count(static one => one.Outcome == ConfirmationOutcome.Duplicate));
    }

    [Fact]
    public async Task A_refused_event_stands_alone_after_halving_is_retried_and_becomes_a_dead_letter_of_its_group_only()
    {
        var events = Issued(16);
        var bad = events[5];
        await PublishAsync(events); // Before any consumer runs, so that all arrive in one batch.
        await using var archive = await StartAsync(Archive, subscriber => subscriber.Refused[bad.CredentialId] = true);
        await using var notices = await StartAsync(Notices);

        var dead = await Eventually.ResultAsync(_ => archive.Inbox.DeadLettersAsync(10, null), static dead => dead.Count > 0, Limit, "the bad event is given up", Token);

        Assert.Equal((bad.EventId.ToString(), 3), Assert.Single(dead) is { } letter ? (letter.Id, letter.Delivery.Attempts) : default);
        Assert.Equal([16, 8, 4, 4, 2, 1, 1, 2, 8, 1, 1], archive.Subscriber.Batches); // Halved down to the bad event, the rest applied at once; then its two retries.
        Assert.Equal([false, false, true], archive.Subscriber.Failed.Select(static one => one.IsDead));
        await HoldsAsync(archive, events.Where(one => one != bad));
        await HoldsAsync(notices, events);
        var said = await SaidAsync(static said => said.Count == 32);
        Assert.Equal([(Archive, "dead"), (Notices, "applied")], OutcomesOf(said, bad));
        Assert.Equal((0, 0, null), await new StreamInspector(Redis).ReadQueuesAsync(Notices));

        // The other group skipped the retries without applying, counting or confirming them again.
        await DrainedAsync(Notices);
        Assert.Empty(notices.Subscriber.Failed);
        Assert.Equal(32, (await SaidAsync(static _ => true)).Count);

        // Reprocessed once the cause is gone, it is applied, and the other group skips it again.
        archive.Subscriber.Refused.Clear();
        Assert.Equal(1, await archive.Inbox.ReprocessAsync(dead));
        Assert.Equal([(Archive, "dead"), (Archive, "applied"), (Notices, "applied")], OutcomesOf(await SaidAsync(static said => said.Count == 33), bad));
        await DrainedAsync(Notices);
    }

    [Fact]
    public async Task An_event_of_an_unknown_type_is_a_dead_letter_at_once_and_the_rest_of_its_batch_goes_on()
    {
        var (unknown, good) = (TestEvents.Issued() with { EventType = "CREDENTIAL_FRAMED" }, Issued(4));
        await PublishAsync([.. good[..2], unknown, .. good[2..]]);
        await using var archive = await StartAsync(Archive);

        await HoldsAsync(archive, good);
        var dead = await Eventually.ResultAsync(_ => archive.Inbox.DeadLettersAsync(10, null), static dead => dead.Count == 1, Limit, "the unknown one is given up", Token);
        Assert.Equal((unknown.EventId.ToString(), 1, "The event's type is not known to this version."), (dead[0].Id, dead[0].Delivery.Attempts, dead[0].Delivery.Reason));
        Assert.Equal([5], archive.Subscriber.Batches);
        Assert.Equal([(Archive, "dead")], OutcomesOf(await SaidAsync(static said => said.Count == 5), unknown));
    }

    [Fact]
    public async Task While_its_store_is_unavailable_a_group_reads_nothing_and_uses_up_no_attempt_and_the_other_goes_on()
    {
        await using var archive = await StartAsync(Archive, static subscriber => subscriber.IsAway = true);
        await using var notices = await StartAsync(Notices);
        var events = Issued(5);
        await PublishAsync(events);

        await HoldsAsync(notices, events);
        await Eventually.TrueAsync(() => archive.Status.Circuit.State != "closed", Limit, "the breaker of the group opens", Token);
        Assert.Equal("closed", notices.Status.Circuit.State);
        Assert.Empty(archive.Subscriber.Batches);

        archive.Subscriber.IsAway = false;
        await HoldsAsync(archive, events);
        Assert.Empty(archive.Subscriber.Failed);
        Assert.All(events, one => Assert.Equal(1, archive.Subscriber.Held[one.CredentialId]));
    }

    [Fact]
    public async Task The_stream_is_trimmed_behind_the_slowest_group_until_that_is_retired()
    {
        var publisher = new EventPublisher(Redis);
        var events = Issued(300);
        var notices = await StartAsync(Notices);
        await PublishAsync(events[..1]);
        await HoldsAsync(notices, events[..1]);
        await notices.DisposeAsync(); // It dies.
        await using var archive = await StartAsync(Archive);
        await PublishAsync(events[1..]);
        await HoldsAsync(archive, events);
        await DrainedAsync(Archive);

        Assert.Equal(0, await publisher.TrimAsync([], Token));
        var group = Assert.Single(await new StreamInspector(Redis).ReadGroupsAsync([]), static one => one.Name == Notices);
        Assert.Equal((299, true, 0), (group.Lag, group.LagIsExact, group.Pending));

        var retired = await Eventually.ResultAsync(_ => Retirement.RetireAsync(Notices), static retired => retired.State != RetirementState.Running, Limit, "its consumers are gone", Token);

        Assert.Equal(RetirementState.Retired, retired.State);
        Assert.InRange(await publisher.TrimAsync([], Token), 200, 300);
        Assert.Equal([Archive], (await new StreamInspector(Redis).ReadGroupsAsync([])).Select(static one => one.Name));
    }

    [Fact]
    public async Task Nothing_is_trimmed_before_every_required_group_has_been_made()
    {
        var publisher = new EventPublisher(Redis);
        await using var archive = await StartAsync(Archive);
        var events = Issued(300);
        await PublishAsync(events);
        await HoldsAsync(archive, events);
        await DrainedAsync(Archive);

        Assert.Equal(0, await publisher.TrimAsync([Archive, Notices], Token));
        Assert.InRange(await publisher.TrimAsync([Archive], Token), 200, 300);
    }

    [Fact]
    public async Task A_retired_group_takes_its_retries_and_dead_letters_with_it_and_nobody_elses()
    {
        var (one, two) = (TestEvents.Issued(), TestEvents.Issued());
        foreach (var group in (string[])[Archive, Notices])
        {
            await new EventInbox(Redis, group).SettleAsync(new Settlement
            {
                Retried = { (one.EventId.ToString(), TimeSpan.FromHours(1), one.Failed()) },
                Dead = { (two.EventId.ToString(), two.Failed()) },
            });
        }

        await PublishAsync([one]);
        await Group("gone", Notices).ReadAsync(1);
        Assert.Equal(RetirementState.Running, (await Retirement.RetireAsync(Notices)).State);
        var kept = await new StreamInspector(Redis).ReadQueuesAsync(Notices);
        Assert.Equal((1, 1), (kept.Retry, kept.Dead));
        await Database.ExecuteAsync("XGROUP", "DELCONSUMER", MessagingKeys.Stream, Notices, "gone");

        var looked = await Retirement.LookAsync(Notices);
        var retired = await Retirement.RetireAsync(Notices);

        Assert.Equivalent(new RetiredGroup(RetirementState.Retired, 0, 1, 1, [two.EventId.ToString()]), retired, strict: true);
        Assert.Equivalent(retired, looked, strict: true);
        Assert.Equal((0, 0, null), await new StreamInspector(Redis).ReadQueuesAsync(Notices));
        foreach (var key in (string[])[MessagingKeys.RetryEntries(Notices), MessagingKeys.DeadLetterEntries(Notices)]) Assert.False(await Database.KeyExistsAsync(key));
        var others = await new StreamInspector(Redis).ReadQueuesAsync(Archive);
        Assert.Equal((1, 1), (others.Retry, others.Dead));
        Assert.Equal(RetirementState.Unknown, (await Retirement.RetireAsync(Notices)).State);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Verification")]
    [InlineData("a b")]
    [InlineData("a:entries")]
    [InlineData("a\n")]
    [InlineData("1a")]
    [InlineData("a-name-that-is-longer-than-forty-characters")]
    public void A_name_that_could_be_taken_for_something_else_is_no_groups(string name) => Assert.Throws<ArgumentException>(() => new ConsumerGroup(name));

    [Fact]
    public void A_process_consumes_for_one_group() =>
        Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddConsumer<TinySubscriber>(Archive).AddConsumer<TinySubscriber>(Notices));

    private Task<TinyConsumer> StartAsync(string group, Action<TinySubscriber>? prepare = null) => TinyConsumer.StartAsync(group, _redis.Server.ConnectionString, Token, prepare);

    private static CredentialEvent[] Issued(int count) => [.. Enumerable.Range(0, count).Select(static _ => TestEvents.Issued(maxRetries: 0))];

    private async Task PublishAsync(CredentialEvent[] events)
    {
        var (publisher, epoch) = (new EventPublisher(Redis), Guid.NewGuid());
        await publisher.SetEpochAsync(epoch);
        Assert.NotNull(await publisher.PublishAsync(epoch, Array.ConvertAll(events, static one => one.Outgoing())));
    }

    private static async Task HoldsAsync(TinyConsumer consumer, IEnumerable<CredentialEvent> events)
    {
        var expected = events.Select(static one => one.CredentialId).ToHashSet();
        await Eventually.TrueAsync(() => expected.SetEquals(consumer.Subscriber.Held.Keys), Limit, "the consumer holds what it should, and nothing else", Token);
    }

    /// <summary>Waits until a group has read and acknowledged everything in the stream.</summary>
    private Task DrainedAsync(string group) => Eventually.TrueAsync(
        async _ => await new StreamInspector(Redis).ReadAsync(MessagingKeys.Stream, group) is { Lag: 0, Pending: 0 }, Limit, $"{group} has handled everything", Token);

    private Task<List<Confirmation>> SaidAsync(Func<List<Confirmation>, bool> until) => Eventually.ResultAsync(
        async _ => (await Database.StreamRangeAsync(MessagingKeys.Applied)).Select(static entry => ConfirmationReader.Read(entry)!).ToList(), until, Limit, "the issuer is told", Token);

    private static IEnumerable<(string Group, string Outcome)> OutcomesOf(List<Confirmation> said, CredentialEvent happened) =>
        said.Where(one => one.EventId == happened.EventId).Select(static one => (one.Group, one.Outcome)).OrderBy(static one => one.Group, StringComparer.Ordinal);
}
