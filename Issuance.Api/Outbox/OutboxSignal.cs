using KubeCredential.Hosting.Background;

namespace Issuance.Api.Outbox;

/// <summary>Wakes the relay of this process.</summary>
internal sealed class OutboxSignal : IDisposable
{
    private readonly WakeUp _wakeUp = new();
    private volatile bool _isDue;

    /// <summary>Signals that something in the table is due.</summary>
    public void Set()
    {
        _isDue = true;
        Wake();
    }

    /// <summary>Signals work that is not in the table.</summary>
    public void Wake() => _wakeUp.Set();

    /// <summary>Whether the table was signalled as due; resets the signal.</summary>
    public bool TakeDue()
    {
        if (!_isDue) return false;
        _isDue = false; // Reset before the table is read: a signal during the read counts for the next one.
        return true;
    }

    /// <summary>Waits for a signal or the timeout.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _wakeUp.WaitAsync(atMost, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _wakeUp.Dispose();
}
