using System.Globalization;
using Issuance.Api.Outbox;
using Issuance.Api.Tests.Storage;
using KubeCredential.Events;
using KubeCredential.Storage;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Tests.Outbox;

/// <summary>What a heartbeat says: up to which moment everything committed has been published.</summary>
public abstract class HeartbeatStoreTests(TestDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    // So long that no turn ends by itself, however slow the machine is: the tests move the last one.
    private static readonly TimeSpan s_interval = TimeSpan.FromHours(1);

    public sealed class OnSqlite(TestDatabases databases) : HeartbeatStoreTests(databases, DatabaseKind.Sqlite);

    public sealed class OnPostgres(TestDatabases databases) : HeartbeatStoreTests(databases, DatabaseKind.Postgres);

    private HeartbeatStore Store => StoreFor("verification");

    [Fact]
    public async Task With_nothing_to_publish_it_is_the_databases_time()
    {
        foreach (var state in (int[])[3, 5]) await AddAsync(state, publications: 1, due: 60, created: 120);
        await AddAsync(4, publications: 1, due: 60, created: 120, deadBy: "verifier");
        var before = await NowAsync();
        var (asOf, position) = await Store.LookAsync(Token);
        Assert.InRange(asOf, before, await NowAsync());
        Assert.Equal("0.0", position);
    }

    [Theory]
    [InlineData(0, 0, 90, null, 60)] // Waits for its first publication: by the database's clock, whatever the clock of the service said.
    [InlineData(0, 1, 90, null, 90)] // Published once, and to be published again.
    [InlineData(1, 0, 90, null, 90)]
    [InlineData(4, 0, 90, "relay", 90)]
    [InlineData(2, 1, 90, null, 90)] // Redis may have lost it.
    public async Task It_is_when_what_is_not_published_was_written(int state, int publications, int created, string? deadBy, int expected)
    {
        var now = await NowAsync();
        await AddAsync(0, publications: 0, due: 10, created: 10);
        await AddAsync(state, publications, due: state == 0 && publications == 0 ? 60 : -60, created, deadBy);
        Assert.InRange((await Store.LookAsync(Token)).AsOf, now.AddSeconds(-expected - 5), now.AddSeconds(-expected + 5));
    }

    [Fact]
    public async Task What_one_of_several_groups_has_not_confirmed_does_not_make_the_others_look_out_of_date()
    {
        var now = await NowAsync();
        await AddAsync(2, publications: 1, due: -60, created: 90);
        await AddAsync(1, publications: 0, due: -60, created: 30);
        Assert.InRange((await StoreFor("archive,verification").LookAsync(Token)).AsOf, now.AddSeconds(-35), now.AddSeconds(-25));
        Assert.InRange((await Store.LookAsync(Token)).AsOf, now.AddSeconds(-95), now.AddSeconds(-85));
    }

    [Fact]
    public async Task What_the_relay_gave_up_still_counts_once_it_is_reprocessed()
    {
        var now = await NowAsync();
        await AddAsync(4, publications: 0, due: -60, created: 90, deadBy: "relay");
        Assert.Equal(1, await Database.Report.ReprocessAsync(null, "key:test", Token));
        Assert.InRange((await Store.LookAsync(Token)).AsOf, now.AddSeconds(-95), now.AddSeconds(-85));
    }

    [Fact]
    public async Task So_does_what_waits_again_because_Redis_has_lost_its_data()
    {
        var now = await NowAsync();
        await AddAsync(4, publications: 0, due: -60, created: 90, deadBy: "verifier");
        var outbox = Database.Outbox();
        Assert.NotNull(await outbox.RenewEpochAsync(await outbox.GetEpochAsync(Token), Token));
        Assert.InRange((await Store.LookAsync(Token)).AsOf, now.AddSeconds(-95), now.AddSeconds(-85));
    }

    [Fact]
    public async Task The_position_is_the_last_of_the_feed()
    {
        await Database.AppendAsync(3);
        var last = (await Eventually.ResultAsync(token => Database.Events.ReadAsync(default, 10, token), static read => read.Count == 3, Limit, "transactions of other tests have ended", Token))[^1].Place;
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{last.Transaction}.{last.Position}"), (await Store.LookAsync(Token)).Position);
    }

    [Fact]
    public async Task The_position_is_before_every_transaction_that_is_still_running()
    {
        if (IsSqlite) return; // It has one writer at a time.
        await Database.AppendAsync(1);
        var before = await PositionOtherThanAsync("0.0");
        await using (var connection = await Database.OpenAsOwnerAsync(Token))
        await using (var running = await connection.BeginTransactionAsync(Token))
        {
            await using var write = connection.Command("SELECT pg_current_xact_id()", running);
            await write.ExecuteNonQueryAsync(Token);
            await Database.AppendAsync(1);
            Assert.Equal(before, (await Store.LookAsync(Token)).Position);
        }

        await PositionOtherThanAsync(before);
    }

    /// <summary>Waits for a position: transactions of tests on other databases of the server count as well.</summary>
    private async Task<string> PositionOtherThanAsync(string other) =>
        (await Eventually.ResultAsync(Store.LookAsync, look => look.Position != other, Limit, "transactions of other tests have ended", Token)).Position;

    [Fact]
    public async Task Of_many_replicas_one_takes_each_turn()
    {
        Assert.Null(await Store.ClaimAsync(Token)); // There is no epoch yet.
        var epoch = await Database.Outbox().GetEpochAsync(Token);
        Assert.Equal([epoch], (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Store.ClaimAsync(Token), Token)))).Where(static one => one is not null).Select(static one => one!.Value));
        Assert.Null(await Store.ClaimAsync(Token));

        foreach (var seconds in (string[])["-3600", "7200"]) // The next turn, and the database's clock put back.
        {
            await Database.ExecuteAsync($"UPDATE delivery_epoch SET heartbeat_at = {Database.Dialect.NowPlus(seconds)}");
            Assert.Equal(epoch, await Store.ClaimAsync(Token));
            Assert.Null(await Store.ClaimAsync(Token));
        }
    }

    [Fact]
    public async Task The_last_one_is_kept_for_the_other_replicas()
    {
        await Database.Outbox().GetEpochAsync(Token);
        Assert.Null(await Store.LastAsync(Token));
        var sent = new IssuerHeartbeat(new DateTimeOffset(2026, 1, 31, 8, 15, 30, 123, TimeSpan.Zero), "12.34", new DateTimeOffset(2026, 1, 31, 8, 15, 31, 0, TimeSpan.Zero));
        await Store.KeepAsync(sent, Token);
        Assert.Equal(sent, await Store.LastAsync(Token));
    }

    private HeartbeatStore StoreFor(string groups)
    {
        var options = Options.Create(new OutboxOptions { HeartbeatInterval = s_interval, RequiredGroups = groups });
        return new HeartbeatStore(Database.Dialect, new RequiredGroups(options), options);
    }

    private Task<DateTimeOffset> NowAsync() => Database.ReadAsync($"SELECT {Database.Dialect.Now}", reader => Database.Dialect.ReadTime(reader, 0));

    /// <summary>Adds an outbox row; times in seconds before now.</summary>
    private Task<int> AddAsync(int state, int publications, int due, int created, string? deadBy = null) => Database.ExecuteAsync(
        $"""
        INSERT INTO outbox (event_id, credential_id, version, state, publications, attempts, created_at, due_at, dead_at, dead_by)
        VALUES (@id, @id, 1, @state, @publications, 0, {Database.Dialect.NowPlus("-@created")}, {Database.Dialect.NowPlus("-(@due)")},
          {(deadBy is null ? "NULL, NULL" : $"{Database.Dialect.Now}, '{deadBy}'")})
        """,
        ("@id", Guid.NewGuid()), ("@state", (short)state), ("@publications", publications), ("@created", (double)created), ("@due", (double)due));
}
