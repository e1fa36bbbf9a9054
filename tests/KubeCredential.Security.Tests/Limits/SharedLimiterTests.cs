using System.Threading.RateLimiting;
using KubeCredential.Hosting.Limits;
using KubeCredential.Security.Limits;
using Microsoft.Extensions.Time.Testing;

namespace KubeCredential.Security.Tests.Limits;

/// <summary>The limit of one client: when it begins, ends, and is drawn from the shared budget.</summary>
public sealed class SharedLimiterTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Budget _budget = new();

    [Fact]
    public void A_window_begins_with_the_first_request_and_all_is_there_again_after_it()
    {
        _budget.IsShared = false;
        using var limiter = Limiter(3, TimeSpan.FromSeconds(60));
        for (var window = 0; window < 3; window++)
        {
            for (var i = 0; i < 3; i++) Assert.True(Take(limiter).IsAcquired);
            _time.Advance(TimeSpan.FromSeconds(20));
            using var refused = Take(limiter);
            Assert.False(refused.IsAcquired);
            Assert.True(refused.TryGetMetadata(MetadataName.RetryAfter, out var after));
            Assert.Equal(TimeSpan.FromSeconds(40), after);
            _time.Advance(TimeSpan.FromSeconds(40));
        }

        Assert.Empty(_budget.Drawn);
    }

    [Fact]
    public void Asking_whether_there_is_something_left_takes_nothing()
    {
        using var limiter = Limiter(1, TimeSpan.FromSeconds(60));
        for (var i = 0; i < 5; i++) Assert.True(limiter.AttemptAcquire(0).IsAcquired);
        Assert.True(Take(limiter).IsAcquired);
        Assert.False(limiter.AttemptAcquire(0).IsAcquired);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.True(limiter.AttemptAcquire(0).IsAcquired);
    }

    [Fact]
    public void Less_than_a_portion_is_told_to_nobody_and_the_rest_in_portions()
    {
        using var limiter = Limiter(200, TimeSpan.FromSeconds(60));
        for (var i = 0; i < 9; i++) Take(limiter).Dispose();
        Assert.Empty(_budget.Drawn);
        for (var i = 9; i < 35; i++) Take(limiter).Dispose();
        Assert.Equal([10, 10, 10], _budget.Drawn);
    }

    [Fact]
    public void What_others_have_used_up_is_refused_until_their_window_ends()
    {
        using var limiter = Limiter(20, TimeSpan.FromSeconds(60));
        Assert.True(Take(limiter).IsAcquired);
        _budget.Answer = BudgetAnswer.Spent(TimeSpan.FromSeconds(5));
        Assert.True(Take(limiter).IsAcquired); // It learns it by this one.
        Assert.False(Take(limiter).IsAcquired);
        _time.Advance(TimeSpan.FromSeconds(5));
        _budget.Answer = BudgetAnswer.Drawn;
        Assert.True(Take(limiter).IsAcquired);
    }

    [Fact]
    public void What_could_not_be_drawn_is_drawn_later()
    {
        using var limiter = Limiter(20, TimeSpan.FromSeconds(60));
        _budget.Answer = BudgetAnswer.Unknown;
        for (var i = 0; i < 3; i++) Assert.True(Take(limiter).IsAcquired);
        _budget.Answer = BudgetAnswer.Drawn;
        Assert.True(Take(limiter).IsAcquired);
        Assert.Equal([1, 2, 3, 4], _budget.Drawn);
    }

    [Fact]
    public async Task While_the_budget_does_not_answer_the_process_counts_and_nobody_waits()
    {
        using var limiter = Limiter(20, TimeSpan.FromSeconds(60));
        var pending = new TaskCompletionSource<BudgetAnswer>();
        _budget.Pending = pending.Task;
        for (var i = 0; i < 20; i++) Assert.True(Take(limiter).IsAcquired);
        Assert.False(Take(limiter).IsAcquired);
        Assert.Equal([1], _budget.Drawn);
        pending.SetResult(BudgetAnswer.Drawn);
        await pending.Task;
    }

    [Fact]
    public void A_limiter_is_idle_when_nothing_of_it_counts_any_more()
    {
        using var limiter = Limiter(20, TimeSpan.FromSeconds(60));
        Take(limiter).Dispose();
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Null(limiter.IdleDuration);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(TimeSpan.FromSeconds(5), limiter.IdleDuration);
    }

    [Fact]
    public void At_once_exactly_the_limit_is_let_in()
    {
        _budget.IsShared = false;
        using var limiter = Limiter(1000, TimeSpan.FromSeconds(60));
        var admitted = 0;
        Parallel.For(0, 5000, _ =>
        {
            if (Take(limiter).IsAcquired) Interlocked.Increment(ref admitted);
        });
        Assert.Equal(1000, admitted);
    }

    [Theory]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void A_network_is_an_IPv4_address_or_the_half_of_an_IPv6_address(string one, string other, bool isSame)
    {
        var (first, second) = (IPAddress.Parse(one), IPAddress.Parse(other));
        Assert.Equal(isSame, LimitedClient.NetworkOf(first) == LimitedClient.NetworkOf(second));
    }

    [Fact]
    public void Clients_that_share_a_limit_are_few_and_not_all_the_same()
    {
        var merged = Enumerable.Range(0, 100_000).Select(static one => new LimitedClient(null, (ulong)one).Merge().ToString()).ToHashSet();
        Assert.InRange(merged.Count, 2_000, 4_096);
    }

    private static RateLimitLease Take(SharedLimiter limiter) => limiter.AttemptAcquire();

    private SharedLimiter Limiter(int permits, TimeSpan window) => new(new RateLimit { PermitLimit = permits, Window = window }, "key", _budget, _time, static () => { });

    private sealed class Budget : ISharedBudget
    {
        public bool IsShared { get; set; } = true;

        public BudgetAnswer Answer { get; set; } = BudgetAnswer.Drawn;

        public Task<BudgetAnswer>? Pending { get; set; }

        public List<int> Drawn { get; } = [];

        public Task<BudgetAnswer> DrawAsync(string key, int permits, RateLimit limit)
        {
            Drawn.Add(permits);
            return Pending ?? Task.FromResult(Answer);
        }
    }
}
