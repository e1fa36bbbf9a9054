using KubeCredential.ServiceDefaults.Background;

namespace Issuance.Api.Outbox;

/// <summary>Wakes the relay of this process when there is something to publish.</summary>
internal sealed class OutboxSignal : IDisposable
{
    private readonly WakeUp _wakeUp = new();

    public void Set() => _wakeUp.Set();

    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _wakeUp.WaitAsync(atMost, cancellationToken);

    public void Dispose() => _wakeUp.Dispose();
}
