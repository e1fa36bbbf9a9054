using System.Net;
using KubeCredential.Events;

namespace Verification.Api.Tests.Api;

/// <summary>How the service behaves while its PostgreSQL server is unavailable and events keep arriving.</summary>
public sealed class DatabaseOutageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backlog_waits_for_the_database_and_totals_survive_restarts()
    {
        await using var postgres = await PostgresServer.StartNewAsync(cancellationToken: Token);
        var database = await postgres.CreateDatabaseAsync("verification", Token);
        await Storage.Migrations.ApplyAsync(database, Token);
        await using var set = await ServiceSet.StartAsync(database);
        var (first, backlog) = (TestEvents.Issued(expiry: "2026-02-01"), Enumerable.Range(0, 700).Select(_ => TestEvents.Issued(maxRetries: 1)).ToArray());
        await set.PublishAsync(first);
        await set.ArrivedAsync(first);
        await set.SaidAsync(first);

        await postgres.StopImmediateAsync(Token);
        using (var answer = await set.VerifyAsync(backlog[0].CredentialId)) // not one that may be cached
        {
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.Contains("database", (await ServiceSet.ReadAsync(answer, HttpStatusCode.ServiceUnavailable)).GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        await set.PublishAsync(backlog);
        await Eventually.TrueAsync(
            async token =>
            {
                using var health = await set.Http.GetAsync(new Uri("health", UriKind.Relative), token);
                return health.StatusCode == HttpStatusCode.ServiceUnavailable;
            },
            ServiceSet.Limit, "health says that it cannot verify", Token);
        Assert.Equal(HttpStatusCode.OK, (await set.Http.GetAsync(new Uri("alive", UriKind.Relative), Token)).StatusCode);
        await set.GetAsync("admin/metrics", HttpStatusCode.ServiceUnavailable);
        await set.GetAsync("admin/synced-credentials", HttpStatusCode.ServiceUnavailable);
        var stats = await set.EventuallyAsync("admin/queue-stats", one => one.GetProperty("circuitBreaker").GetProperty("state").GetString() != "closed", "the breaker has opened");
        Assert.Equal("attention", stats.GetProperty("status").GetString());
        Assert.Equal((0, 0), (stats.GetProperty("retryQueueSize").GetInt64(), stats.GetProperty("deadLetterSize").GetInt64()));
        var stream = stats.GetProperty("stream");
        Assert.Equal(700, stream.GetProperty("lag").GetInt64() + stream.GetProperty("pending").GetInt64()); // nothing acknowledged
        Assert.Equal(1, await set.Redis.StreamLengthAsync(MessagingKeys.Applied)); // no further confirmation

        await postgres.StartAsync(Token);
        foreach (var happened in (CredentialEvent[])[backlog[0], backlog[^1]])
            await set.ArrivedAsync(happened);
        // Each at least once: after a long outage, a consumer may take over what another still holds, and both confirm it.
        await Eventually.EqualAsync(701, async _ => (await set.Redis.StreamRangeAsync(MessagingKeys.Applied)).Select(ConfirmationReader.Read).DistinctBy(static one => one!.EventId).Count(), ServiceSet.Limit, "every event is confirmed", Token);
        stats = await set.EventuallyAsync("admin/queue-stats", one => one.GetProperty("status").GetString() == "healthy", "all is well again");
        Assert.Equal((0, 0), (stats.GetProperty("stream").GetProperty("lag").GetInt64(), stats.GetProperty("stream").GetProperty("pending").GetInt64()));

        // Totals belong to the service, not to the process.
        (await set.VerifyAsync("{\"id\":\"unknown\"}")).Dispose();
        (await set.VerifyAsync(backlog[0].CredentialId)).Dispose();
        (await set.VerifyAsync(first.CredentialId)).Dispose();
        Assert.Equal(0, await set.Service.StopAsync(Token));
        await set.Service.StartAsync(Token);
        var before = await set.GetAsync("admin/metrics");
        Assert.Equal((701, 0, 0), (Number(before, "events", "processedSuccess"), Number(before, "events", "processedFailed"), Number(before, "events", "deadLettered")));
        Assert.True(Number(before, "verification", "valid") >= 2); // those from polling, and one more
        Assert.True(Number(before, "verification", "expired") >= 2);
        Assert.True(Number(before, "verification", "unknown") >= 1);
        Assert.Equal(Number(before, "verification", "total"), Number(before, "verification", "valid") + Number(before, "verification", "expired") + Number(before, "verification", "unknown"));

        (await set.VerifyAsync("{\"id\":\"unknown\"}")).Dispose();
        (await set.VerifyAsync(backlog[0].CredentialId)).Dispose();
        await set.Service.StopAsync(Token);
        await set.Service.StartAsync(Token);
        var after = await set.GetAsync("admin/metrics");
        Assert.Equal(
            (701L, Number(before, "verification", "valid") + 1, Number(before, "verification", "expired"), Number(before, "verification", "unknown") + 1),
            (Number(after, "events", "processedSuccess"), Number(after, "verification", "valid"), Number(after, "verification", "expired"), Number(after, "verification", "unknown")));
    }

    [Fact]
    public async Task Without_its_database_the_service_starts_says_so_and_waits_for_it()
    {
        await using var postgres = await PostgresServer.StartNewAsync(new PostgresServerOptions { Fsync = false }, Token);
        var database = await postgres.CreateDatabaseAsync("verification", Token);
        await postgres.StopAsync(Token);
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var service = await DotnetService.StartNewAsync(
            new DotnetServiceOptions
            {
                Project = "Verification.Api",
                StartLimit = ServiceSet.StartLimit,
                ReadyPath = "/alive",
                Environment = new Dictionary<string, string?> { ["ConnectionStrings__redis"] = redis.ConnectionString, ["ConnectionStrings__verification-db"] = database },
            },
            Token);

        await ServiceSet.ReadAsync(await service.HttpClient.GetAsync(new Uri("health", UriKind.Relative), Token), HttpStatusCode.ServiceUnavailable);
        await ServiceSet.ReadAsync(await service.HttpClient.GetAsync(new Uri("admin/synced-credentials", UriKind.Relative), Token), HttpStatusCode.ServiceUnavailable);
        await postgres.StartAsync(Token);

        await Eventually.TrueAsync(
            async token =>
            {
                using var health = await service.HttpClient.GetAsync(new Uri("health", UriKind.Relative), token);
                return health.StatusCode == HttpStatusCode.OK;
            },
            ServiceSet.Limit, "the service is ready", Token);
    }

    private static long Number(System.Text.Json.JsonElement metrics, string part, string name) => metrics.GetProperty(part).GetProperty(name).GetInt64();
}
