namespace KubeCredential.Hosting.Background;

/// <summary>A signal that there is something to do: set by anybody, and waited for with a limit, so that a lost one costs a delay and nothing else.</summary>
public sealed class WakeUp : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);

    /// <summary>Sets the signal. Signals set before anybody waits count once.</summary>
    public void Set()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is set already.
        }
    }

    /// <summary>Waits for the signal or until the time is over.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _signal.WaitAsync(atMost, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _signal.Dispose();
}
