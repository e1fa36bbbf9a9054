namespace KubeCredential.Publishing;

/// <summary>What a deployment has to know of a resource that the rest of the model does not say.</summary>
public sealed record DeploymentAnnotation : IResourceAnnotation
{
    /// <summary>The numeric id of the user that the container runs as, and of its group; never 0.</summary>
    public required int UserId { get; init; }

    /// <summary>The CPU request as Kubernetes writes it, such as <c>250m</c>. There is no limit: throttling costs more than it saves.</summary>
    public required string Cpu { get; init; }

    /// <summary>The memory request, such as <c>256Mi</c>.</summary>
    public required string Memory { get; init; }

    /// <summary>The memory limit, such as <c>512Mi</c>. A container that exceeds it is killed.</summary>
    public required string MemoryLimit { get; init; }

    /// <summary>The bounds of the number of replicas, which follows the CPU; null for one replica.</summary>
    public (int Min, int Max)? Scale { get; init; }

    /// <summary>Directories that must be writable and need not outlive the container. The default is <c>/tmp</c>.</summary>
    public IReadOnlyList<string> ScratchDirectories { get; init; } = ["/tmp"];

    /// <summary>How the image is built; null for an image that is pulled, and for a container that says so itself by <c>WithDockerfile</c>.</summary>
    public ImageBuild? Build { get; init; }

    /// <summary>
    /// A shell command that succeeds when the container is healthy, for servers that no HTTP probe can ask. It may use the container's
    /// environment as <c>$NAME</c>.
    /// </summary>
    public string? HealthCommand { get; init; }

    /// <summary>The size of the data volume, such as <c>10Gi</c>; null for 1 GiB. It matters only to a container with a volume.</summary>
    public string? Storage { get; init; }

    /// <summary>The variable that holds the host names the workload answers to, separated by semicolons; null if it answers to any.</summary>
    public string? HostsVariable { get; init; }

    /// <summary>The variable that says <c>Development</c> or <c>Production</c>, such as <c>ASPNETCORE_ENVIRONMENT</c>; null for none.</summary>
    public string? EnvironmentVariable { get; init; }

    /// <summary>The variable for the address of a collector for OTLP over gRPC, such as <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>; null if it sends no telemetry.</summary>
    public string? TelemetryVariable { get; init; }

    /// <summary>The variable for the address of a collector for OTLP over HTTP, to which a web app passes on browsers' telemetry; null for none.</summary>
    public string? BrowserTelemetryVariable { get; init; }

    /// <summary>Whether the workload reads documents of others on the internet, over HTTPS. The default is that it reaches nothing outside.</summary>
    public bool ReadsInternet { get; init; }

    /// <summary>Whether the workload sends e-mail: it may reach mail servers and mailboxes anywhere at the ports for that: 25, 143, 465, 587 and 993.</summary>
    public bool SendsMail { get; init; }

    /// <summary>
    /// Variables that a key of the Secret sets if it is there, by the name of the variable, such as the password of a mail server. Nothing generates them, and the workload runs without them.
    /// </summary>
    public IReadOnlyDictionary<string, string> OptionalSecrets { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether Prometheus may read metrics at the workload's ports.</summary>
    public bool ServesMetrics { get; init; }
}
