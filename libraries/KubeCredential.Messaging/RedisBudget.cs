using KubeCredential.Hosting.Limits;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Messaging.Resilience;
using Microsoft.Extensions.Logging;
using RedisRateLimiting;
using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>
/// Counts in Redis how much of a client's limit all replicas together have used, in fixed windows. While Redis is unavailable, or its breaker is
/// open, each process counts on its own.
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
        catch (Exception error) // Nobody awaits this call, so every exception ends here.
        {
            if (Interlocked.Exchange(ref _isFailing, 1) == 0) LogNotShared(_logger, error.GetType().Name);
            return BudgetAnswer.Unknown;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Limits cannot be counted in Redis ({Error}); until they can, each process counts on its own")]
    private static partial void LogNotShared(ILogger logger, string error);

    [LoggerMessage(LogLevel.Information, "Limits are counted in Redis again, across all replicas")]
    private static partial void LogShared(ILogger logger);
}
