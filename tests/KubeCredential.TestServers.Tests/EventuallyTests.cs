using System.Diagnostics;

namespace KubeCredential.TestServers.Tests;

public sealed class EventuallyTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(200);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_returns_the_first_value_that_is_accepted()
    {
        var reads = 0;

        var value = await Eventually.ResultAsync(() => ++reads, number => number == 3, TimeSpan.FromSeconds(10), "three", Token);

        Assert.Equal(3, value);
        Assert.Equal(3, reads);
    }

    [Fact]
    public async Task A_probe_that_throws_is_asked_again()
    {
        var probes = 0;

        await Eventually.TrueAsync(
            () => ++probes == 3 ? true : throw new InvalidOperationException("not yet"), TimeSpan.FromSeconds(10), "no exception", Token);

        Assert.Equal(3, probes);
    }

    [Fact]
    public async Task The_failure_names_the_reason_and_the_last_value()
    {
        var exception = await Assert.ThrowsAsync<EventuallyTimeoutException>(
            () => Eventually.EqualAsync(42, _ => Task.FromResult(41), s_short, "the outbox is empty", Token));

        Assert.Equal(41, exception.LastValue);
        Assert.Contains("the outbox is empty", exception.Message, StringComparison.Ordinal);
        Assert.Contains("41", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_failure_carries_the_last_exception()
    {
        var exception = await Assert.ThrowsAsync<EventuallyTimeoutException>(
            () => Eventually.TrueAsync(() => throw new InvalidDataException("broken"), s_short, "it works", Token));

        Assert.IsType<InvalidDataException>(exception.InnerException);
        Assert.Contains("broken", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_probe_that_never_returns_does_not_outlast_the_limit()
    {
        var watch = Stopwatch.StartNew();

        var exception = await Assert.ThrowsAsync<EventuallyTimeoutException>(
            () => Eventually.TrueAsync(_ => new TaskCompletionSource<bool>().Task, s_short, "an answer", Token));

        Assert.Contains("no probe finished", exception.Message, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, s_short - TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Cancelling_is_no_timeout()
    {
        using var cancelled = new CancellationTokenSource(s_short);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Eventually.TrueAsync(() => false, TimeSpan.FromMinutes(1), "never", cancelled.Token));
    }
}
