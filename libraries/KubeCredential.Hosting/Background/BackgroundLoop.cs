using KubeCredential.Hosting.Resilience;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeCredential.Hosting.Background;

/// <summary>
/// Work that goes on for as long as the service runs, in steps. A step that fails is told, and made again after a pause that grows with
/// the failures in a row; the loop itself never ends. Its state is in <see cref="LoopStatus"/>.
/// </summary>
public abstract partial class BackgroundLoop : BackgroundService
{
    private static readonly Backoff Pause = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));

    private readonly ILogger _logger;

    /// <summary>Makes a loop and registers its state.</summary>
    /// <param name="name">The loop's name in health documents and metrics.</param>
    /// <param name="registry">Where its state is found.</param>
    /// <param name="logger">The log.</param>
    protected BackgroundLoop(string name, LoopRegistry registry, ILogger logger)
    {
        _logger = logger;
        Status = registry.Add(name);
    }

    /// <summary>The loop's state.</summary>
    public LoopStatus Status { get; }

    /// <summary>Waits for what the loop needs before its first step.</summary>
    protected virtual Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Makes one step.</summary>
    /// <returns>Whether there is more to do at once.</returns>
    protected abstract Task<bool> StepAsync(CancellationToken cancellationToken);

    /// <summary>Waits until it is worth making another step.</summary>
    protected abstract Task WaitAsync(CancellationToken cancellationToken);

    /// <summary>Makes one step, for tests that decide what happens in which order.</summary>
    internal Task<bool> StepOnceAsync(CancellationToken cancellationToken) => StepAsync(cancellationToken);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await PrepareAsync(stoppingToken);
            while (true)
            {
                if (!await TryStepAsync(stoppingToken)) await WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task<bool> TryStepAsync(CancellationToken stoppingToken)
    {
        try
        {
            var more = await StepAsync(stoppingToken);
            if (Status.Succeeded() is > 0 and var failures) LogRecovered(_logger, Status.Name, failures);
            return more;
        }
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            var failures = Status.Failed(error);
            if (failures == 1) LogFailed(_logger, error, Status.Name);
            else LogFailedAgain(_logger, Status.Name, failures, error.GetType().Name);
            await Task.Delay(Pause.Bound(failures), stoppingToken);
            return true;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The {Loop} loop failed; it goes on")]
    private static partial void LogFailed(ILogger logger, Exception error, string loop);

    [LoggerMessage(LogLevel.Information, "The {Loop} loop has failed {Failures} times in a row, now with {Error}; it goes on")]
    private static partial void LogFailedAgain(ILogger logger, string loop, int failures, string error);

    [LoggerMessage(LogLevel.Information, "The {Loop} loop works again after {Failures} failures")]
    private static partial void LogRecovered(ILogger logger, string loop, int failures);
}
