using Issuance.Api.Outbox;

namespace Issuance.Api.Tests.Outbox;

/// <summary>Percentiles from counts by bucket.</summary>
public sealed class DeliveryCountsTests
{
    [Fact]
    public void Percentiles_are_never_too_short_and_at_most_a_fifth_too_long()
    {
        var random = new Random(7);
        long[] lags = [.. Enumerable.Range(0, 1_000).Select(_ => (long)Math.Exp(random.NextDouble() * 15))];
        var counts = new DeliveryCounts();
        foreach (var lag in lags) counts.Add(DeliveryCounts.BucketOf(lag), 1, lag);

        Array.Sort(lags);
        Assert.Equal((1_000, lags[^1]), (counts.Delivered, counts.Longest));
        foreach (var (share, place) in new[] { (0.5, 500), (0.95, 950), (0.99, 990), (1, 1_000) })
        {
            var exact = lags[place - 1];
            Assert.InRange(counts.Within(share)!.Value, exact, Math.Ceiling((exact * 1.2) + 1));
        }
    }

    [Fact]
    public void Counts_of_several_times_add_up_as_if_they_had_been_one()
    {
        var (one, other, both) = (new DeliveryCounts(), new DeliveryCounts(), new DeliveryCounts());
        foreach (var (lag, of) in new[] { (3L, one), (40L, one), (500L, other), (7_000L, other) })
        {
            of.Add(DeliveryCounts.BucketOf(lag), 1, lag);
            both.Add(DeliveryCounts.BucketOf(lag), 1, lag);
        }

        other.Add(DeliveryCounts.IssuedBucket, 5, 0);
        one.Add(other);

        Assert.Equal((5, 4, 7_000), (one.Issued, one.Delivered, one.Longest));
        foreach (var share in new[] { 0.25, 0.5, 0.75, 1 }) Assert.Equal(both.Within(share), one.Within(share));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(120)]
    [InlineData(8 * 3_600_000)] // Longer than the last bucket's start.
    public void Of_one_delivery_every_percentile_is_its_lag(long lag)
    {
        var counts = new DeliveryCounts();
        Assert.Null(counts.Within(0.5));

        counts.Add(DeliveryCounts.BucketOf(lag), 1, lag);

        Assert.Equal((lag, lag), (counts.Within(0.5), counts.Within(0.99)));
    }
}
