using System.Diagnostics.Metrics;
using KubeCredential.Hosting.Background;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeCredential.Storage.Audit;

/// <summary>Removes verdicts that are too old or too many, and reports how many are kept. One replica at a time does so.</summary>
internal sealed partial class VerdictRetention : BackgroundLoop
{
    /// <summary>The minimum age of a verdict before it may be removed. The database itself refuses to delete a younger one.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromHours(1);

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly VerdictChain _chain;
    private readonly VerdictOptions _options;
    private readonly DatabaseReadiness _database;
    private readonly TimeProvider _time;
    private readonly ILogger<VerdictRetention> _logger;
    private readonly Counter<long> _dropped;
    private long _kept = -1;

    public VerdictRetention(
        VerdictChain chain, IOptions<VerdictOptions> options, DatabaseReadiness database, TimeProvider time, IMeterFactory meters, LoopRegistry loops, ILogger<VerdictRetention> logger)
        : base("verdict-retention", loops, logger)
    {
        (_chain, _options, _database, _time, _logger) = (chain, options.Value, database, time, logger);
        var meter = meters.Create("KubeCredential.Audit");
        _dropped = meter.CreateCounter<long>("kubecredential.verdicts.dropped", "{verdict}", "Verdicts removed because they were too old or too many.");
        meter.CreateObservableGauge("kubecredential.verdicts.kept", Kept, "{verdict}", "Verdicts kept.");
        meter.CreateObservableGauge("kubecredential.verdicts.limit", () => _options.MostKept, "{verdict}", "The maximum number of verdicts to keep.");
    }

    protected override Task PrepareAsync(CancellationToken cancellationToken) => _database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Interval, _time, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        var (dropped, more) = await _chain.DropAsync(_time.GetUtcNow() - _options.Retention, _options.MostKept, cancellationToken);
        if (dropped > 0)
        {
            _dropped.Add(dropped);
            LogDropped(_logger, dropped);
        }

        Interlocked.Exchange(ref _kept, await _chain.LengthAsync(cancellationToken) - (await _chain.DroppedAsync(cancellationToken)).Number);
        return more;
    }

    private Measurement<long>[] Kept() => Interlocked.Read(ref _kept) is >= 0 and var kept ? [new(kept)] : [];

    [LoggerMessage(LogLevel.Information, "Removed {Count} verdicts from the audit trail; the hash of the last one is kept")]
    private static partial void LogDropped(ILogger logger, long count);
}
