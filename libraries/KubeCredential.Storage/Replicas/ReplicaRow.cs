namespace KubeCredential.Storage.Replicas;

/// <summary>A replica that runs, or ran until a moment ago.</summary>
internal sealed class ReplicaRow
{
    public required string WorkerId { get; init; }
    public required string Version { get; init; }
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>By the database's clock.</summary>
    public DateTimeOffset LastSeenAt { get; init; }
}
