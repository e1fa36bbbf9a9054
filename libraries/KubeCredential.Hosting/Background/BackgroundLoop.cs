using KubeCredential.Hosting.Resilience;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeCredential.Hosting.Background;

/// <summary>
/// Background work done in steps for as long as the service runs. A failed step is logged and retried after a pause that grows with the
/// number of consecutive failures; the loop itself never ends. Its state is in <see cref="LoopStatus"/>.
/// </summary>
public abstract partial class BackgroundLoop : BackgroundService
{
    private static readonly Backoff Pause = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));

    private readonly ILogger _logger;

    /// <summary>Creates a loop and registers its state.</summary>
    /// <param name="name">The loop's name in health documents and metrics.</param>
    /// <param name="registry">Where its state is registered.</param>
    /// <param name="logger">The log.</param>
    protected BackgroundLoop(string name, LoopRegistry registry, ILogger logger)
    {
        _logger = logger;
        Status = registry.Add(name);
    }

    /// <summary>The loop's state.</summary>
    public LoopStatus Status { get; }

    /// <summary>Waits until the loop can take its first step.</summary>
    protected virtual Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs one step.</summary>
    /// <returns>Whether there is more to do immediately.</returns>
    protected abstract Task<bool> StepAsync(CancellationToken cancellationToken);

    /// <summary>Waits until another step is due.</summary>
    protected abstract Task WaitAsync(CancellationToken cancellationToken);

    /// <summary>Runs one step, for tests that control the order of events.</summary>
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
            // The service is stopping.
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

    [LoggerMessage(LogLevel.Warning, "The {Loop} loop failed and will retry")]
    private static partial void LogFailed(ILogger logger, Exception error, string loop);

    [LoggerMessage(LogLevel.Information, "The {Loop} loop has failed {Failures} times in a row, most recently with {Error}; it will retry")]
    private static partial void LogFailedAgain(ILogger logger, string loop, int failures, string error);

    [LoggerMessage(LogLevel.Information, "The {Loop} loop recovered after {Failures} failures")]
    private static partial void LogRecovered(ILogger logger, string loop, int failures);
}
