using Microsoft.Extensions.Options;
using Verification.Api.Credentials;

namespace Verification.Api.Tests.Storage;

/// <summary>The in-memory cache of credentials, on either database.</summary>
public abstract class CredentialCacheTests(StorageServer server)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_credential_is_read_once_until_it_is_forgotten()
    {
        var (database, id) = await KnownAsync();
        using var cache = Cache(database, Long);
        var first = await cache.FindAsync(id, Token);

        await database.ApplyAsync(TestEvents.Issued(id, 2, "second")); // As another replica would, whose announcement is not told to this cache.
        Assert.Same(first, await cache.FindAsync(id, Token));

        cache.Forget([Guid.NewGuid()]);
        Assert.Same(first, await cache.FindAsync(id, Token));
        cache.Forget([id]);
        Assert.Contains("second", (await cache.FindAsync(id, Token))!.Text(), StringComparison.Ordinal);

        await database.ApplyAsync(TestEvents.Issued(id, 3, "third"));
        cache.ForgetAll();
        Assert.Contains("third", (await cache.FindAsync(id, Token))!.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_another_replica_applies_shows_by_itself()
    {
        var (database, id) = await KnownAsync();
        using var cache = Cache(database, TimeSpan.FromMilliseconds(200));
        await cache.FindAsync(id, Token);

        await database.ApplyAsync(TestEvents.Issued(id, 2, "second"));

        await Eventually.TrueAsync(
            async token => (await cache.FindAsync(id, token))!.Text().Contains("second", StringComparison.Ordinal), Limit, "the new version shows", Token);
    }

    [Fact]
    public async Task What_is_not_known_is_asked_for_each_time()
    {
        var database = await server.CreateAsync();
        using var cache = Cache(database, Long);
        var id = Guid.CreateVersion7();
        Assert.Null(await cache.FindAsync(id, Token));

        await database.ApplyAsync(TestEvents.Issued(id, 1));

        Assert.NotNull(await cache.FindAsync(id, Token));
    }

    [Fact]
    public async Task From_an_announcement_on_nothing_older_comes_from_memory()
    {
        var (database, id) = await KnownAsync();
        using var cache = Cache(database, Long);
        var first = await cache.FindAsync(id, Token);

        cache.Expect(id, 2);
        Assert.NotSame(first, await cache.FindAsync(id, Token)); // Read again, although nobody has applied it yet.
        await database.ApplyAsync(TestEvents.Issued(id, 2, "second"));
        var second = await cache.FindAsync(id, Token);

        Assert.Equal(2, second!.Version);
        Assert.Same(second, await cache.FindAsync(id, Token));
        cache.Expect(id, 1); // An announcement that comes late.
        Assert.Same(second, await cache.FindAsync(id, Token));
    }

    [Fact]
    public async Task Without_announcements_it_is_not_used_and_then_begins_anew()
    {
        var (database, id) = await KnownAsync();
        using var cache = Cache(database, Long);
        var before = await cache.FindAsync(id, Token);

        cache.Close();
        Assert.NotSame(before, await cache.FindAsync(id, Token));
        await database.ApplyAsync(TestEvents.Issued(id, 2, "second"));
        cache.Open();

        Assert.Equal(2, (await cache.FindAsync(id, Token))!.Version);
    }

    [Theory]
    [InlineData(0, 60)]
    [InlineData(32, 0)]
    public async Task Without_memory_or_time_nothing_is_kept(int megabytes, int seconds)
    {
        var (database, id) = await KnownAsync();
        using var cache = TestDatabase.Opened(new CredentialCache(new CredentialLookups(database.Store), Options.Create(new VerificationOptions { CacheMegabytes = megabytes, CacheFor = TimeSpan.FromSeconds(seconds) })));
        await cache.FindAsync(id, Token);

        await database.ApplyAsync(TestEvents.Issued(id, 2, "second"));

        Assert.Contains("second", (await cache.FindAsync(id, Token))!.Text(), StringComparison.Ordinal);
        cache.Forget([id]);
        cache.ForgetAll();
    }

    [Fact]
    public async Task After_a_change_was_told_of_nobody_gets_what_was_before_it_however_many_ask()
    {
        var (database, id) = await KnownAsync();
        using var cache = Cache(database, Long);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested) await cache.FindAsync(id, Token);
            },
            Token)).ToArray();
        try
        {
            for (var version = 2; version < 200; version++)
            {
                await database.ApplyAsync(TestEvents.Issued(id, version, $"version {version}."));
                cache.Forget([id]);
                Assert.Contains($"version {version}.", (await cache.FindAsync(id, Token))!.Text(), StringComparison.Ordinal);
            }
        }
        finally
        {
            await done.CancelAsync();
            await Task.WhenAll(readers);
        }
    }

    private static CredentialCache Cache(TestDatabase database, TimeSpan keptFor) =>
        TestDatabase.Opened(new(new CredentialLookups(database.Store), Options.Create(new VerificationOptions { CacheFor = keptFor })));

    private async Task<(TestDatabase Database, Guid Id)> KnownAsync()
    {
        var database = await server.CreateAsync();
        var id = Guid.CreateVersion7();
        await database.ApplyAsync(TestEvents.Issued(id, 1, "first"));
        return (database, id);
    }
}

public sealed class CredentialCacheOnSqliteTests(SqliteStorage server) : CredentialCacheTests(server);

public sealed class CredentialCacheOnPostgresTests(PostgresStorage server) : CredentialCacheTests(server);
