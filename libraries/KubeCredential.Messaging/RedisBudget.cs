using KubeCredential.Hosting.Limits;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Messaging.Resilience;
using Microsoft.Extensions.Logging;
using RedisRateLimiting;
using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>
/// Counts in Redis what all replicas have used of a client's limit, in fixed windows. While Redis is away, or its breaker is open, nothing
/// is asked and each process counts for itself.
/// </summary>
internal sealed partial class RedisBudget : ISharedBudget
{
    private static readonly TimeSpan ShortestRefusal = TimeSpan.FromSeconds(1);

    private readonly IConnectionMultiplexer _redis;
    private readonly ILogger<RedisBudget> _logger;
    private readonly CircuitBreaker _circuit;
    private int _isFailing;

    public RedisBudget(IConnectionMultiplexer redis, TimeProvider time, ILogger<RedisBudget> logger)
    {
        (_redis, _logger) = (redis, logger);
        _circuit = new CircuitBreaker("redis", new CircuitBreakerOptions(), RedisFault.IsOutage, time);
    }

    /// <inheritdoc/>
    public bool IsShared => Volatile.Read(ref _isFailing) == 0 ? _redis.IsConnected : _redis.IsConnected && _circuit.AllowsCalls;

    /// <inheritdoc/>
    public async Task<BudgetAnswer> DrawAsync(string key, int permits, RateLimit limit)
    {
        try
        {
            await using var limiter = new RedisFixedWindowRateLimiter<string>(
                MessagingKeys.Limits + key, new RedisFixedWindowRateLimiterOptions { PermitLimit = limit.PermitLimit, Window = limit.Window, ConnectionMultiplexerFactory = () => _redis });
            using var lease = await _circuit.CallAsync(_ => limiter.AcquireAsync(Math.Min(permits, limit.PermitLimit), CancellationToken.None).AsTask().OrOutageAsync(), CancellationToken.None);
            if (Interlocked.Exchange(ref _isFailing, 0) == 1) LogShared(_logger);
            if (lease.IsAcquired) return BudgetAnswer.Drawn;
            var spent = lease.TryGetMetadata(RateLimitMetadataName.RetryAfter.Name, out var seconds) && seconds is int whole ? TimeSpan.FromSeconds(whole) : ShortestRefusal;
            return BudgetAnswer.Spent(spent > ShortestRefusal ? spent : ShortestRefusal);
        }
        catch (Exception error) // Nobody waits for the answer, so whatever it was ends here.
        {
            if (Interlocked.Exchange(ref _isFailing, 1) == 0) LogNotShared(_logger, error.GetType().Name);
            return BudgetAnswer.Unknown;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Limits cannot be counted in Redis ({Error}): each process counts for itself until they can")]
    private static partial void LogNotShared(ILogger logger, string error);

    [LoggerMessage(LogLevel.Information, "Limits are counted in Redis again, for all replicas together")]
    private static partial void LogShared(ILogger logger);
}
