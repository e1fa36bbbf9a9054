namespace Issuance.Api.Outbox;

/// <summary>
/// How many credentials were issued and delivered in a stretch of time. Lags, from issue to confirmation, are counted in buckets, four to each
/// doubling: counts of different times and replicas can be added, and still say within which time a share of all deliveries was done, at most a fifth too long.
/// </summary>
internal sealed class DeliveryCounts
{
    /// <summary>The bucket that counts what was issued.</summary>
    public const int IssuedBucket = -1;

    // The last bucket begins at about two hours.
    private const int LastBucket = 92;
    private const int BucketsPerDoubling = 4;
    private readonly SortedDictionary<int, long> _delivered = [];

    /// <summary>Credentials issued.</summary>
    public long Issued { get; private set; }

    /// <summary>Credentials confirmed by the verifier.</summary>
    public long Delivered { get; private set; }

    /// <summary>The longest lag, in milliseconds.</summary>
    public long Longest { get; private set; }

    /// <summary>The bucket of a lag in milliseconds.</summary>
    public static int BucketOf(long lag) => lag <= 1 ? 0 : Math.Min(LastBucket, (int)Math.Ceiling(Math.Log2(lag) * BucketsPerDoubling));

    /// <summary>Adds what a bucket has counted.</summary>
    /// <param name="bucket">The bucket: <see cref="IssuedBucket"/>, or one of <see cref="BucketOf"/>.</param>
    /// <param name="count">How many.</param>
    /// <param name="longest">The longest of their lags, in milliseconds.</param>
    public void Add(int bucket, long count, long longest)
    {
        if (bucket == IssuedBucket)
        {
            Issued += count;
            return;
        }

        _delivered[bucket] = _delivered.GetValueOrDefault(bucket) + count;
        Delivered += count;
        Longest = Math.Max(Longest, longest);
    }

    /// <summary>Adds all that another stretch of time has counted.</summary>
    public void Add(DeliveryCounts other)
    {
        Issued += other.Issued;
        foreach (var (bucket, count) in other._delivered) Add(bucket, count, other.Longest);
    }

    /// <summary>The time, in milliseconds, within which a share of all deliveries was done: the upper end of the bucket that holds the last of them, but never more than the longest lag.</summary>
    /// <param name="share">The share, above 0 and at most 1.</param>
    /// <returns>The time, or null if nothing was delivered.</returns>
    public long? Within(double share)
    {
        var left = (long)Math.Ceiling(share * Delivered);
        foreach (var (bucket, count) in _delivered)
        {
            left -= count;
            if (left <= 0) return bucket == LastBucket ? Longest : Math.Min(Longest, (long)Math.Ceiling(Math.Pow(2, (double)bucket / BucketsPerDoubling)));
        }

        return null;
    }
}
