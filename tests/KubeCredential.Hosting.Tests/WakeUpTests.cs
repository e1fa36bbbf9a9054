using System.Runtime.ExceptionServices;
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

    [Fact]
    public void Setting_what_is_set_already_raises_no_exception_not_even_a_caught_one()
    {
        using var wakeUp = new WakeUp();
        var (thread, raised) = (Environment.CurrentManagedThreadId, 0);
        void Count(object? sender, FirstChanceExceptionEventArgs arguments) => raised += Environment.CurrentManagedThreadId == thread ? 1 : 0;
        AppDomain.CurrentDomain.FirstChanceException += Count;
        try
        {
            for (var i = 0; i < 10; i++) wakeUp.Set();
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
        }

        Assert.Equal(0, raised);
    }

    [Fact]
    public async Task Whoever_waits_sees_the_last_of_what_was_written_before_each_signal()
    {
        const int last = 200_000;
        using var wakeUp = new WakeUp();
        var written = 0;
        var writing = Task.Run(
            () =>
            {
                for (var i = 1; i <= last; i++)
                {
                    Volatile.Write(ref written, i);
                    wakeUp.Set();
                }
            },
            Token);
        while (Volatile.Read(ref written) < last) await wakeUp.WaitAsync(Timeout.InfiniteTimeSpan, Token).WaitAsync(s_limit, Token);
        await writing;
    }
}
