using System.Diagnostics;
using System.IO.Compression;
using KubeCredential.TestServers;
using Microsoft.AspNetCore.Http;

namespace KubeCredential.Outbound.Tests;

/// <summary>What a server that means harm, or is only slow, can cost.</summary>
public sealed class LimitTests
{
    private const int Kilobyte = 1024;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_too_large_is_not_read_to_its_end(bool saysHowLong)
    {
        long sent = 0;
        await using var server = await ForeignServer.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            if (saysHowLong) context.Response.ContentLength = 1L << 30;
            var block = new byte[64 * Kilobyte];
            for (var i = 0; i < 16 * Kilobyte && !context.RequestAborted.IsCancellationRequested; i++)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
                Interlocked.Add(ref sent, block.Length);
            }
        });
        using var fetcher = Fetching.Of();

        Assert.Equal(FetchFailure.TooLarge, await fetcher.FailureAsync(server.At("/")));
        Assert.InRange(Interlocked.Read(ref sent), 0, 64L * Kilobyte * Kilobyte); // What lies in buffers on the way, and nothing like a gigabyte.
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_body_that_unpacks_to_a_gigabyte_is_too_large_and_fills_nothing(string encoding)
    {
        using var packed = new MemoryStream();
        await using (Stream packing = encoding == "gzip" ? new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true) : new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[Kilobyte * Kilobyte];
            for (var i = 0; i < 1024; i++) await packing.WriteAsync(zeros, Fetching.Token);
        }

        await using var server = await ForeignServer.StartAsync(async context =>
        {
            context.Response.ContentType = "application/vc";
            context.Response.Headers.ContentEncoding = encoding;
            await context.Response.Body.WriteAsync(packed.ToArray(), context.RequestAborted);
        });
        using var fetcher = Fetching.Of();
        var before = GC.GetTotalAllocatedBytes();

        Assert.Equal(FetchFailure.TooLarge, await fetcher.FailureAsync(server.At("/"), DocumentKind.StatusList));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 100L * Kilobyte * Kilobyte);
    }

    [Fact]
    public async Task An_encoding_that_is_not_known_is_refused()
    {
        await using var server = await ForeignServer.StartAsync(static context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = "x-own";
            return context.Response.WriteAsync("{}");
        });
        using var fetcher = Fetching.Of();

        Assert.Equal(FetchFailure.WrongType, await fetcher.FailureAsync(server.At("/")));
    }

    [Theory]
    [InlineData("/silent")]
    [InlineData("/drip")]
    public async Task A_server_that_never_ends_is_given_up_in_time(string path)
    {
        await using var server = await ForeignServer.StartAsync(static async context =>
        {
            if (context.Request.Path == "/drip")
            {
                context.Response.ContentType = "application/json";
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    await context.Response.WriteAsync(" ", context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                    await Task.Delay(20, context.RequestAborted);
                }
            }

            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var options = Fetching.Open;
        options.Timeout = TimeSpan.FromMilliseconds(500);
        using var fetcher = Fetching.Of(options);
        var watch = Stopwatch.StartNew();

        Assert.Equal(FetchFailure.TimedOut, await fetcher.FailureAsync(server.At(path)));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, s_limit / 3);
    }

    [Fact]
    public async Task A_server_that_breaks_off_is_unreachable()
    {
        await using var server = await ForeignServer.StartAsync(static async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("{");
            context.Abort();
        });
        using var fetcher = Fetching.Of();

        Assert.Equal(FetchFailure.Unreachable, await fetcher.FailureAsync(server.At("/")));
    }

    [Fact]
    public async Task A_slow_host_does_not_hold_up_another()
    {
        var released = new TaskCompletionSource();
        await using var slow = await ForeignServer.StartAsync(context => released.Task.WaitAsync(context.RequestAborted));
        await using var fast = await ForeignServer.OfJsonAsync("{}");
        var options = Fetching.Open;
        (options.MostAtOnce, options.MostAtOncePerHost) = (4, 2);
        using var fetcher = Fetching.Of(options);
        var waiting = Enumerable.Range(0, 20).Select(i => fetcher.FetchAsync(slow.At($"/{i}", "slow.example"), DocumentKind.Did, null, Fetching.Token)).ToArray();
        await Eventually.TrueAsync(() => slow.Requests == 2, s_limit, "the slow host has as many requests as it may have", Fetching.Token);

        Assert.Equal("{}", await fetcher.TextAsync(fast.At("/", "fast.example")).WaitAsync(s_limit / 3, Fetching.Token));
        Assert.Equal((2, false), (slow.Requests, waiting.Any(static one => one.IsCompleted)));
        released.SetResult();
        foreach (var one in waiting) await Assert.ThrowsAsync<FetchException>(() => one);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_left_alone_for_a_while()
    {
        await using var server = await ForeignServer.StartAsync(static context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        var options = Fetching.Open;
        (options.Timeout, options.FailureFor, options.MostAtOncePerHost) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromMinutes(5), 1);
        using var fetcher = Fetching.Of(options);
        for (var i = 0; i < 3; i++) Assert.Equal(FetchFailure.TimedOut, await fetcher.FailureAsync(server.At($"/{i}")));
        var asked = server.Requests;

        Assert.Equal((FetchFailure.Unreachable, asked, 1), (await fetcher.FailureAsync(server.At("/more")), server.Requests, fetcher.ClosedHosts));
    }

    [Fact]
    public async Task More_than_can_be_fetched_is_refused_at_once()
    {
        await using var server = await ForeignServer.StartAsync(static context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        var options = Fetching.Open;
        (options.MostAtOnce, options.Timeout) = (1, TimeSpan.FromSeconds(2));
        using var fetcher = Fetching.Of(options);
        var waiting = Enumerable.Range(0, 8).Select(i => fetcher.FailureAsync(server.At($"/{i}", $"host{i}.example"))).ToArray();

        Assert.Equal(FetchFailure.Busy, await fetcher.FailureAsync(server.At("/more", "more.example")));
        Assert.DoesNotContain(FetchFailure.Unreachable, await Task.WhenAll(waiting));
    }
}
