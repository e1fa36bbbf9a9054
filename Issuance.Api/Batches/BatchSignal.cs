using KubeCredential.Hosting.Background;

namespace Issuance.Api.Batches;

/// <summary>Wakes the loops of this process that work on batches; those of other replicas look by themselves.</summary>
internal sealed class BatchSignal : IDisposable
{
    /// <summary>Wakes the loop that checks rows.</summary>
    public WakeUp Checking { get; } = new();

    /// <summary>Wakes the loop that carries rows out.</summary>
    public WakeUp Running { get; } = new();

    /// <summary>Raised when something has happened.</summary>
    public event Action? Changed;

    /// <summary>Wakes all.</summary>
    public void Set()
    {
        Checking.Set();
        Running.Set();
        Changed?.Invoke();
    }

    /// <summary>Tells those who follow a batch.</summary>
    public void HasChanged() => Changed?.Invoke();

    /// <inheritdoc/>
    public void Dispose()
    {
        Checking.Dispose();
        Running.Dispose();
    }
}
