using System.Text;
using KubeCredential.TestServers;
using Microsoft.AspNetCore.Http;

namespace KubeCredential.Outbound.Tests;

/// <summary>What is kept, and for how long.</summary>
public sealed class CacheTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_document_is_fetched_once_for_all_who_ask_at_once()
    {
        var released = new TaskCompletionSource();
        await using var server = await ForeignServer.StartAsync(async context =>
        {
            await released.Task.WaitAsync(context.RequestAborted);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{}");
        });
        using var fetcher = Fetching.Of();
        var asking = Enumerable.Range(0, 50).Select(_ => fetcher.FetchAsync(server.At("/#key"), DocumentKind.Did, null, Fetching.Token)).ToArray();
        using var impatient = new CancellationTokenSource();
        var gone = fetcher.FetchAsync(server.At("/"), DocumentKind.Did, null, impatient.Token);
        await Eventually.TrueAsync(() => server.Requests == 1, s_limit, "the server is asked", Fetching.Token);
        await impatient.CancelAsync(); // Who goes does not take the document from those who stay.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        released.SetResult();
        var documents = await Task.WhenAll(asking);

        Assert.Equal(1, server.Requests);
        Assert.All(documents, document => Assert.Same(documents[0], document));
    }

    [Theory]
    [InlineData(null, 50, 70)] // The setting.
    [InlineData("max-age=20", 15, 25)]
    [InlineData("max-age=86400", 850, 950)] // The limit.
    [InlineData("no-store", 0.5, 1.5)]
    [InlineData("no-cache", 0.5, 1.5)]
    public async Task A_document_is_kept_as_long_as_its_server_says_within_limits(string? cacheControl, double kept, double gone)
    {
        await using var server = await ForeignServer.OfJsonAsync("{}", cacheControl);
        var time = new SetTime();
        using var fetcher = Fetching.Of(time: time);
        await fetcher.TextAsync(server.At("/"));
        time.Now += TimeSpan.FromSeconds(kept);
        await fetcher.TextAsync(server.At("/"));
        Assert.Equal(1, server.Requests);
        time.Now += TimeSpan.FromSeconds(gone - kept);
        await fetcher.TextAsync(server.At("/"));
        Assert.Equal(2, server.Requests);
    }

    [Fact]
    public async Task Who_needs_a_newer_one_gets_it_but_not_for_each_request()
    {
        await using var server = await ForeignServer.OfJsonAsync("{}", "max-age=600");
        var time = new SetTime();
        using var fetcher = Fetching.Of(time: time);
        await fetcher.TextAsync(server.At("/"));
        for (var i = 0; i < 10; i++) await fetcher.TextAsync(server.At("/"), TimeSpan.Zero);
        Assert.Equal(1, server.Requests);
        time.Now += TimeSpan.FromSeconds(6);
        for (var i = 0; i < 10; i++) await fetcher.TextAsync(server.At("/"), TimeSpan.Zero);
        Assert.Equal(2, server.Requests);
    }

    [Fact]
    public async Task A_failure_is_kept_for_a_moment()
    {
        await using var server = await ForeignServer.StartAsync(static context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        var time = new SetTime();
        using var fetcher = Fetching.Of(time: time);
        for (var i = 0; i < 10; i++) Assert.Equal(FetchFailure.BadAnswer, await fetcher.FailureAsync(server.At("/")));
        Assert.Equal(1, server.Requests);
        time.Now += TimeSpan.FromSeconds(6);
        Assert.Equal((FetchFailure.BadAnswer, 2), (await fetcher.FailureAsync(server.At("/")), server.Requests));
    }

    [Fact]
    public void What_is_kept_is_bounded_and_what_nobody_asked_for_goes_first()
    {
        var cache = new FetchCache(10_000);
        var document = new FetchedDocument(Encoding.UTF8.GetBytes(new string('x', 1_000)), "application/json", default, default);
        for (var i = 0; i < 100; i++)
        {
            cache.Set($"{i}", FetchAnswer.Of(document));
            Assert.NotNull(cache.Find("0"));
        }

        Assert.InRange(cache.Count, 2, 10);
        Assert.Null(cache.Find("50"));
        Assert.NotNull(cache.Find("99"));
        cache.Set("large", FetchAnswer.Of(document with { Bytes = new byte[20_000] }));
        Assert.Null(cache.Find("large"));
    }

    /// <summary>A clock that a test sets; time limits still run by the real one.</summary>
    private sealed class SetTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
