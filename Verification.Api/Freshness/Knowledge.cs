using System.Diagnostics.Metrics;
using KubeCredential.Events;
using KubeCredential.Hosting.Background;
using KubeCredential.Storage;
using Verification.Api.Signatures;

namespace Verification.Api.Freshness;

/// <summary>Keeps what this service has heard from the issuer in memory, for verdicts: read from the database once a second, since any replica may have heard it.</summary>
internal sealed partial class Knowledge : BackgroundLoop
{
    /// <summary>The name of the meter.</summary>
    public const string Meter = "KubeCredential.Verification";

    private static readonly Meter s_meter = new(Meter);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly IssuerKnowledgeStore _store;
    private readonly SignatureChecks _signatures;
    private readonly DatabaseReadiness _database;
    private readonly ILogger<Knowledge> _logger;
    private volatile bool _isAltered;
    private readonly TimeProvider _time;
    private volatile IssuerKnowledge _current = IssuerKnowledge.None;

    public Knowledge(IssuerKnowledgeStore store, SignatureChecks signatures, DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger<Knowledge> logger)
        : base("issuer-knowledge", loops, logger)
    {
        (_store, _signatures, _database, _time, _logger) = (store, signatures, database, time, logger);
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
        await _store.WriteAsync(heartbeat, _isAltered, cancellationToken);
        await StepAsync(cancellationToken);
    }

    protected override Task PrepareAsync(CancellationToken cancellationToken) => _database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Interval, _time, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (await _store.ReadAsync(cancellationToken) is not { } stored) return false;
        var finding = stored.FollowsFromHeartbeat() ? await _signatures.CheckAsync(SignedEvent.Of(stored.Heartbeat, stored.Signature), cancellationToken) : SignatureFinding.Forged;
        if (finding != SignatureFinding.Authentic)
        {
            // The next heartbeat takes its place. Until then, what this process knew before stays known.
            if (finding == SignatureFinding.Forged && !_isAltered) LogAltered(_logger);
            _isAltered = finding != SignatureFinding.Unknown;
            return false;
        }

        _isAltered = false;
        var read = stored.Knowledge;
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

    [LoggerMessage(LogLevel.Error, "The row of issuer_knowledge does not say what the issuer has signed: somebody else has written it. It is not believed")]
    private static partial void LogAltered(ILogger logger);

    private IEnumerable<Measurement<double>> Ages() => AgeSeconds is { } age ? [new Measurement<double>(age)] : [];
}
