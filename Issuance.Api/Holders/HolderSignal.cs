using KubeCredential.Hosting.Background;

namespace Issuance.Api.Holders;

/// <summary>Wakes the loops of this process that work for holders; those of other replicas look by themselves.</summary>
internal sealed class HolderSignal : IDisposable
{
    /// <summary>Wakes the loop that sends messages.</summary>
    public WakeUp Mail { get; } = new();

    /// <summary>Wakes the loop that invites the holders of batches.</summary>
    public WakeUp Batches { get; } = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        Mail.Dispose();
        Batches.Dispose();
    }
}
