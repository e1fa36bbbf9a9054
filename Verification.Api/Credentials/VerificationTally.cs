using KubeCredential.ServiceDefaults.Background;
using KubeCredential.ServiceDefaults.Storage;
using Verification.Api.Consumption;

namespace Verification.Api.Credentials;

/// <summary>
/// Counts verdicts. They are gathered in memory and added to the totals in the database once a second, so that verifying writes
/// nothing; a process that is killed loses at most that second's counts.
/// </summary>
internal sealed class VerificationTally(ConsumptionCounters counters, DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger<VerificationTally> logger)
    : BackgroundLoop("verification-tally", loops, logger)
{
    public const string Valid = "verifiedValid";
    public const string Expired = "verifiedExpired";
    public const string Different = "verifiedDifferent";
    public const string Unknown = "verifiedUnknown";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private long _valid;
    private long _expired;
    private long _different;
    private long _unknown;

    public void CountValid() => Interlocked.Increment(ref _valid);

    public void CountExpired() => Interlocked.Increment(ref _expired);

    public void CountDifferent() => Interlocked.Increment(ref _different);

    public void CountUnknown() => Interlocked.Increment(ref _unknown);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (database.IsReady) await StepAsync(cancellationToken);
    }

    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Interval, time, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        var (valid, expired) = (Interlocked.Exchange(ref _valid, 0), Interlocked.Exchange(ref _expired, 0));
        var (different, unknown) = (Interlocked.Exchange(ref _different, 0), Interlocked.Exchange(ref _unknown, 0));
        if (valid + expired + different + unknown == 0) return false;
        try
        {
            await counters.AddAsync([(Valid, valid), (Expired, expired), (Different, different), (Unknown, unknown)], cancellationToken);
        }
        catch
        {
            Interlocked.Add(ref _valid, valid);
            Interlocked.Add(ref _expired, expired);
            Interlocked.Add(ref _different, different);
            Interlocked.Add(ref _unknown, unknown);
            throw;
        }

        return false;
    }
}
