using KubeCredential.TestServers;
using StackExchange.Redis;

namespace KubeCredential.Messaging.Tests;

[Collection(RedisTests.Name)]
public sealed class StreamGroupTests(MessagingRedis redis) : RedisTest(redis)
{
    [Fact]
    public async Task A_group_begins_with_the_oldest_entry()
    {
        var ids = await AppendAsync(3);

        Assert.Equal(ids, Ids(await Group("one").ReadAsync(10)));
    }

    [Fact]
    public async Task Consumers_share_the_entries_and_all_may_make_the_group_at_once()
    {
        var ids = await AppendAsync(80);

        var read = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Group($"consumer-{number}").ReadAsync(10)));

        Assert.Equal(ids.Order(), read.SelectMany(Ids).Order());
    }

    [Fact]
    public async Task A_group_that_is_lost_at_any_time_is_made_again_and_nothing_is_skipped()
    {
        var group = Group("one");
        Assert.Empty(await group.ReadAsync(10)); // no stream yet
        var ids = await AppendAsync(2);
        Assert.Equal(ids, Ids(await group.ReadAsync(10)));

        await Database.ExecuteAsync("XGROUP", "DESTROY", MessagingKeys.Stream, MessagingKeys.VerificationGroup);
        var third = await AppendAsync(1);
        string[] all = [.. ids, .. third];
        Assert.Equal(all, Ids(await group.ReadAsync(10)));

        await Database.KeyDeleteAsync(MessagingKeys.Stream);
        var fresh = await AppendAsync(2);
        Assert.Equal(fresh, Ids(await group.ReadAsync(10)));

        await Database.KeyDeleteAsync(MessagingKeys.Stream);
        Assert.Empty(await group.ClaimAsync(TimeSpan.Zero, 10));
        var last = await AppendAsync(1);
        Assert.Equal(last, Ids(await group.ReadAsync(10)));
    }

    [Fact]
    public async Task Taking_over_follows_the_cursor_through_everything_that_was_left()
    {
        var ids = await AppendAsync(25);
        await Group("dead").ReadAsync(25);
        var group = Group("one");

        // Claimed entries can be claimed again at an idle time of zero: only the cursor skips them.
        var taken = new List<string>();
        for (var i = 0; i < 3; i++)
            taken.AddRange(Ids(await group.ClaimAsync(TimeSpan.Zero, 10)));

        Assert.Equal(ids, taken);
        Assert.Equal(ids[..10], Ids(await group.ClaimAsync(TimeSpan.Zero, 10))); // wraps around
        Assert.Equal(25, Assert.Single(await Database.StreamConsumerInfoAsync(MessagingKeys.Stream, MessagingKeys.VerificationGroup), one => one.Name == "one").PendingMessageCount);
    }

    [Fact]
    public async Task Only_what_was_left_for_long_enough_is_taken_over()
    {
        await AppendAsync(2);
        await Group("busy").ReadAsync(10);

        Assert.Empty(await Group("one").ClaimAsync(TimeSpan.FromHours(1), 10));
    }

    [Fact]
    public async Task Entries_that_are_no_longer_in_the_stream_are_passed_over()
    {
        var ids = await AppendAsync(3);
        await Group("dead").ReadAsync(10);
        await Database.StreamDeleteAsync(MessagingKeys.Stream, [ids[1]]);

        Assert.Equal([ids[0], ids[2]], Ids(await Group("one").ClaimAsync(TimeSpan.Zero, 10)));
    }

    [Fact]
    public async Task Acknowledged_entries_are_not_taken_over()
    {
        var ids = await AppendAsync(3);
        var dead = Group("dead");
        await dead.ReadAsync(10);
        await dead.AcknowledgeAsync([ids[0], ids[2]]);

        Assert.Equal([ids[1]], Ids(await Group("one").ClaimAsync(TimeSpan.Zero, 10)));
    }

    [Fact]
    public async Task Idle_consumers_are_removed_but_never_one_with_entries_nor_the_caller()
    {
        await AppendAsync(3);
        await Group("left-entries").ReadAsync(1);
        var (caller, gone) = (Group("caller"), Group("gone"));
        await caller.AcknowledgeAsync([Assert.Single(await caller.ReadAsync(1)).Id]);
        await gone.AcknowledgeAsync([Assert.Single(await gone.ReadAsync(1)).Id]);
        Assert.Equal(["caller", "gone", "left-entries"], await ConsumersAsync());

        Assert.Equal(0, await caller.RemoveIdleConsumersAsync(TimeSpan.FromHours(1)));
        Assert.Equal(3, (await ConsumersAsync()).Length);

        await Eventually.TrueAsync(async _ => await caller.RemoveIdleConsumersAsync(TimeSpan.Zero) == 1, Limit, "one consumer is idle and is removed", Token);
        Assert.Equal(["caller", "left-entries"], await ConsumersAsync());
        Assert.Equal(0, await caller.RemoveIdleConsumersAsync(TimeSpan.Zero));
        Assert.Single(await caller.ClaimAsync(TimeSpan.Zero, 10));
    }

    [Fact]
    public async Task Without_a_group_there_is_nobody_to_remove()
    {
        Assert.Equal(0, await Group("caller").RemoveIdleConsumersAsync(TimeSpan.Zero));
        await AppendAsync(1);
        Assert.Equal(0, await Group("caller").RemoveIdleConsumersAsync(TimeSpan.Zero));
    }

    [Fact]
    public async Task Names_of_consumers_are_never_given_twice() =>
        Assert.Equal(1_000, (await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Task.Run(ConsumerName.Create)))).Distinct().Count());

    [Fact]
    public async Task The_figures_for_operators_tell_lag_pending_and_consumers()
    {
        var inspector = new StreamInspector(Redis);
        Assert.Equivalent(new StreamStats(0, 0, true, 0, []), await inspector.ReadAsync(MessagingKeys.Stream, MessagingKeys.VerificationGroup));
        await AppendAsync(5);
        Assert.Equivalent(new StreamStats(5, 5, true, 0, []), await inspector.ReadAsync(MessagingKeys.Stream, MessagingKeys.VerificationGroup));
        await Group("one").ReadAsync(2);

        var stats = await inspector.ReadAsync(MessagingKeys.Stream, MessagingKeys.VerificationGroup);

        Assert.Equal((5, 3, true, 2), (stats.Length, stats.Lag, stats.LagIsExact, stats.Pending));
        Assert.Equal(("one", 2), (Assert.Single(stats.Consumers).Name, stats.Consumers[0].Pending));
    }

    [Fact]
    public async Task Progress_is_what_changes_when_something_is_read_or_acknowledged()
    {
        var inspector = new StreamInspector(Redis);
        Task<StreamStats> ReadAsync() => inspector.ReadAsync(MessagingKeys.Stream, MessagingKeys.VerificationGroup);
        await AppendAsync(5);
        var group = Group("one");
        var entries = await group.ReadAsync(2);
        var read = (await ReadAsync()).Progress;
        await AppendAsync(1);
        Assert.Equal(read, (await ReadAsync()).Progress); // Only more is waiting.

        await group.AcknowledgeAsync([entries[0].Id]);
        var acknowledged = (await ReadAsync()).Progress;
        await group.ReadAsync(1);

        Assert.Equal(3, new[] { read, acknowledged, (await ReadAsync()).Progress }.Distinct().Count());
    }

    [Fact]
    public async Task Lag_is_counted_from_ids_also_after_Redis_has_read_its_file_again()
    {
        await using var server = await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.Always }, Token);
        StreamStats stats;
        await using (var before = await MessagingRedis.ConnectAsync(server))
        {
            var (database, group) = (before.GetDatabase(), new StreamGroup(before, MessagingKeys.Stream, MessagingKeys.VerificationGroup, "one"));
            for (var i = 0; i < 300; i++) await database.StreamAddAsync(MessagingKeys.Stream, "event", $"{i}");
            await group.AcknowledgeAsync(Array.ConvertAll(await group.ReadAsync(300), static entry => entry.Id));
            await new EventPublisher(before).TrimAsync([], Token);
            for (var i = 0; i < 50; i++) await database.StreamAddAsync(MessagingKeys.Stream, "event", $"{i}");
            await group.AcknowledgeAsync(Array.ConvertAll(await group.ReadAsync(50), static entry => entry.Id));
        }

        await server.StopAsync(Token);
        await server.StartAsync(Token);

        await using var after = await MessagingRedis.ConnectAsync(server);
        stats = await new StreamInspector(after).ReadAsync(MessagingKeys.Stream, MessagingKeys.VerificationGroup);
        Assert.Equal((0, true, 0), (stats.Lag, stats.LagIsExact, stats.Pending));
        await after.GetDatabase().StreamAddAsync(MessagingKeys.Stream, "event", "one more");
        Assert.Equal(1, (await new StreamInspector(after).ReadAsync(MessagingKeys.Stream, MessagingKeys.VerificationGroup)).Lag);
    }

    [Fact]
    public async Task A_great_lag_is_counted_up_to_a_limit()
    {
        await FillAsync(StreamStats.MostCounted + 500);
        await Group("one").ReadAsync(100);

        var stats = await new StreamInspector(Redis).ReadAsync(MessagingKeys.Stream, MessagingKeys.VerificationGroup);

        Assert.Equal((StreamStats.MostCounted, false), (stats.Lag, stats.LagIsExact));
    }

    private static string[] Ids(StreamEntry[] entries) => Array.ConvertAll(entries, static entry => entry.Id.ToString());

    private async Task<string[]> ConsumersAsync() =>
        [.. (await Database.StreamConsumerInfoAsync(MessagingKeys.Stream, MessagingKeys.VerificationGroup)).Select(one => one.Name).Order(StringComparer.Ordinal)];
}
