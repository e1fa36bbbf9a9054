using System.Diagnostics.Metrics;
using KubeCredential.Hosting.Background;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeCredential.Storage.Audit;

/// <summary>Drops verdicts that are old, or too many, and tells how many there are. Of several replicas one at a time does it.</summary>
internal sealed partial class VerdictRetention : BackgroundLoop
{
    /// <summary>How old a verdict must be before it may go. The database itself refuses to delete a younger one.</summary>
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
        _dropped = meter.CreateCounter<long>("kubecredential.verdicts.dropped", "{verdict}", "Verdicts that were dropped, being too old or too many.");
        meter.CreateObservableGauge("kubecredential.verdicts.kept", Kept, "{verdict}", "Verdicts that are kept.");
        meter.CreateObservableGauge("kubecredential.verdicts.limit", () => _options.MostKept, "{verdict}", "How many verdicts may be kept.");
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

    [LoggerMessage(LogLevel.Information, "{Count} verdicts were dropped from the audit trail; the hash of the last of them is kept")]
    private static partial void LogDropped(ILogger logger, long count);
}
