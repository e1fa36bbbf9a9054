namespace KubeCredential.Hosting.Background;

/// <summary>A signal that there is work to do. Waits have a time limit, so a lost signal only costs a delay.</summary>
public sealed class WakeUp : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);

    /// <summary>Sets the signal. Several signals before a wait count as one.</summary>
    public void Set()
    {
        // Under load it nearly always is set, and an exception for each event would cost more than the event. Whoever takes the signal after this sees what was written before it.
        Interlocked.MemoryBarrier();
        if (_signal.CurrentCount > 0) return;
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else has set it since.
        }
    }

    /// <summary>Waits for the signal or until the limit.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _signal.WaitAsync(atMost, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _signal.Dispose();
}
