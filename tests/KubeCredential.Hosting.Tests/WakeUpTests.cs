using KubeCredential.Hosting.Background;

namespace KubeCredential.Hosting.Tests;

public sealed class WakeUpTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signals_set_before_anybody_waits_count_once()
    {
        using var wakeUp = new WakeUp();
        wakeUp.Set();
        wakeUp.Set();

        await wakeUp.WaitAsync(Timeout.InfiniteTimeSpan, Token).WaitAsync(s_limit, Token);
        var next = wakeUp.WaitAsync(Timeout.InfiniteTimeSpan, Token);
        Assert.False(next.IsCompleted);
        wakeUp.Set();
        await next.WaitAsync(s_limit, Token);
    }

    [Fact]
    public async Task A_wait_ends_after_its_time_without_a_signal_and_when_it_is_cancelled()
    {
        using var wakeUp = new WakeUp();
        await wakeUp.WaitAsync(TimeSpan.FromMilliseconds(1), Token).WaitAsync(s_limit, Token);

        using var cancelled = new CancellationTokenSource();
        var wait = wakeUp.WaitAsync(Timeout.InfiniteTimeSpan, cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }
}
