namespace KubeCredential.Hosting.Resilience;

/// <summary>
/// Whether an operator has stopped this process's work. The order is stored where all replicas look for it; the process that takes it follows immediately. A look that
/// began before the order, or before a look that has already answered, says nothing any more and is ignored.
/// </summary>
public sealed class OperatorStop
{
    private readonly Lock _gate = new();
    private long _begun;
    private long _answered;
    private volatile bool _isStopped;

    /// <summary>Whether the work is stopped.</summary>
    public bool IsStopped => _isStopped;

    /// <summary>Follows an order that this process has just stored.</summary>
    /// <param name="stop">Whether to stop or to resume.</param>
    public void Order(bool stop)
    {
        lock (_gate)
        {
            _answered = Interlocked.Increment(ref _begun);
            _isStopped = stop;
        }
    }

    /// <summary>Looks for the stored order and follows it.</summary>
    /// <param name="look">Reads the stored order.</param>
    public async Task LookAsync(Func<Task<bool>> look)
    {
        ArgumentNullException.ThrowIfNull(look);
        var turn = Interlocked.Increment(ref _begun);
        var stop = await look();
        lock (_gate)
        {
            if (turn < _answered) return;
            _answered = turn;
            _isStopped = stop;
        }
    }
}
