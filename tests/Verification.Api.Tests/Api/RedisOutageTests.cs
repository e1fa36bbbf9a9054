using System.Net;
using KubeCredential.Events;
using Verification.Api.Tests.Storage;

namespace Verification.Api.Tests.Api;

/// <summary>How the service behaves while Redis is unavailable, hangs, or has lost data. Each test restores Redis at the end.</summary>
public sealed class RedisOutageTests(SqliteStorage storage) : IAsyncLifetime
{
    private ServiceSet? _set;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ServiceSet Set => _set!;

    public async ValueTask InitializeAsync() => _set = await ServiceSet.StartAsync(await storage.CreateMigratedAsync());

    public ValueTask DisposeAsync() => Set.DisposeAsync();

    [Fact]
    public async Task Redis_killed_then_started_again_then_hung()
    {
        var (before, during, after) = (TestEvents.Issued(), TestEvents.Issued(), TestEvents.Issued());
        await Set.PublishAsync(before);
        await Set.ArrivedAsync(before);
        await Set.SaidAsync(before);

        await Set.Server.KillAsync(Token);
        Assert.True(await Set.IsKnownAsync(before));
        var health = await Set.EventuallyAsync("health", health => health.GetProperty("checks").GetProperty("redis").GetProperty("status").GetString() == "degraded", "Redis is reported as unavailable");
        Assert.Equal("degraded", health.GetProperty("status").GetString()); // with status 200, otherwise the document could not have been read
        var stats = await Set.GetAsync("admin/queue-stats");
        Assert.Equal("redis-away", stats.GetProperty("status").GetString());
        Assert.All((string[])["retryQueueSize", "deadLetterSize", "stream"], name => Assert.Equal(System.Text.Json.JsonValueKind.Null, stats.GetProperty(name).ValueKind));
        Assert.Equal(1, (await Set.GetAsync("admin/metrics")).GetProperty("events").GetProperty("processedSuccess").GetInt64());
        Assert.True((await Set.GetAsync("admin/event-status")).GetProperty("success").GetBoolean());
        Assert.Equal(1, (await Set.GetAsync("admin/synced-credentials")).GetProperty("count").GetInt32());
        await AssertRedisIsBlamedAsync();
        await Set.EventuallyAsync("admin/queue-stats", one => one.GetProperty("redisCircuitBreaker").GetProperty("state").GetString() != "closed", "the breaker has opened");

        await Set.Server.StartAsync(Token);
        await Eventually.TrueAsync(async _ => await Set.Redis.PingAsync() > TimeSpan.Zero, ServiceSet.Limit, "the test is connected again", Token);
        await Set.PublishAsync(during);
        await Set.ArrivedAsync(during);
        Assert.Equal(["applied"], await Set.SaidAsync(during));
        await Set.EventuallyAsync("health", one => one.GetProperty("status").GetString() == "healthy", "the service is healthy again");

        await Set.Server.PauseAsync(Token);
        Assert.True(await Set.IsKnownAsync(during));
        await AssertRedisIsBlamedAsync();
        await Set.Server.ResumeAsync(Token);
        await Eventually.TrueAsync(async _ => await Set.Redis.PingAsync() > TimeSpan.Zero, ServiceSet.Limit, "the test is connected again", Token);
        await Set.PublishAsync(after);
        await Set.ArrivedAsync(after);
    }

    [Fact]
    public async Task A_group_a_stream_or_everything_that_is_lost_while_it_runs_costs_nothing_of_what_comes_after()
    {
        var sent = new List<CredentialEvent>();
        Func<Task>[] losses =
        [
            () => Set.Redis.ExecuteAsync("XGROUP", "DESTROY", MessagingKeys.Stream, MessagingKeys.VerificationGroup),
            () => Set.Redis.KeyDeleteAsync(MessagingKeys.Stream),
            () => Set.Server.FlushAllAsync(Token),
            () => Set.Server.StartEmptyAsync(Token),
        ];
        foreach (var lose in losses)
        {
            var first = TestEvents.Issued();
            await Set.PublishAsync(first);
            await Set.SaidAsync(first);

            await lose();
            await Eventually.TrueAsync(async _ => await Set.Redis.PingAsync() > TimeSpan.Zero, ServiceSet.Limit, "the test is connected", Token);
            var events = Enumerable.Range(0, 20).Select(_ => TestEvents.Issued()).ToArray();
            await Set.PublishAsync(events);
            sent.AddRange(events);

            foreach (var happened in events)
                Assert.Contains("applied", await Set.SaidAsync(happened));
        }

        Assert.Equal(84, (await Set.GetAsync("admin/metrics")).GetProperty("events").GetProperty("processedSuccess").GetInt64());
        foreach (var happened in sent)
            Assert.True(await Set.IsKnownAsync(happened));
        Assert.Equal(0, (await Set.GetAsync("admin/queue-stats")).GetProperty("deadLetterSize").GetInt64());
    }

    private async Task AssertRedisIsBlamedAsync()
    {
        foreach (var answer in (Func<Task<System.Text.Json.JsonElement>>[])
            [
                () => Set.GetAsync("admin/dead-letters", HttpStatusCode.ServiceUnavailable), () => Set.GetAsync("admin/retry-queue", HttpStatusCode.ServiceUnavailable),
                () => Set.PostAsync("admin/reprocess-failed", status: HttpStatusCode.ServiceUnavailable), () => Set.DeleteAsync("admin/dead-letters/1?reason=x", HttpStatusCode.ServiceUnavailable),
            ])
            Assert.Contains("Redis", (await answer()).GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
