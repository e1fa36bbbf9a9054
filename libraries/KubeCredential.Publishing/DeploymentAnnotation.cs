namespace KubeCredential.Publishing;

/// <summary>What a deployment has to know about a resource and the rest of the model does not say.</summary>
public sealed record DeploymentAnnotation : IResourceAnnotation
{
    /// <summary>The number of the user, never 0, that the image runs as; of its group, too.</summary>
    public required int UserId { get; init; }

    /// <summary>The CPU it is promised, as Kubernetes writes it, such as <c>250m</c>. There is no limit: throttling costs more than it saves.</summary>
    public required string Cpu { get; init; }

    /// <summary>The memory it is promised, such as <c>256Mi</c>.</summary>
    public required string Memory { get; init; }

    /// <summary>The memory above which it is ended, such as <c>512Mi</c>.</summary>
    public required string MemoryLimit { get; init; }

    /// <summary>Bounds of the number of replicas, which follows the CPU; null for what has one replica.</summary>
    public (int Min, int Max)? Scale { get; init; }

    /// <summary>Directories that must be writable and need not outlive the container.</summary>
    public IReadOnlyList<string> ScratchDirectories { get; init; } = ["/tmp"];

    /// <summary>How the image is built here; null for an image that is taken as it is.</summary>
    public ImageBuild? Build { get; init; }

    /// <summary>A command that tells whether it works, for what no HTTP probe can ask; it may use the container's environment by <c>$NAME</c>.</summary>
    public string? HealthCommand { get; init; }

    /// <summary>The size of its data volume, such as <c>10Gi</c>; null for what keeps no data.</summary>
    public string? Storage { get; init; }

    /// <summary>The variable that tells it the host names under which it answers, with semicolons between; null for what answers under any.</summary>
    public string? HostsVariable { get; init; }

    /// <summary>Whether the schema of its database is brought up to date by a job of its own before it serves.</summary>
    public bool Migrates { get; init; }
}
