using KubeCredential.Events;
using Verification.Api.Rebuild;

namespace Verification.Api.Tests.Storage;

public abstract class RebuildStoreTests(StorageServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_rebuild_at_a_time_is_asked_for_and_claimed_by_one()
    {
        var database = await server.CreateAsync();
        Assert.Null(await database.Rebuilds.LatestAsync(Token));
        Assert.Null(await database.Rebuilds.ClaimAsync(Token));

        var asked = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => database.Rebuilds.RequestAsync("key:test", Token))));
        Assert.Single(asked, one => one.Requested);
        var id = Assert.Single(asked.Select(one => one.Rebuild.Id).Distinct());
        Assert.Equal((RebuildState.Requested, 0L, null), (asked[0].Rebuild.State, asked[0].Rebuild.EventsRead, asked[0].Rebuild.HashesAgreed));

        var claimed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => database.Rebuilds.ClaimAsync(Token))));
        Assert.Equal((id, 2), Assert.Single(claimed, one => one is not null));
        Assert.Equal((id, RebuildState.Running), await StateAsync(database));
        Assert.False((await database.Rebuilds.RequestAsync("key:test", Token)).Requested);
    }

    [Fact]
    public async Task An_abandoned_rebuild_is_taken_over_and_its_first_owner_has_lost_it()
    {
        var database = await server.CreateAsync();
        var live = TestEvents.Issued();
        await database.ApplyAsync(live);
        var (id, generation) = await ClaimAsync(database);
        await AddAsync(database, id, generation, live);
        Assert.Null(await database.Rebuilds.ClaimAsync(Token)); // its last heartbeat was a moment ago

        var taken = await database.Impatient.ClaimAsync(Token);

        Assert.Equal((id, generation + 1), taken);
        Assert.Equal(0, (await database.Rebuilds.LatestAsync(Token))!.EventsRead);
        await Assert.ThrowsAsync<RebuildLostException>(() => AddAsync(database, id, generation, live));
        await Assert.ThrowsAsync<RebuildLostException>(() => database.Rebuilds.SwapAsync(id, generation, default, Token));
        await database.Rebuilds.FailAsync(id, generation, "not mine any more", Token);
        Assert.Equal((id, RebuildState.Running), await StateAsync(database));

        await AddAsync(database, id, generation + 1, live);
        await SwapAsync(database, id, generation + 1);
        Assert.Equal((id, RebuildState.Done), await StateAsync(database));
        Assert.Equal(live.Credential, (await database.Store.FindAsync(live.CredentialId, Token))!.Text());
    }

    [Fact]
    public async Task A_sign_of_life_keeps_a_rebuild_and_who_has_lost_it_is_told()
    {
        var database = await server.CreateAsync();
        var (id, generation) = await ClaimAsync(database);
        await database.ExecuteAsync($"UPDATE rebuilds SET heartbeat_at = {database.Dialect.NowPlus("-7200")}");

        await database.Rebuilds.BeatAsync(id, generation, Token);
        Assert.Null(await database.Rebuilds.ClaimAsync(Token));

        Assert.NotNull(await database.Impatient.ClaimAsync(Token));
        await Assert.ThrowsAsync<RebuildLostException>(() => database.Rebuilds.BeatAsync(id, generation, Token));
    }

    [Fact]
    public async Task While_generations_are_compared_signs_of_life_can_be_given_and_changes_applied()
    {
        var database = await server.CreateAsync();
        var (id, generation) = await ClaimAsync(database);
        await using var connection = await database.Dialect.OpenAsync(Token);
        await using var snapshot = await database.Dialect.BeginSnapshotAsync(connection, Token);
        await using (var look = KubeCredential.Storage.SqlCommandExtensions.Command(connection, "SELECT COUNT(*) FROM credentials", snapshot))
            await look.ExecuteScalarAsync(Token);

        await database.Rebuilds.BeatAsync(id, generation, Token);
        Assert.Equal(1, await database.ApplyAsync(TestEvents.Issued()));

        await using var again = KubeCredential.Storage.SqlCommandExtensions.Command(connection, "SELECT COUNT(*) FROM credentials", snapshot);
        Assert.Equal(0L, await again.ExecuteScalarAsync(Token));
    }

    [Fact]
    public async Task Old_generations_go_whatever_their_number_and_neither_the_live_one_nor_the_one_being_built()
    {
        var database = await server.CreateAsync();
        await database.ApplyAsync(TestEvents.Issued());
        await database.ExecuteAsync("UPDATE read_model SET live = 5, building = 7");
        foreach (var generation in (int[])[3, 4, 5, 6, 7, 8])
        {
            await database.ExecuteAsync(
                $"""
                INSERT INTO credentials (generation, id, version, event_id, event_type, correlation_id, occurred_at, applied_at, holder_name, credential_type, state, status, key_id, signature)
                SELECT {generation}, id, version, event_id, event_type, correlation_id, occurred_at, applied_at, holder_name, credential_type, state, status, key_id, signature FROM credentials WHERE generation = 1
                """);
        }

        await database.Rebuilds.RemoveOldGenerationsAsync(Token);

        Assert.Equal(2, await database.CountAsync("SELECT COUNT(*) FROM credentials"));
        Assert.Equal(2, await database.CountAsync("SELECT COUNT(*) FROM credentials WHERE generation IN (5, 7)"));
    }

    [Fact]
    public async Task Equal_content_has_equal_hashes_whenever_and_by_whatever_event_it_came()
    {
        var database = await server.CreateAsync();
        var events = Enumerable.Range(1, 30).Select(number => TestEvents.Issued(version: number, holder: $"Ünï {number} 👩‍🎓")).ToArray();
        await database.ApplyAsync(events);
        var (id, generation) = await ClaimAsync(database);
        foreach (var page in events.Reverse().Chunk(7))
            await AddAsync(database, id, generation, page);
        await database.ApplyAsync(TestEvents.Issued());

        var comparison = await database.Rebuilds.CompareAsync(generation, Token);

        Assert.Equal(comparison.LiveHash, comparison.RebuiltHash);
        Assert.Equal((0, 0, 0), (comparison.Missing, comparison.Unknown, comparison.Different));
        Assert.Equal(64, comparison.LiveHash.Length);
        Assert.Equal(30, (await database.Rebuilds.LatestAsync(Token))!.EventsRead);
    }

    [Theory]
    [InlineData("credential = replace(credential, 'holderName', 'holderNane')")] // of the same length
    [InlineData("credential = '{}'")]
    [InlineData("version = version + 1")]
    [InlineData("expiry_date = '2099-01-01'")]
    [InlineData("expiry_date = NULL")]
    [InlineData("valid_from = '2099-01-01'")]
    [InlineData("status = replace(status, 'active', 'revoke')")] // Of the same length.
    [InlineData("content_hash = '00'")]
    [InlineData("credential = NULL")]
    public async Task A_live_row_that_was_tampered_with_makes_the_hashes_differ_and_is_counted(string change)
    {
        var (database, id, generation, events) = await BuiltAsync();
        await database.ExecuteAsync($"UPDATE credentials SET {change} WHERE generation = 1 AND holder_name = 'holder 3'");

        var comparison = await database.Rebuilds.CompareAsync(generation, Token);

        Assert.NotEqual(comparison.LiveHash, comparison.RebuiltHash);
        Assert.Equal((0, 0, 1), (comparison.Missing, comparison.Unknown, comparison.Different));
        await SwapAsync(database, id, generation);
        var known = await database.Store.FindAsync(events[3].CredentialId, Token);
        Assert.Equal((events[3].Credential, new DateOnly(2031, 1, 1)), (known!.Text(), known!.ExpiryDate));
        Assert.Equal((false, 0, 0, 1), (await database.Rebuilds.LatestAsync(Token)) is { } told ? (told.HashesAgreed, told.Missing, told.Unknown, told.Different) : default);
    }

    [Fact]
    public async Task Rows_that_live_lacks_and_rows_that_nobody_issued_are_counted_and_mended()
    {
        var (database, id, generation, events) = await BuiltAsync();
        await database.ExecuteAsync("DELETE FROM credentials WHERE generation = 1 AND holder_name IN ('holder 1', 'holder 2')");
        var invented = TestEvents.Issued();
        await database.ApplyAsync(invented);
        await database.ExecuteAsync($"DELETE FROM credentials WHERE generation = {generation} AND version = 1 AND holder_name = 'Ada Lovelace'");

        var comparison = await database.Rebuilds.CompareAsync(generation, Token);

        Assert.NotEqual(comparison.LiveHash, comparison.RebuiltHash);
        Assert.Equal((2, 1, 0), (comparison.Missing, comparison.Unknown, comparison.Different));
        await SwapAsync(database, id, generation);
        Assert.Null(await database.Store.FindAsync(invented.CredentialId, Token));
        Assert.All(events, one => Assert.NotNull(database.Store.FindAsync(one.CredentialId, Token).Result));
    }

    [Fact]
    public async Task A_swap_makes_the_new_generation_the_one_that_is_read_and_written()
    {
        var (database, id, generation, events) = await BuiltAsync();
        await SwapAsync(database, id, generation);

        Assert.Equal((id, RebuildState.Done), await StateAsync(database));
        var told = (await database.Rebuilds.LatestAsync(Token))!;
        Assert.Equal((true, 0, 0, 0), (told.HashesAgreed, told.Missing, told.Unknown, told.Different));
        Assert.Equal(told.LiveHash, told.RebuiltHash);
        Assert.NotNull(told.FinishedAt);
        Assert.NotNull(await database.Store.FindAsync(events[0].CredentialId, Token));
        await database.ApplyAsync(TestEvents.Issued());
        Assert.Equal(events.Length + 1, await database.CountAsync($"SELECT COUNT(*) FROM credentials WHERE generation = {generation}"));
        Assert.Equal(events.Length, await database.CountAsync("SELECT COUNT(*) FROM credentials WHERE generation = 1"));

        await database.Rebuilds.RemoveOldGenerationsAsync(Token);
        Assert.Equal(0, await database.CountAsync($"SELECT COUNT(*) FROM credentials WHERE generation <> {generation}"));
        Assert.Equal(events.Length + 1, await database.CountAsync("SELECT COUNT(*) FROM credentials"));
        Assert.True((await database.Rebuilds.RequestAsync("key:test", Token)).Requested);
        Assert.Equal(generation + 1, (await database.Rebuilds.ClaimAsync(Token))!.Value.Generation);
    }

    [Fact]
    public async Task A_rebuild_that_fails_leaves_the_live_one_as_it_was_and_says_why()
    {
        var (database, id, generation, events) = await BuiltAsync();
        var hash = await database.HashAsync();

        await database.Rebuilds.FailAsync(id, generation, "The issuance service cannot be reached.", Token);

        var told = (await database.Rebuilds.LatestAsync(Token))!;
        Assert.Equal((RebuildState.Failed, "The issuance service cannot be reached.", null), (told.State, told.Error, told.HashesAgreed));
        Assert.NotNull(told.FinishedAt);
        Assert.Equal(hash, await database.HashAsync());
        Assert.NotNull(await database.Store.FindAsync(events[0].CredentialId, Token));
        await database.ApplyAsync(TestEvents.Issued());
        Assert.Equal(events.Length, await database.CountAsync($"SELECT COUNT(*) FROM credentials WHERE generation = {generation}")); // no longer being built
        await Assert.ThrowsAsync<RebuildLostException>(() => AddAsync(database, id, generation, events));

        await database.Rebuilds.RemoveOldGenerationsAsync(Token);
        Assert.Equal(events.Length + 1, await database.CountAsync("SELECT COUNT(*) FROM credentials"));
    }

    [Fact]
    public async Task What_a_failed_rebuild_left_behind_is_no_part_of_the_next()
    {
        var database = await server.CreateAsync();
        var (id, generation) = await ClaimAsync(database);
        var elsewhere = TestEvents.Issued(); // from the wrong event store
        await AddAsync(database, id, generation, elsewhere);
        await database.Rebuilds.FailAsync(id, generation, "the wrong address", Token);

        // The process dies before it removes its rows; another process requests a new rebuild.
        (id, generation) = await ClaimAsync(database);
        await SwapAsync(database, id, generation);

        Assert.Null(await database.Store.FindAsync(elsewhere.CredentialId, Token));
        await database.Rebuilds.RemoveOldGenerationsAsync(Token);
        Assert.Equal(0, await database.CountAsync("SELECT COUNT(*) FROM credentials"));
    }

    [Fact]
    public async Task The_generation_that_is_being_built_is_not_removed()
    {
        var (database, _, generation, events) = await BuiltAsync();
        await database.ExecuteAsync($"INSERT INTO credentials (generation, id, version, event_id, event_type, correlation_id, occurred_at, applied_at, holder_name, credential_type, state, status, key_id, signature) SELECT 0, id, version, event_id, event_type, correlation_id, occurred_at, applied_at, holder_name, credential_type, state, status, key_id, signature FROM credentials WHERE generation = 1");

        await database.Rebuilds.RemoveOldGenerationsAsync(Token);

        Assert.Equal(events.Length, await database.CountAsync("SELECT COUNT(*) FROM credentials WHERE generation = 1"));
        Assert.Equal(events.Length, await database.CountAsync($"SELECT COUNT(*) FROM credentials WHERE generation = {generation}"));
        Assert.Equal(0, await database.CountAsync("SELECT COUNT(*) FROM credentials WHERE generation = 0"));
    }

    [Fact]
    public async Task A_row_keeps_the_time_at_which_the_live_model_took_it_in()
    {
        var database = await server.CreateAsync();
        var happened = TestEvents.Issued();
        await database.ApplyAsync(happened);
        await database.ExecuteAsync($"UPDATE credentials SET applied_at = {database.Dialect.NowPlus("-1000")}");
        var before = (await database.Store.FindAsync(happened.CredentialId, Token))!.AppliedAt;

        var (id, generation) = await ClaimAsync(database);
        await AddAsync(database, id, generation, happened);
        await SwapAsync(database, id, generation);

        Assert.Equal(before, (await database.Store.FindAsync(happened.CredentialId, Token))!.AppliedAt);
    }

    private async Task<(TestDatabase Database, Guid Id, int Generation, CredentialEvent[] Events)> BuiltAsync()
    {
        var database = await server.CreateAsync();
        var events = Enumerable.Range(0, 5).Select(number => TestEvents.Issued(version: 1 + number, holder: $"holder {number}", expiry: "2031-01-01")).ToArray();
        await database.ApplyAsync(events);
        var (id, generation) = await ClaimAsync(database);
        await AddAsync(database, id, generation, events);
        return (database, id, generation, events);
    }

    private static async Task<(Guid Id, int Generation)> ClaimAsync(TestDatabase database)
    {
        Assert.True((await database.Rebuilds.RequestAsync("key:test", Token)).Requested);
        return (await database.Rebuilds.ClaimAsync(Token))!.Value;
    }

    private static Task AddAsync(TestDatabase database, Guid id, int generation, params CredentialEvent[] events) =>
        database.Rebuilds.AddAsync(id, generation, Array.ConvertAll(events, TestDatabase.ChangeOf), Token);

    private static async Task SwapAsync(TestDatabase database, Guid id, int generation) =>
        await database.Rebuilds.SwapAsync(id, generation, await database.Rebuilds.CompareAsync(generation, Token), Token);

    private static async Task<(Guid, string)> StateAsync(TestDatabase database) =>
        await database.Rebuilds.LatestAsync(Token) is { } rebuild ? (rebuild.Id, rebuild.State) : default;
}

public sealed class RebuildStoreOnSqliteTests(SqliteStorage server) : RebuildStoreTests(server);

public sealed class RebuildStoreOnPostgresTests(PostgresStorage server) : RebuildStoreTests(server);
