using Issuance.Api.Storage;
using KubeCredential.Hosting.Background;
using KubeCredential.Storage;

namespace Issuance.Api.Batches;

/// <summary>Counts which rows of batches can be verified: it walks through them once, as the verifier's confirmations come in.</summary>
internal sealed class BatchTracking : BackgroundLoop
{
    private const int Window = 5000;
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_again = TimeSpan.FromMinutes(1);

    private readonly BatchWork _work;
    private readonly BatchSignal _signal;
    private readonly DatabaseReadiness _database;
    private readonly TimeProvider _time;
    private readonly WakeUp _wakeUp = new();
    private readonly Dictionary<Guid, long> _walkedAt = [];
    private bool _hasOpen;

    public BatchTracking(BatchWork work, BatchSignal signal, DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger<BatchTracking> logger)
        : base("batch-track", loops, logger)
    {
        (_work, _signal, _database, _time) = (work, signal, database, time);
        _signal.Changed += _wakeUp.Set;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _signal.Changed -= _wakeUp.Set;
        _wakeUp.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task PrepareAsync(CancellationToken cancellationToken) => _database.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    protected override async Task WaitAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(s_interval, _time, cancellationToken);
        if (!_hasOpen) await _wakeUp.WaitAsync(s_idle - s_interval, cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        var open = await _work.ListUnverifiedAsync(cancellationToken);
        _hasOpen = open.Count > 0;
        foreach (var gone in _walkedAt.Keys.Except(open.Select(static one => one.Id)).ToArray()) _walkedAt.Remove(gone);
        var more = false;
        foreach (var batch in open) more |= await WalkAsync(batch, cancellationToken);
        return more;
    }

    private async Task<bool> WalkAsync(Batch batch, CancellationToken cancellationToken)
    {
        var rows = await _work.ReadDeliveryAsync(batch, batch.VerifiedRow, Window, cancellationToken);
        if (rows.Count == 0)
        {
            // The end: what was given up for dead may have been delivered since.
            if (batch.VerifiedRow == 0 || batch.State is BatchState.Running || (_walkedAt.TryGetValue(batch.Id, out var at) && _time.GetElapsedTime(at) < s_again)) return false;
            var isFirst = _walkedAt.TryAdd(batch.Id, _time.GetTimestamp());
            if (isFirst) return false;
            _walkedAt[batch.Id] = _time.GetTimestamp();
            await _work.WriteVerifiableAsync(batch, 0, 0, 0, cancellationToken);
            return false;
        }

        var (row, count, verifiable, isStuck) = (batch.VerifiedRow, batch.VerifiedCount, batch.VerifiedCount, false);
        foreach (var (number, state) in rows)
        {
            var isVerifiable = state is null or DeliveryState.Confirmed;
            if (isVerifiable) verifiable++;
            isStuck |= !isVerifiable && state is not (DeliveryState.Dead or DeliveryState.Discarded);
            if (!isStuck) (row, count) = (number, verifiable);
        }

        if (row == batch.VerifiedRow && verifiable <= batch.Counts.Verifiable) return false;
        await _work.WriteVerifiableAsync(batch, row, count, verifiable, cancellationToken);
        _signal.HasChanged();
        return !isStuck && rows.Count == Window;
    }
}
