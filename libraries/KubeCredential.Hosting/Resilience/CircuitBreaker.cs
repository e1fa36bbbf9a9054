using Polly;
using Polly.CircuitBreaker;

namespace KubeCredential.Hosting.Resilience;

/// <summary>
/// A Polly circuit breaker around calls to one dependency, which also reports its state, the time of the next probe and the last error.
/// While it is open, calls fail at once; after the break one call is let through to test whether the dependency is back.
/// </summary>
public sealed class CircuitBreaker
{
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline _pipeline;
    private readonly TimeProvider _time;
    private volatile Failure? _lastFailure;
    private long _openUntilTicks;

    /// <summary>Creates a closed breaker.</summary>
    /// <param name="dependency">The dependency's name in health documents and metrics, such as <c>redis</c>.</param>
    /// <param name="options">When it opens and for how long.</param>
    /// <param name="isOutage">Which errors count as failures.</param>
    /// <param name="time">The clock.</param>
    public CircuitBreaker(string dependency, CircuitBreakerOptions options, Func<Exception, bool> isOutage, TimeProvider time)
    {
        Dependency = dependency;
        _time = time;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = options.Failures,
                SamplingDuration = options.SamplingDuration,
                BreakDurationGenerator = args => ValueTask.FromResult(new Backoff(options.FirstBreak, options.LongestBreak).Bound(args.HalfOpenAttempts + 1)),
                StateProvider = _state,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is { } error && isOutage(error)),
                OnOpened = args =>
                {
                    Interlocked.Exchange(ref _openUntilTicks, (time.GetUtcNow() + args.BreakDuration).UtcTicks);
                    return default;
                },
            })
            .Build();
    }

    /// <summary>The dependency's name.</summary>
    public string Dependency { get; }

    /// <summary>Whether a call would be attempted now.</summary>
    public bool AllowsCalls => _state.CircuitState != CircuitState.Open || _time.GetUtcNow().UtcTicks >= Interlocked.Read(ref _openUntilTicks);

    /// <summary>Makes a call through the breaker.</summary>
    /// <exception cref="BrokenCircuitException">The breaker is open; the call was not made.</exception>
    public async Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(static async (call, token) => await call(token), call, cancellationToken);
        }
        catch (Exception error) when (error is not BrokenCircuitException and not OperationCanceledException)
        {
            _lastFailure = new Failure(error.GetType().Name, _time.GetUtcNow());
            throw;
        }
    }

    /// <inheritdoc cref="CallAsync{T}"/>
    public Task CallAsync(Func<CancellationToken, Task> call, CancellationToken cancellationToken) =>
        CallAsync(
            async token =>
            {
                await call(token);
                return true;
            },
            cancellationToken);

    /// <summary>The state at this moment.</summary>
    public CircuitSnapshot Snapshot()
    {
        var open = _state.CircuitState == CircuitState.Open;
        var probe = new DateTimeOffset(Interlocked.Read(ref _openUntilTicks), TimeSpan.Zero);
        var failure = _lastFailure;
        var name = _state.CircuitState switch
        {
            CircuitState.Closed => CircuitSnapshot.Closed,
            CircuitState.Open when probe > _time.GetUtcNow() => CircuitSnapshot.Open,
            _ => CircuitSnapshot.HalfOpen,
        };
        return new CircuitSnapshot(name, open ? probe : null, failure?.Error, failure?.At);
    }

    private sealed record Failure(string Error, DateTimeOffset At);
}
