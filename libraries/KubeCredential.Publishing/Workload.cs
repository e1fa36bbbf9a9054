namespace KubeCredential.Publishing;

/// <summary>A resource of the model as a deployment runs it.</summary>
internal sealed record Workload
{
    private const string DefaultStorage = "1Gi";

    public required string Name { get; init; }

    public required DeploymentAnnotation Deployment { get; init; }

    /// <summary>The image that is pulled; null for one that is built.</summary>
    public required string? Image { get; init; }

    /// <summary>How the image is built; null for one that is pulled.</summary>
    public required ImageBuild? Build { get; init; }

    /// <summary>By name, in the order of the model.</summary>
    public required IReadOnlyList<(string Name, int Port)> Ports { get; init; }

    /// <summary>Ordered by name.</summary>
    public required IReadOnlyList<ConfigurationEntry> Environment { get; init; }

    public required string? Command { get; init; }

    public required IReadOnlyList<ConfigurationEntry> Arguments { get; init; }

    public required IReadOnlyList<EndpointProbeAnnotation> Probes { get; init; }

    /// <summary>Where the data volume is mounted; null for a workload that keeps no data.</summary>
    public required string? DataDirectory { get; init; }

    /// <summary>Whether it is reached from outside.</summary>
    public required bool IsExternal { get; init; }

    /// <summary>The other workloads that it calls, ordered by name. It may call no others.</summary>
    public required IReadOnlyList<string> Calls { get; init; }

    /// <summary>The job that migrates its database; null if there is none.</summary>
    public required MigrationJob? Migration { get; init; }

    /// <summary>The servers that the migration job connects to, ordered by name.</summary>
    public required IReadOnlyList<string> DatabaseServers { get; init; }

    /// <summary>The variables that tell it where a browser finds another workload.</summary>
    public required IReadOnlyList<PublicLinkAnnotation> Links { get; init; }

    public bool KeepsData => DataDirectory is not null;

    /// <summary>The size of its data volume.</summary>
    public string StorageSize => Deployment.Storage ?? DefaultStorage;

    /// <summary>The name of the job that migrates its database.</summary>
    public string MigrationName => $"{Name}-migrate";

    /// <summary>
    /// The migration job as a workload. It is told the owner's password, which the workload is not. Of all other secrets it is told only
    /// those of the database.
    /// </summary>
    public Workload ForMigration => this with
    {
        Deployment = Deployment with { OptionalSecrets = new Dictionary<string, string>() },
        Environment =
        [
            .. Environment.Where(entry => entry.Server is null ? !entry.HasSecret : DatabaseServers.Contains(entry.Server))
                .Append(Migration!.Owner).OrderBy(static entry => entry.Name, StringComparer.Ordinal),
        ],
    };

    /// <summary>The names of the secrets in some values, ordered.</summary>
    public static IEnumerable<string> SecretsOf(IEnumerable<ConfigurationEntry> entries) => entries
        .SelectMany(static entry => entry.Parts).Where(static part => part.IsSecret).Select(static part => part.Text).Distinct().Order(StringComparer.Ordinal);
}
