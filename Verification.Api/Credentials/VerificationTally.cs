using System.Threading.Channels;
using KubeCredential.Hosting.Background;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;

namespace Verification.Api.Credentials;

/// <summary>
/// Appends every verdict on a known credential to the audit trail, and adds all verdicts to the totals. Requests for unknown credentials and
/// invalid IDs are only counted, since anyone may send any number of them. Verdicts are collected in memory and written in batches, once a
/// second or as soon as a batch is full, so that no response waits for a commit; a process that is killed loses the verdicts of that second.
/// If the database is slower than verdicts arrive, requests wait.
/// </summary>
internal sealed class VerificationTally(VerdictTotals totals, DatabaseReadiness database, LoopRegistry loops, ILogger<VerificationTally> logger)
    : BackgroundLoop("verification-tally", loops, logger)
{
    public const string Valid = "verifiedValid";
    public const string NotYetValid = "verifiedNotYetValid";
    public const string Expired = "verifiedExpired";
    public const string Suspended = "verifiedSuspended";
    public const string Revoked = "verifiedRevoked";
    public const string Superseded = "verifiedSuperseded";
    public const string Erased = "verifiedErased";
    public const string Different = "verifiedDifferent";
    public const string Stale = "verifiedStale";
    public const string NotAuthentic = "verifiedNotAuthentic";
    public const string Unknown = "verifiedUnknown";

    private const int MostWaiting = 20_000;
    private const int BatchSize = 2000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Channel<AuditEntry> _waiting = Channel.CreateBounded<AuditEntry>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly List<AuditEntry> _batch = new(BatchSize);
    private long _unknown;
    private readonly WakeUp _full = new();
    private int _sinceFull;

    /// <summary>Counts a request for an unknown credential or with an invalid ID.</summary>
    public void RecordUnknown()
    {
        VerdictTelemetry.Count(AuditOutcome.Unknown);
        Interlocked.Increment(ref _unknown);
    }

    /// <summary>Records a verdict.</summary>
    /// <param name="credentialId">The credential.</param>
    /// <param name="outcome">One of <see cref="AuditOutcome"/>.</param>
    /// <param name="actor">The caller.</param>
    /// <param name="now">When it was given.</param>
    /// <param name="cancellationToken">Cancels the wait for free capacity.</param>
    public async ValueTask RecordAsync(Guid credentialId, string outcome, string actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        VerdictTelemetry.Count(outcome);
        var entry = new AuditEntry(AuditAction.Verified, outcome, actor) { At = now, CredentialId = credentialId };
        await _waiting.Writer.WriteAsync(entry.InCurrentTrace(), cancellationToken);
        if (Interlocked.Increment(ref _sinceFull) % BatchSize == 0) _full.Set(); // Otherwise, once the queue is full, all requests would wait for the next interval.
    }

    public override void Dispose()
    {
        _full.Dispose();
        base.Dispose();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!database.IsReady) return;
        while (await StepAsync(cancellationToken)) cancellationToken.ThrowIfCancellationRequested();
    }

    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => _full.WaitAsync(Interval, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        // A batch that could not be written is still in memory and is written again.
        while (_batch.Count < BatchSize && _waiting.Reader.TryRead(out var entry)) _batch.Add(entry);
        var unknown = Interlocked.Read(ref _unknown);
        if (_batch.Count == 0 && unknown == 0) return false;
        await totals.AddAsync(
            _batch.CountBy(static entry => entry.Outcome).Select(static count => (TotalOf(count.Key), (long)count.Value)).Append((Unknown, unknown)), _batch, cancellationToken);
        Interlocked.Add(ref _unknown, -unknown);
        var full = _batch.Count == BatchSize;
        _batch.Clear();
        return full;
    }

    private static string TotalOf(string outcome) => outcome switch
    {
        AuditOutcome.Valid => Valid,
        AuditOutcome.NotYetValid => NotYetValid,
        AuditOutcome.Expired => Expired,
        AuditOutcome.Suspended => Suspended,
        AuditOutcome.Revoked => Revoked,
        AuditOutcome.Superseded => Superseded,
        AuditOutcome.Erased => Erased,
        AuditOutcome.Stale => Stale,
        AuditOutcome.NotAuthentic => NotAuthentic,
        _ => Different,
    };
}
