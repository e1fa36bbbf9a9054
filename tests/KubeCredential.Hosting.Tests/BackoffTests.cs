using KubeCredential.Hosting.Resilience;

namespace KubeCredential.Hosting.Tests;

public sealed class BackoffTests
{
    private static readonly Backoff s_backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(8, 60)]
    [InlineData(int.MaxValue, 60)]
    public void The_bound_doubles_up_to_the_longest(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), s_backoff.Bound(failures));

    [Fact]
    public void The_jitter_is_full_and_keeps_within_the_bound()
    {
        var bound = s_backoff.Bound(4);
        var waits = Enumerable.Range(0, 2_000).Select(_ => s_backoff.Next(4)).ToArray();

        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.Zero, bound));
        // Evenly spread: each eighth has 250 of 2,000; fewer than 150 would be 6.8 standard deviations off.
        Assert.All(Enumerable.Range(0, 8), eighth => Assert.True(waits.Count(wait => (int)(wait / bound * 8) == eighth) > 150, $"eighth {eighth}"));
    }
}
