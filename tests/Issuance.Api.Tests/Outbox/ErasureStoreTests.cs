using Issuance.Api.Outbox;
using Issuance.Api.Tests.Storage;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Tests.Outbox;

/// <summary>When the stream is searched for the content of an erased credential, and for how long.</summary>
public abstract class ErasureStoreTests(TestDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(12); // The lease and two seconds.

    public sealed class OnSqlite(TestDatabases databases) : ErasureStoreTests(databases, DatabaseKind.Sqlite);

    public sealed class OnPostgres(TestDatabases databases) : ErasureStoreTests(databases, DatabaseKind.Postgres);

    private ErasureStore Store => new(Database.Dialect, Options.Create(new OutboxOptions { Lease = TimeSpan.FromSeconds(10) }));

    [Fact]
    public async Task It_is_searched_at_once_and_again_after_the_lease_and_then_no_more()
    {
        var id = await EraseAsync(isConfirmed: true);
        Assert.Equal(new ErasureStore.Due(id, 0, true), await SweepAsync());
        Assert.Null(await SweepAsync());

        await AgeAsync(s_again - TimeSpan.FromSeconds(3));
        Assert.Null(await SweepAsync());
        await AgeAsync(s_again);
        Assert.Equal(new ErasureStore.Due(id, 1, true), await SweepAsync());

        await AgeAsync(TimeSpan.FromDays(1));
        Assert.Null(await SweepAsync());
        Assert.Equal(2, await Database.ReadAsync("SELECT sweeps FROM erasures WHERE swept_at IS NOT NULL", static reader => reader.GetInt32(0)));
    }

    [Fact]
    public async Task Until_the_erasure_is_confirmed_it_is_searched_less_and_less_often()
    {
        var id = await EraseAsync(isConfirmed: false);
        for (var sweeps = 0; sweeps < 5; sweeps++)
        {
            if (sweeps > 0) await AgeAsync((s_again * (1 << (sweeps - 1))) - TimeSpan.FromSeconds(3));
            if (sweeps > 0) Assert.Null(await SweepAsync());
            if (sweeps > 0) await AgeAsync(s_again * (1 << (sweeps - 1)));
            Assert.Equal(new ErasureStore.Due(id, sweeps, false), await SweepAsync());
        }

        await Database.ExecuteAsync("UPDATE outbox SET state = 3");
        await AgeAsync(TimeSpan.FromDays(1));
        Assert.Equal(new ErasureStore.Due(id, 5, true), await SweepAsync());
        Assert.Null(await SweepAsync());
    }

    [Fact]
    public async Task A_search_by_another_replica_meanwhile_counts_once()
    {
        await EraseAsync(isConfirmed: true);
        var (one, other) = (await Store.DueAsync(Token), await Store.DueAsync(Token));
        await Store.SweptAsync(one, Token);
        await Store.SweptAsync(other, Token);
        Assert.Equal(1, await Database.ReadAsync("SELECT sweeps FROM erasures", static reader => reader.GetInt32(0)));
    }

    private async Task<ErasureStore.Due?> SweepAsync()
    {
        var due = await Store.DueAsync(Token);
        await Store.SweptAsync(due, Token);
        return due.Count == 0 ? null : Assert.Single(due);
    }

    private async Task<Guid> EraseAsync(bool isConfirmed)
    {
        var id = Assert.Single(await Database.AppendAsync(1)).Credential.Id;
        if (isConfirmed) await Database.ExecuteAsync("UPDATE outbox SET state = 3");
        await Database.ExecuteAsync($"INSERT INTO erasures (credential_id, erased_at, sweeps) VALUES (@id, {Database.Dialect.Now}, 0)", ("@id", id));
        return id;
    }

    /// <summary>Makes the erasure this old.</summary>
    private Task<int> AgeAsync(TimeSpan age) => Database.ExecuteAsync($"UPDATE erasures SET erased_at = {Database.Dialect.NowPlus("-@age")}", ("@age", age.TotalSeconds));
}
