using KubeCredential.Hosting.Resilience;

namespace KubeCredential.Hosting.Tests;

public sealed class BisectionTests
{
    [Theory]
    [InlineData(1, "0")]
    [InlineData(8, "")]
    [InlineData(8, "0")]
    [InlineData(8, "3,4")]
    [InlineData(9, "8")]
    [InlineData(5, "0,1,2,3,4")]
    public async Task Bad_items_fail_alone_and_the_others_go_through_once_and_in_order(int count, string bad)
    {
        var isBad = bad.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToHashSet();
        var (done, refused) = (new List<int>(), new List<int>());

        await Bisection.RunAsync(
            [.. Enumerable.Range(0, count)],
            batch =>
            {
                if (batch.Any(isBad.Contains)) throw new FormatException();
                done.AddRange(batch);
                return Task.CompletedTask;
            },
            static error => error is FormatException,
            (item, error) =>
            {
                Assert.IsType<FormatException>(error);
                refused.Add(item);
                return Task.CompletedTask;
            });

        Assert.Equal(Enumerable.Range(0, count).Where(item => !isBad.Contains(item)), done);
        Assert.Equal(isBad.Order(), refused);
    }

    [Fact]
    public async Task Any_other_error_ends_the_run_and_no_item_is_refused_for_it()
    {
        var calls = 0;
        await Assert.ThrowsAsync<TimeoutException>(() => Bisection.RunAsync(
            [1, 2, 3, 4],
            batch => ++calls == 1 ? throw new FormatException() : throw new TimeoutException(),
            static error => error is FormatException,
            static (_, _) => throw new InvalidOperationException("An outage is no item's fault.")));
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task One_bad_item_among_many_costs_few_calls()
    {
        var (calls, sizes) = (0, new List<int>());
        await Bisection.RunAsync(
            [.. Enumerable.Range(0, 256)],
            batch =>
            {
                calls++;
                return batch.Contains(77) ? throw new FormatException() : Task.CompletedTask;
            },
            static error => error is FormatException, static (_, _) => Task.CompletedTask, (size, _) => sizes.Add(size));

        Assert.Equal(17, calls);
        Assert.Equal([256, 128, 64, 32, 16, 8, 4, 2], sizes);
    }
}
