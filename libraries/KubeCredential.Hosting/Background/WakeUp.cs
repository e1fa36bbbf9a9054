namespace KubeCredential.Hosting.Background;

/// <summary>A signal that there is work to do. Waits have a time limit, so a lost signal only costs a delay.</summary>
public sealed class WakeUp : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);

    /// <summary>Sets the signal. Several signals before a wait count as one.</summary>
    public void Set()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already set.
        }
    }

    /// <summary>Waits for the signal or until the limit.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _signal.WaitAsync(atMost, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _signal.Dispose();
}
