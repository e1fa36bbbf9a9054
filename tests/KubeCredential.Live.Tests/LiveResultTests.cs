using System.Text;
using KubeCredential.Hosting.Background;
using KubeCredential.Security.Limits;
using KubeCredential.Storage;
using KubeCredential.TestServers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace KubeCredential.Live.Tests;

/// <summary>
/// A stream over a body in memory, which takes everything at once: when a call returns, the stream has written what there was and pauses. Its clock stands
/// still, so a stream that goes round instead of ending looks at it again and again.
/// </summary>
public sealed class LiveResultTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(15);
    private readonly PausedTime _time = new();
    private readonly Lifetime _lifetime = new();
    private readonly QuietHub _hub;

    public LiveResultTests() => _hub = new QuietHub(_time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _hub.Dispose();
        _lifetime.Dispose();
    }

    [Fact]
    public async Task A_stream_ends_when_its_client_goes_and_makes_room_for_another()
    {
        using var aborted = new CancellationTokenSource();
        var (context, body) = Request(aborted.Token);
        var stream = await FollowAsync(context);
        Assert.StartsWith("event: hello\ndata: {", Encoding.UTF8.GetString(body.ToArray()), StringComparison.Ordinal);
        Assert.False(stream.IsCompleted);
        var (other, _) = Request(Token);
        await new LiveResult(_hub, []).ExecuteAsync(other);
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, other.Response.StatusCode);

        await EndsAsync(stream, aborted);

        using var next = new CancellationTokenSource();
        var (third, _) = Request(next.Token);
        var following = await FollowAsync(third);
        Assert.Equal(StatusCodes.Status200OK, third.Response.StatusCode);
        await EndsAsync(following, next);
    }

    [Fact]
    public async Task A_stream_ends_when_the_service_stops()
    {
        var (context, _) = Request(Token);
        var stream = await FollowAsync(context);

        await EndsAsync(stream, _lifetime.Stopping);
    }

    [Fact]
    public async Task A_quiet_stream_is_kept_alive_by_a_comment_every_fifteen_seconds()
    {
        using var aborted = new CancellationTokenSource();
        var (context, body) = Request(aborted.Token);
        var stream = await FollowAsync(context);
        var hello = body.ToArray().Length;

        for (var i = 0; i < 6; i++)
        {
            var paused = _time.Pauses;
            _time.Advance(TimeSpan.FromSeconds(5));
            await Eventually.TrueAsync(() => _time.Pauses > paused, s_limit, "the stream pauses again", Token);
        }

        await EndsAsync(stream, aborted);
        Assert.Equal(": keep-alive\n\n: keep-alive\n\n", Encoding.UTF8.GetString(body.ToArray()[hello..]));
    }

    /// <summary>Starts a stream as a web server does, on a thread of the pool, where what waits goes on at once on the thread that ends the wait.</summary>
    private Task<Task> FollowAsync(HttpContext context) =>
        Task.Factory.StartNew(() => new LiveResult(_hub, []).ExecuteAsync(context), Token, TaskCreationOptions.None, TaskScheduler.Default);

    /// <summary>The signal is given on another thread, because a stream that goes round would keep this one for good.</summary>
    private async Task EndsAsync(Task stream, CancellationTokenSource signal)
    {
        var readings = _time.Readings;
        var given = Task.Run(signal.Cancel, Token);
        await stream.WaitAsync(s_limit, Token);
        await given.WaitAsync(s_limit, Token);
        Assert.Equal(readings, _time.Readings); // It has not gone round, for which it would have looked at the clock.
    }

    private (HttpContext Context, MemoryStream Body) Request(CancellationToken aborted)
    {
        var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton<IHostApplicationLifetime>(_lifetime)
            .AddSingleton(Options.Create(new ConnectionLimits { MostStreams = 1 }))
            .AddLogging()
            .AddProblemDetails();
        var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = services.BuildServiceProvider(), RequestAborted = aborted };
        context.Request.Method = HttpMethods.Get;
        context.Response.Body = body;
        return (context, body);
    }

    /// <summary>A hub that never looks: it is not started.</summary>
    private sealed class QuietHub(TimeProvider time) : LiveHub(new DatabaseReadiness(), time, new LoopRegistry(time), NullLogger.Instance)
    {
        protected override Task LookAsync(IReadOnlyList<LiveSubscription> subscriptions, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        public CancellationTokenSource Stopping { get; } = new();

        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => Stopping.Token;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => Stopping.Cancel();

        public void Dispose() => Stopping.Dispose();
    }

    /// <summary>A clock that stands still, and counts how often somebody has looked at it and has begun to wait by it.</summary>
    private sealed class PausedTime : FakeTimeProvider
    {
        private int _pauses;
        private int _readings;

        public int Readings => Volatile.Read(ref _readings);

        public int Pauses => Volatile.Read(ref _pauses);

        public override long GetTimestamp()
        {
            Interlocked.Increment(ref _readings);
            return base.GetTimestamp();
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _pauses);
            return timer;
        }
    }
}
