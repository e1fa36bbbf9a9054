using System.Diagnostics.Metrics;
using KubeCredential.Events;
using KubeCredential.Hosting.Background;
using KubeCredential.Storage;

namespace Verification.Api.Freshness;

/// <summary>Keeps what this service has heard from the issuer in memory, for verdicts: read from the database once a second, since any replica may have heard it.</summary>
internal sealed class Knowledge : BackgroundLoop
{
    /// <summary>The name of the meter.</summary>
    public const string Meter = "KubeCredential.Verification";

    private static readonly Meter s_meter = new(Meter);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly IssuerKnowledgeStore _store;
    private readonly DatabaseReadiness _database;
    private readonly TimeProvider _time;
    private volatile IssuerKnowledge _current = IssuerKnowledge.None;

    public Knowledge(IssuerKnowledgeStore store, DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger<Knowledge> logger)
        : base("issuer-knowledge", loops, logger)
    {
        (_store, _database, _time) = (store, database, time);
        StartedAt = time.GetUtcNow();
        s_meter.CreateObservableGauge("kubecredential.knowledge.age", Ages, "s", "Time since the moment up to which everything from the issuer is known.");
    }

    /// <summary>What is known.</summary>
    public IssuerKnowledge Current => _current;

    /// <summary>Raised after <see cref="Current"/> has grown.</summary>
    public event Action? Changed;

    /// <summary>When this process began to listen.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>How old the knowledge is in seconds, or null if there is none.</summary>
    public double? AgeSeconds => _current.AgeAt(_time.GetUtcNow())?.TotalSeconds;

    /// <summary>Remembers what a heartbeat says, once all that was published before it has been applied.</summary>
    public async Task HeardAsync(IssuerHeartbeat heartbeat, CancellationToken cancellationToken)
    {
        await _store.WriteAsync(heartbeat, cancellationToken);
        await StepAsync(cancellationToken);
    }

    protected override Task PrepareAsync(CancellationToken cancellationToken) => _database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Interval, _time, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        var read = await _store.ReadAsync(cancellationToken);
        // Two reads may end in the other order than they began; the texts of an unchanged moment are kept.
        while (true)
        {
            var seen = _current;
            if (read.AsOf is null || read.AsOf <= seen.AsOf) return false;
            if (Interlocked.CompareExchange(ref _current, read, seen) == seen) break;
        }

        Changed?.Invoke();
        return false;
    }

    private IEnumerable<Measurement<double>> Ages() => AgeSeconds is { } age ? [new Measurement<double>(age)] : [];
}
