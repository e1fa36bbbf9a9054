using KubeCredential.Hosting.Background;
using Microsoft.Extensions.Logging;

namespace KubeCredential.Storage.Audit;

/// <summary>Adds committed audit entries to the chain in batches; one replica at a time does so.</summary>
internal partial class AuditSealer(AuditChain chain, DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger<AuditSealer> logger, string name = "audit-sealer")
    : BackgroundLoop(name, loops, logger)
{
    private const int BatchSize = 2000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TellInterval = TimeSpan.FromHours(1);
    private long _lastTold;

    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Interval, time, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (await chain.SealAsync(BatchSize, cancellationToken) is not { } step) return false;
        if (step.Head.Number > 0 && time.GetElapsedTime(_lastTold) >= TellInterval)
        {
            // Logged because logs are kept elsewhere: comparing with them reveals a chain that was rewritten from the beginning.
            LogHead(logger, Status.Name, step.Head.Number, step.Head.Hash);
            _lastTold = time.GetTimestamp();
        }

        return step.Sealed == BatchSize;
    }

    [LoggerMessage(LogLevel.Information, "The head of the chain kept by {Loop} is link {Number} with hash {Hash}")]
    private static partial void LogHead(ILogger logger, string loop, long number, string hash);
}
