using System.Threading.RateLimiting;
using KubeCredential.Hosting.Limits;

namespace KubeCredential.Security.Limits;

/// <summary>
/// The limit of one client. Requests are counted in memory, so that a decision costs nothing and depends on nothing else. Used permits are
/// drawn from the budget shared by all replicas afterwards, in portions and in the background: verifying must not wait for Redis, and
/// querying it for every request would cost more than verifying. So a client that uses less than a portion is never reported to Redis, and
/// one that exhausts its limit may briefly get one more portion on each replica.
/// </summary>
internal sealed class SharedLimiter(RateLimit limit, string key, ISharedBudget budget, TimeProvider time, Action disposed) : RateLimiter
{
    private const int PortionsOfLimit = 20;

    private static readonly Lease s_granted = new(null);

    private readonly Lock _gate = new();
    private readonly int _portion = Math.Max(1, limit.PermitLimit / PortionsOfLimit);
    private readonly long _window = (long)(limit.Window.TotalSeconds * time.TimestampFrequency);
    private long _endsAt = time.GetTimestamp();
    private long _spentUntil = long.MinValue;
    private int _taken;
    private int _notDrawn;
    private bool _isDrawing;

    /// <inheritdoc/>
    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (_gate)
            {
                var busyUntil = Math.Max(_endsAt, _spentUntil);
                return time.GetTimestamp() is var now && now > busyUntil ? time.GetElapsedTime(busyUntil, now) : null;
            }
        }
    }

    /// <inheritdoc/>
    public override RateLimiterStatistics? GetStatistics() => null;

    /// <summary>Takes permits; for 0, only tests whether one is available.</summary>
    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        var draw = 0;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (now < _spentUntil) return Refuse(now, _spentUntil);
            if (now >= _endsAt)
            {
                if (permitCount == 0) return s_granted;
                (_endsAt, _taken, _notDrawn) = (now + _window, 0, 0);
            }

            if (Math.Max(1, permitCount) > limit.PermitLimit - _taken) return Refuse(now, _endsAt);
            _taken += permitCount;
            _notDrawn += permitCount;
            if (_notDrawn >= _portion && !_isDrawing && budget.IsShared)
            {
                _isDrawing = true;
                draw = _notDrawn;
            }
        }

        if (draw > 0) _ = DrawAsync(draw); // It never throws, and nothing waits for it.
        return s_granted;
    }

    /// <inheritdoc/>
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => new(AttemptAcquireCore(permitCount));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) disposed();
        base.Dispose(disposing);
    }

    private async Task DrawAsync(int permits)
    {
        var answer = await budget.DrawAsync(key, permits, limit);
        lock (_gate)
        {
            _isDrawing = false;
            // Without an answer the portion is drawn again later.
            if (answer.IsKnown) _notDrawn = Math.Max(0, _notDrawn - permits);
            if (answer.SpentFor is { } spent) _spentUntil = time.GetTimestamp() + (long)(spent.TotalSeconds * time.TimestampFrequency);
        }
    }

    private Lease Refuse(long now, long until) => new(time.GetElapsedTime(now, until));

    private sealed class Lease(TimeSpan? retryAfter) : RateLimitLease
    {
        public override bool IsAcquired => retryAfter is null;

        public override IEnumerable<string> MetadataNames => retryAfter is null ? [] : [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = metadataName == MetadataName.RetryAfter.Name ? retryAfter : null;
            return metadata is not null;
        }
    }
}
