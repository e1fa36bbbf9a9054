using System.Collections.Concurrent;
using System.Threading.Channels;
using KubeCredential.Hosting.Background;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace KubeCredential.Hosting.Tests;

/// <summary>A loop is led step by step: the test says what each step does, and sees the time at which it was made.</summary>
public sealed class BackgroundLoopTests : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);
    private static readonly DateTimeOffset s_start = new(2026, 1, 31, 8, 15, 30, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(s_start);
    private readonly LoopRegistry _registry;
    private readonly LedLoop _loop;

    public BackgroundLoopTests()
    {
        _registry = new LoopRegistry(_time);
        _loop = new LedLoop(_registry);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _loop.StopAsync(Token);
        _loop.Dispose();
    }

    [Fact]
    public async Task It_prepares_first_then_steps_while_there_is_more_and_waits_when_there_is_not()
    {
        await _loop.StartAsync(Token);
        _loop.Next(more: true);
        _loop.Next(more: true);
        _loop.Next(more: false);

        await _loop.WaitsAsync(1);

        Assert.Equal(["prepare", "step", "step", "step", "wait"], _loop.Made);
        _loop.Wake();
        _loop.Next(more: false);
        await _loop.WaitsAsync(2);
        Assert.Equal(["prepare", "step", "step", "step", "wait", "step", "wait"], _loop.Made);
    }

    [Fact]
    public async Task It_outlives_failures_and_shows_its_state_by_name()
    {
        Assert.Equal(("led", 0, null, null), StateOf(_loop.Status));
        Assert.Same(_loop.Status, Assert.Single(_registry.Loops));
        await _loop.StartAsync(Token);

        _loop.Next(new FormatException());
        await Eventually(() => _loop.Status.Failures == 1);
        Assert.Equal(("led", 1, nameof(FormatException), null), StateOf(_loop.Status));
        _loop.Next(new TimeoutException());
        await Eventually(() => _loop.Status.Failures == 2);
        Assert.Equal(nameof(TimeoutException), _loop.Status.LastError);

        _loop.Next(more: false);
        await _loop.WaitsAsync(1);

        Assert.Equal(("led", 0, nameof(TimeoutException), s_start), StateOf(_loop.Status));
        // After a failure it does not wait to be woken: what failed is tried again after a pause.
        Assert.Equal(["prepare", "step", "step", "step", "wait"], _loop.Made);
    }

    [Fact]
    public async Task A_cancellation_that_nobody_asked_for_is_a_failure_like_any_other()
    {
        await _loop.StartAsync(Token);
        _loop.Next(new OperationCanceledException());
        _loop.Next(more: false);

        await _loop.WaitsAsync(1);

        Assert.Equal(nameof(OperationCanceledException), _loop.Status.LastError);
        Assert.False(_loop.ExecuteTask!.IsCompleted);
    }

    [Fact]
    public async Task The_pauses_grow_with_the_failures_in_a_row_and_begin_anew_after_a_success()
    {
        await _loop.StartAsync(Token);
        for (var i = 0; i < 4; i++) _loop.Next(new FormatException());
        _loop.Next(more: true);
        _loop.Next(new FormatException());
        _loop.Next(more: false);

        await _loop.WaitsAsync(1);

        // 0.2, 0.4, 0.8 and 1.6 s, and 0.2 s again. A pause is never shorter; how much longer it took is the machine's affair.
        var pauses = _loop.Steps.Zip(_loop.Steps.Skip(1), static (one, next) => next - one).ToArray();
        double[] least = [0.2, 0.4, 0.8, 1.6, 0, 0.2];
        Assert.Equal(least.Length, pauses.Length);
        for (var i = 0; i < least.Length; i++) Assert.True(pauses[i].TotalSeconds >= least[i] * 0.95, $"pause {i} was {pauses[i]}");
    }

    [Fact]
    public async Task It_ends_with_the_service_also_during_a_pause()
    {
        await _loop.StartAsync(Token);
        for (var i = 0; i < 3; i++) _loop.Next(new FormatException());
        await Eventually(() => _loop.Status.Failures == 3);

        await _loop.StopAsync(Token).WaitAsync(s_limit, Token);

        Assert.True(_loop.ExecuteTask!.IsCompletedSuccessfully);
    }

    private static (string, int, string?, DateTimeOffset?) StateOf(LoopStatus status) => (status.Name, status.Failures, status.LastError, status.LastSuccessAt);

    private static Task Eventually(Func<bool> condition) => TestServers.Eventually.TrueAsync(condition, s_limit, "the loop has got there", Token);

    private sealed class LedLoop(LoopRegistry registry) : BackgroundLoop("led", registry, NullLogger.Instance)
    {
        private readonly Channel<object> _next = Channel.CreateUnbounded<object>();
        private readonly SemaphoreSlim _wake = new(0);
        private readonly ConcurrentQueue<string> _made = [];

        public IEnumerable<string> Made => _made;

        public ConcurrentQueue<TimeSpan> Steps { get; } = [];

        /// <summary>Says what the next step does: it ends, and tells whether there is more.</summary>
        public void Next(bool more) => _next.Writer.TryWrite(more);

        /// <summary>Says what the next step does: it fails.</summary>
        public void Next(Exception error) => _next.Writer.TryWrite(error);

        public void Wake() => _wake.Release();

        /// <summary>Ends when the loop has begun to wait so many times.</summary>
        public Task WaitsAsync(int times) => Eventually(() => _made.Count(static one => one == "wait") == times);

        public override void Dispose()
        {
            _wake.Dispose();
            base.Dispose();
        }

        protected override Task PrepareAsync(CancellationToken cancellationToken)
        {
            _made.Enqueue("prepare");
            return Task.CompletedTask;
        }

        protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
        {
            var next = await _next.Reader.ReadAsync(cancellationToken);
            _made.Enqueue("step");
            Steps.Enqueue(System.Diagnostics.Stopwatch.GetElapsedTime(0));
            return next is Exception error ? throw error : (bool)next;
        }

        protected override Task WaitAsync(CancellationToken cancellationToken)
        {
            _made.Enqueue("wait");
            return _wake.WaitAsync(cancellationToken);
        }
    }
}
