using KubeCredential.Events;
using Verification.Api.Projection;

namespace Verification.Api.Tests.Storage;

public abstract class ReadModelTests(StorageServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_higher_version_replaces_and_an_equal_or_lower_one_is_a_duplicate()
    {
        var database = await server.CreateAsync();
        var id = Guid.CreateVersion7();
        var (first, second, third) = (TestEvents.Issued(id, 1, "first"), TestEvents.Issued(id, 2, "second", "2030-01-01"), TestEvents.Issued(id, 3, "third"));

        Assert.Equal([second.EventId], await ApplyAsync(database, second));
        Assert.Empty(await ApplyAsync(database, first));
        Assert.Empty(await ApplyAsync(database, second with { EventId = Guid.CreateVersion7() }));
        var known = await database.Store.FindAsync(id, Token);
        Assert.Equal((second.Credential, new DateOnly(2030, 1, 1)), (known!.Text(), known!.ExpiryDate));

        Assert.Equal([third.EventId], await ApplyAsync(database, third));
        known = await database.Store.FindAsync(id, Token);
        Assert.Equal((third.Credential, null), (known!.Text(), known!.ExpiryDate));
        Assert.Equal(1, await database.CountAsync("SELECT COUNT(*) FROM credentials"));
        Assert.Equal(new Dictionary<string, long> { ["applied"] = 2, ["duplicates"] = 2 }, await database.Counters.ReadAsync(Token));
    }

    [Fact]
    public async Task Of_several_versions_in_one_batch_the_highest_counts()
    {
        var database = await server.CreateAsync();
        var (one, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        CredentialEvent[] batch = [TestEvents.Issued(one, 2), TestEvents.Issued(other, 1), TestEvents.Issued(one, 3), TestEvents.Issued(one, 1)];

        Assert.Equivalent(new[] { batch[1].EventId, batch[2].EventId }, await ApplyAsync(database, batch));

        Assert.Equal(batch[2].Credential, (await database.Store.FindAsync(one, Token))!.Text());
        Assert.Equal(new Dictionary<string, long> { ["applied"] = 2, ["duplicates"] = 2 }, await database.Counters.ReadAsync(Token));
    }

    [Fact]
    public async Task An_empty_batch_changes_nothing()
    {
        var database = await server.CreateAsync();

        Assert.Empty(await ApplyAsync(database));
        Assert.Empty(await database.Counters.ReadAsync(Token));
    }

    [Fact]
    public async Task Whatever_the_order_and_however_often_the_content_is_the_same()
    {
        var events = Enumerable.Range(0, 12).Select(_ => Guid.CreateVersion7())
            .SelectMany(id => Enumerable.Range(1, 3).Select(version => TestEvents.Issued(id, version, $"holder {version}"))).ToArray();
        var random = new Random(20260131);
        var hashes = new HashSet<string>();
        for (var round = 0; round < 6; round++)
        {
            var database = await server.CreateAsync();
            CredentialEvent[] sent = [.. events, .. random.GetItems(events, 30)];
            random.Shuffle(sent);
            foreach (var batch in sent.Chunk(random.Next(1, 20)))
                await ApplyAsync(database, batch);
            hashes.Add(await database.HashAsync());
            Assert.Equal(12, await database.CountAsync("SELECT COUNT(*) FROM credentials WHERE version = 3"));
        }

        Assert.Single(hashes);
        Assert.DoesNotContain(await (await server.CreateAsync()).HashAsync(), hashes); // the hash of an empty read model
    }

    [Fact]
    public async Task Appliers_at_the_same_time_neither_deadlock_nor_disagree()
    {
        var database = await server.CreateAsync();
        await ClaimAsync(database);
        var events = Enumerable.Range(0, 40).Select(_ => Guid.CreateVersion7())
            .SelectMany(id => Enumerable.Range(1, 2).Select(version => TestEvents.Issued(id, version, $"holder {version}"))).ToArray();

        var applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(seed => Task.Run(async () =>
        {
            var (mine, changed) = (events.ToArray(), 0);
            new Random(seed).Shuffle(mine);
            foreach (var batch in mine.Chunk(16))
                changed += (await ApplyAsync(database, batch)).Count;
            return changed;
        })));

        var expected = await server.CreateAsync();
        await ApplyAsync(expected, events);
        Assert.Equal(await expected.HashAsync(), await database.HashAsync());
        var comparison = await database.Rebuilds.CompareAsync(2, Token);
        Assert.Equal(comparison.LiveHash, comparison.RebuiltHash);
        var totals = await database.Counters.ReadAsync(Token);
        Assert.Equal(applied.Sum(), totals["applied"]);
        Assert.InRange(totals["applied"], 40, 80);
        Assert.Equal(6 * 80, totals["applied"] + totals["duplicates"]);
    }

    [Fact]
    public async Task While_a_generation_is_built_changes_go_into_both_with_the_same_time()
    {
        var database = await server.CreateAsync();
        var (before, during) = (TestEvents.Issued(), TestEvents.Issued());
        await ApplyAsync(database, before);
        await ClaimAsync(database);

        Assert.Equal([during.EventId], await ApplyAsync(database, during, before));

        Assert.Equal(2, await database.CountAsync("SELECT COUNT(*) FROM credentials WHERE generation = 1"));
        Assert.Equal(2, await database.CountAsync("SELECT COUNT(*) FROM credentials WHERE generation = 2")); // an event that is sent again is not a duplicate in the new generation
        Assert.Equal(2, await database.CountAsync(
            "SELECT COUNT(*) FROM credentials a JOIN credentials b ON a.id = b.id AND a.applied_at = b.applied_at WHERE a.generation = 1 AND b.generation = 2"));
        Assert.Equal(new Dictionary<string, long> { ["applied"] = 2, ["duplicates"] = 1 }, await database.Counters.ReadAsync(Token));
    }

    [Fact]
    public async Task A_failed_batch_leaves_nothing_behind()
    {
        var database = await server.CreateAsync();
        await database.RefuseAsync("Refused");

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => ApplyAsync(database, TestEvents.Issued(), TestEvents.Issued(holder: "Refused"), TestEvents.Issued()));

        Assert.Equal(0, await database.CountAsync("SELECT COUNT(*) FROM credentials"));
        Assert.Empty(await database.Counters.ReadAsync(Token));
    }

    [Fact]
    public async Task A_moment_with_another_offset_is_kept_as_the_moment_it_is()
    {
        var database = await server.CreateAsync();
        var happened = TestEvents.Issued() with { Timestamp = TestEvents.Time.ToOffset(TimeSpan.FromHours(5.5)) };

        Assert.Equal([happened.EventId], await ApplyAsync(database, happened));

        Assert.Equal(TestEvents.Time, Assert.Single(await database.Store.NewestAsync(1, Token)).OriginalTimestamp);
    }

    [Theory]
    [InlineData("Ælfgifu \"the\" O'Neil — 資格 👩‍🎓 \\ \t ' ; -- ]]>")]
    [InlineData("1")]
    [InlineData("null")]
    public async Task Text_is_kept_as_it_is(string holder)
    {
        var database = await server.CreateAsync();
        var happened = TestEvents.Issued(holder: holder, metadata: """{"number":1e400,"zero":-0,"escaped":"\u0041\u0000\/","list":[[],[null]]}""");

        await ApplyAsync(database, happened);

        Assert.Equal(happened.Credential, (await database.Store.FindAsync(happened.CredentialId, Token))!.Text());
        Assert.Equal(holder, Assert.Single(await database.Store.NewestAsync(1, Token)).HolderName);
    }

    [Fact]
    public async Task The_newest_are_those_applied_last_and_only_of_the_live_generation()
    {
        var database = await server.CreateAsync();
        var events = Enumerable.Range(0, 5).Select(number => TestEvents.Issued(holder: $"holder {number}")).ToArray();
        await ApplyAsync(database, events);
        for (var i = 0; i < events.Length; i++)
            await database.ExecuteAsync($"UPDATE credentials SET applied_at = {database.Dialect.NowPlus($"{i}")} WHERE holder_name = 'holder {i}'");
        await database.ExecuteAsync("INSERT INTO credentials (generation, id, version, event_id, event_type, correlation_id, occurred_at, applied_at, holder_name, credential_type, state, status, key_id, signature) SELECT 9, id, version, event_id, event_type, correlation_id, occurred_at, applied_at, 'other generation', credential_type, state, status, key_id, signature FROM credentials");

        var newest = await database.Store.NewestAsync(3, Token);

        Assert.Equal(["holder 4", "holder 3", "holder 2"], newest.Select(one => one.HolderName));
        Assert.Equal(
            (events[4].CredentialId, events[4].EventId, events[4].CorrelationId, "Bachelor of Science", TestEvents.Time),
            (newest[0].CredentialId, newest[0].EventId, newest[0].CorrelationId, newest[0].CredentialType, newest[0].OriginalTimestamp));
        Assert.Null(await database.Store.FindAsync(Guid.CreateVersion7(), Token));
    }

    [Fact]
    public async Task Counters_add_up_also_when_many_count_at_once()
    {
        var database = await server.CreateAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => database.Counters.AddAsync([("one", 1), ("none", 0), ("two", 2)], [], Token))));

        Assert.Equal(new Dictionary<string, long> { ["one"] = 20, ["two"] = 40 }, await database.Counters.ReadAsync(Token));
    }

    [Fact]
    public async Task An_order_of_the_operator_holds_until_the_next()
    {
        var database = await server.CreateAsync();
        var control = new ConsumptionControl(database.Dialect);
        Assert.False(await control.IsIsolatedAsync(Token));

        await control.SetIsolatedAsync(true, "maintenance", "key:test", Token);
        Assert.True(await new ConsumptionControl(database.Dialect).IsIsolatedAsync(Token));
        Assert.Equal(1, await database.CountAsync("SELECT COUNT(*) FROM consumption_control WHERE reason = 'maintenance' AND changed_by <> ''"));
        await control.SetIsolatedAsync(false, null, "key:test", Token);
        Assert.False(await control.IsIsolatedAsync(Token));
    }

    private static Task<HashSet<Guid>> ApplyAsync(TestDatabase database, params CredentialEvent[] events) =>
        database.Model.ApplyAsync(Array.ConvertAll(events, TestDatabase.ChangeOf), Token);

    private static async Task ClaimAsync(TestDatabase database)
    {
        await database.Rebuilds.RequestAsync("key:test", Token);
        Assert.Equal(2, (await database.Rebuilds.ClaimAsync(Token))!.Value.Generation);
    }
}

public sealed class ReadModelOnSqliteTests(SqliteStorage server) : ReadModelTests(server);

public sealed class ReadModelOnPostgresTests(PostgresStorage server) : ReadModelTests(server);
