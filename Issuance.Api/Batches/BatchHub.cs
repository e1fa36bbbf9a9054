using KubeCredential.Hosting.Background;
using KubeCredential.Live;
using KubeCredential.Storage;

namespace Issuance.Api.Batches;

/// <summary>Tells clients how far the batches that they follow have come.</summary>
internal sealed class BatchHub : LiveHub
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(5);

    private readonly BatchStore _store;
    private readonly BatchSignal _signal;
    private readonly TimeProvider _time;
    private readonly Dictionary<Guid, Queue<(long At, string State, int Done, long Bytes)>> _seen = [];

    public BatchHub(BatchStore store, BatchSignal signal, DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger<BatchHub> logger)
        : base("batch-live", TimeSpan.FromMilliseconds(500), database, time, loops, logger)
    {
        (_store, _signal, _time) = (store, signal, time);
        _signal.Changed += Signal;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _signal.Changed -= Signal;
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task LookAsync(IReadOnlyList<LiveSubscription> subscriptions, CancellationToken cancellationToken)
    {
        var followed = subscriptions.SelectMany(static one => one.Open).Distinct().ToArray();
        foreach (var gone in _seen.Keys.Except(followed).ToArray()) _seen.Remove(gone);
        foreach (var id in followed)
        {
            var batch = await _store.FindAsync(id, null, cancellationToken);
            var progress = batch is null ? null : ProgressOf(batch);
            foreach (var subscription in subscriptions.Where(one => one.Open.Contains(id) && (one.Organisation is null || batch is null || one.Organisation == batch.Organisation)))
            {
                if (progress is not null) subscription.TellState(id, progress, isFinal: false, "progress", progress);
                if (batch is null || batch.HasEnded) subscription.End();
            }
        }
    }

    private BatchProgressEvent ProgressOf(Batch batch)
    {
        var counts = batch.Counts;
        var (at, total) = batch.State switch
        {
            BatchState.Validating => (counts.Rows, 0),
            BatchState.Running => (counts.Done + counts.Failed, counts.Valid),
            BatchState.Done => (counts.Verifiable, counts.Done),
            _ => (0, 0),
        };
        if (!_seen.TryGetValue(batch.Id, out var seen)) _seen[batch.Id] = seen = new();
        if (seen.TryPeek(out var first) && first.State != batch.State) seen.Clear();
        seen.Enqueue((_time.GetTimestamp(), batch.State, at, batch.BytesRead));
        while (seen.Count > 2 && _time.GetElapsedTime(seen.Peek().At) > s_window) seen.Dequeue();
        first = seen.Peek();
        var elapsed = _time.GetElapsedTime(first.At).TotalSeconds;
        double? rate = batch.State is BatchState.Validating or BatchState.Running or BatchState.Done && seen.Count > 1 && elapsed > 0 ? Math.Round((at - first.Done) / elapsed, 1) : null;
        long? remaining = rate > 0 && total > at ? (long)Math.Ceiling((total - at) / rate.Value) : null;
        // How many rows a file has is known in the end; how many bytes, from the beginning.
        if (batch.State == BatchState.Validating && elapsed > 0 && batch.BytesRead > first.Bytes) remaining = (long)Math.Ceiling((batch.Bytes - batch.BytesRead) * elapsed / (batch.BytesRead - first.Bytes));
        return new BatchProgressEvent(batch.Id, batch.State, counts, rate, remaining, batch.Progress);
    }
}
