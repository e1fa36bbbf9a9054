using KubeCredential.Hosting.Resilience;
using Microsoft.Extensions.Time.Testing;
using Polly.CircuitBreaker;

namespace KubeCredential.Hosting.Tests;

public sealed class CircuitBreakerTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 31, 8, 15, 30, 123, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(s_start);
    private readonly CircuitBreaker _breaker;

    public CircuitBreakerTests() => _breaker = new CircuitBreaker(
        "redis",
        new CircuitBreakerOptions { Failures = 3, SamplingDuration = TimeSpan.FromSeconds(10), FirstBreak = TimeSpan.FromMilliseconds(500), LongestBreak = TimeSpan.FromSeconds(3) },
        static error => error is TimeoutException,
        _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_starts_closed_and_knows_no_error()
    {
        Assert.Equal("redis", _breaker.Dependency);
        Assert.True(_breaker.AllowsCalls);
        Assert.Equal(new CircuitSnapshot(CircuitSnapshot.Closed, null, null, null), _breaker.Snapshot());
        Assert.Equal(7, await _breaker.CallAsync(_ => Task.FromResult(7), Token));
    }

    [Fact]
    public async Task It_opens_after_so_many_failures_and_tells_the_next_probe_and_the_error()
    {
        await FailAsync();
        await FailAsync();
        Assert.Equal(CircuitSnapshot.Closed, _breaker.Snapshot().State);
        await FailAsync();

        Assert.Equal(new CircuitSnapshot(CircuitSnapshot.Open, s_start.AddMilliseconds(500), nameof(TimeoutException), s_start), _breaker.Snapshot());
        Assert.False(_breaker.AllowsCalls);
        await AssertRefusesAsync();
        Assert.Equal(nameof(TimeoutException), _breaker.Snapshot().LastError);
    }

    [Fact]
    public async Task Failures_further_apart_than_the_sampling_time_do_not_open_it()
    {
        for (var i = 0; i < 6; i++)
        {
            await FailAsync();
            _time.Advance(TimeSpan.FromSeconds(11));
        }

        Assert.Equal(CircuitSnapshot.Closed, _breaker.Snapshot().State);
    }

    [Fact]
    public async Task Errors_that_are_no_outage_and_cancelled_calls_do_not_open_it()
    {
        var cancelled = new CancellationToken(canceled: true);
        for (var i = 0; i < 6; i++)
        {
            await Assert.ThrowsAsync<FormatException>(() => _breaker.CallAsync(_ => throw new FormatException(), Token));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _breaker.CallAsync(_ => throw new OperationCanceledException(cancelled), Token));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _breaker.CallAsync(_ => Task.CompletedTask, cancelled));
        }

        Assert.Equal((CircuitSnapshot.Closed, nameof(FormatException)), (_breaker.Snapshot().State, _breaker.Snapshot().LastError));
    }

    [Fact]
    public async Task After_the_break_one_probe_goes_through_and_its_success_closes_it()
    {
        await OpenAsync();
        _time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(_breaker.AllowsCalls);
        await AssertRefusesAsync();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_breaker.AllowsCalls);
        Assert.Equal(CircuitSnapshot.HalfOpen, _breaker.Snapshot().State);

        var answer = new TaskCompletionSource<int>();
        var probe = _breaker.CallAsync(_ => answer.Task, Token);
        await AssertRefusesAsync();
        answer.SetResult(1);
        await probe;

        Assert.Equal(CircuitSnapshot.Closed, _breaker.Snapshot().State);
        Assert.Null(_breaker.Snapshot().NextProbeAt);
        Assert.Equal(nameof(TimeoutException), _breaker.Snapshot().LastError);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _breaker.CallAsync(_ => Task.CompletedTask, Token)));
    }

    [Fact]
    public async Task Each_failed_probe_doubles_the_break_up_to_the_longest_and_a_success_begins_anew()
    {
        await OpenAsync();
        var breaks = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            breaks.Add(Break());
            _time.Advance(TimeSpan.FromSeconds(breaks[^1]));
            await FailAsync();
        }

        Assert.Equal([0.5, 1, 2, 3, 3], breaks);
        _time.Advance(TimeSpan.FromSeconds(3));
        await _breaker.CallAsync(_ => Task.CompletedTask, Token);
        await OpenAsync();
        Assert.Equal(0.5, Break());
    }

    private double Break() => (_breaker.Snapshot().NextProbeAt!.Value - _time.GetUtcNow()).TotalSeconds;

    private Task<TimeoutException> FailAsync() => Assert.ThrowsAsync<TimeoutException>(() => _breaker.CallAsync(_ => throw new TimeoutException(), Token));

    private async Task OpenAsync()
    {
        for (var i = 0; i < 3; i++)
            await FailAsync();
        Assert.Equal(CircuitSnapshot.Open, _breaker.Snapshot().State);
    }

    private async Task AssertRefusesAsync()
    {
        var called = false;
        await Assert.ThrowsAnyAsync<BrokenCircuitException>(() => _breaker.CallAsync(
            _ =>
            {
                called = true;
                return Task.CompletedTask;
            },
            Token));
        Assert.False(called);
    }
}
