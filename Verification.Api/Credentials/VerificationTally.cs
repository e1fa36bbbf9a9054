using System.Threading.Channels;
using KubeCredential.Hosting.Background;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;

namespace Verification.Api.Credentials;

/// <summary>
/// Writes every verdict on a known credential into the audit trail, and all into the totals: what is not known, or no id at all, anybody may ask for as often as they like, and
/// it is only counted. Verdicts are gathered in memory and written a batch at a time, once a second
/// or as soon as there is a full batch, so that nobody waits for a commit to hear one; a process that is killed loses the verdicts of that second. Where the database
/// takes them more slowly than they come, giving them waits.
/// </summary>
internal sealed class VerificationTally(VerdictTotals totals, DatabaseReadiness database, LoopRegistry loops, ILogger<VerificationTally> logger)
    : BackgroundLoop("verification-tally", loops, logger)
{
    public const string Valid = "verifiedValid";
    public const string Expired = "verifiedExpired";
    public const string Different = "verifiedDifferent";
    public const string Unknown = "verifiedUnknown";

    private const int MostWaiting = 20_000;
    private const int BatchSize = 2000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Channel<AuditEntry> _waiting = Channel.CreateBounded<AuditEntry>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly List<AuditEntry> _batch = new(BatchSize);
    private long _unknown;
    private readonly WakeUp _full = new();
    private int _sinceFull;

    /// <summary>Counts a question about what is not known, or is no id.</summary>
    public void RecordUnknown()
    {
        VerdictTelemetry.Count(AuditOutcome.Unknown);
        Interlocked.Increment(ref _unknown);
    }

    /// <summary>Takes a verdict in.</summary>
    /// <param name="credentialId">The credential.</param>
    /// <param name="outcome">One of <see cref="AuditOutcome"/>.</param>
    /// <param name="actor">Who asked.</param>
    /// <param name="now">When it was given.</param>
    /// <param name="cancellationToken">Ends the wait for room.</param>
    public async ValueTask RecordAsync(Guid credentialId, string outcome, string actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        VerdictTelemetry.Count(outcome);
        var entry = new AuditEntry(AuditAction.Verified, outcome, actor) { At = now, CredentialId = credentialId };
        await _waiting.Writer.WriteAsync(entry.InCurrentTrace(), cancellationToken);
        if (Interlocked.Increment(ref _sinceFull) % BatchSize == 0) _full.Set(); // Otherwise all would stand still each second, once there is no more room.
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
        // A batch that could not be written is still here, and is written again.
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
        AuditOutcome.Expired => Expired,
        _ => Different,
    };
}
