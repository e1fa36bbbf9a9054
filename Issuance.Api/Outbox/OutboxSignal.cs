using KubeCredential.Hosting.Background;

namespace Issuance.Api.Outbox;

/// <summary>Wakes the relay of this process.</summary>
internal sealed class OutboxSignal : IDisposable
{
    private readonly WakeUp _wakeUp = new();
    private volatile bool _isDue;

    /// <summary>Says that something is due in the table.</summary>
    public void Set()
    {
        _isDue = true;
        Wake();
    }

    /// <summary>Says that there is something to do beside the table.</summary>
    public void Wake() => _wakeUp.Set();

    /// <summary>Tells whether something was said to be due in the table, once.</summary>
    public bool TakeDue()
    {
        if (!_isDue) return false;
        _isDue = false; // Before the look into the table: what is said during the look counts for the next.
        return true;
    }

    /// <summary>Waits until there is something to do, or until the time is over.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _wakeUp.WaitAsync(atMost, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _wakeUp.Dispose();
}
