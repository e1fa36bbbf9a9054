using KubeCredential.Hosting.Resilience;

namespace KubeCredential.Hosting.Tests;

/// <summary>An operator's order is followed whatever order the answers of earlier looks arrive in.</summary>
public sealed class OperatorStopTests
{
    private readonly OperatorStop _stop = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_look_that_began_before_the_order_does_not_undo_it(bool order)
    {
        var answer = new TaskCompletionSource<bool>();
        _stop.Order(!order);
        var look = _stop.LookAsync(() => answer.Task);

        _stop.Order(order);
        answer.SetResult(!order);
        await look;

        Assert.Equal(order, _stop.IsStopped);
    }

    [Fact]
    public async Task The_look_that_began_last_counts()
    {
        var (first, second) = (new TaskCompletionSource<bool>(), new TaskCompletionSource<bool>());
        Task[] looks = [_stop.LookAsync(() => first.Task), _stop.LookAsync(() => second.Task)];

        second.SetResult(true);
        await looks[1];
        Assert.True(_stop.IsStopped);
        first.SetResult(false);
        await looks[0];

        Assert.True(_stop.IsStopped);
        await _stop.LookAsync(() => Task.FromResult(false));
        Assert.False(_stop.IsStopped);
    }

    [Fact]
    public async Task A_look_that_fails_changes_nothing()
    {
        _stop.Order(true);
        await Assert.ThrowsAsync<TimeoutException>(() => _stop.LookAsync(() => Task.FromException<bool>(new TimeoutException())));
        Assert.True(_stop.IsStopped);
        await _stop.LookAsync(() => Task.FromResult(false));
        Assert.False(_stop.IsStopped);
    }
}
