namespace KubeCredential.Publishing;

/// <summary>A resource of the model as a deployment runs it.</summary>
internal sealed record Workload
{
    public required string Name { get; init; }

    public required DeploymentAnnotation Deployment { get; init; }

    /// <summary>The image to be taken; null for one that is built here.</summary>
    public required string? Image { get; init; }

    /// <summary>By name, in the order of the model.</summary>
    public required IReadOnlyList<(string Name, int Port)> Ports { get; init; }

    /// <summary>Ordered by name.</summary>
    public required IReadOnlyList<ConfigurationEntry> Environment { get; init; }

    public required string? Command { get; init; }

    public required IReadOnlyList<ConfigurationEntry> Arguments { get; init; }

    public required IReadOnlyList<EndpointProbeAnnotation> Probes { get; init; }

    /// <summary>Where the data volume is mounted; null for what keeps no data.</summary>
    public required string? DataDirectory { get; init; }

    /// <summary>Whether it is reached from outside.</summary>
    public required bool IsExternal { get; init; }

    /// <summary>The other workloads that it calls, and nothing else: ordered by name.</summary>
    public required IReadOnlyList<string> Calls { get; init; }

    /// <summary>The servers that hold its databases, ordered by name.</summary>
    public required IReadOnlyList<string> DatabaseServers { get; init; }

    /// <summary>The connection string by which its database is migrated; null for what migrates nothing.</summary>
    public required ConfigurationEntry? MigrationOwner { get; init; }

    /// <summary>The variables that tell it where a browser finds another workload, and which.</summary>
    public required IReadOnlyList<PublicLinkAnnotation> Links { get; init; }

    public bool KeepsData => DataDirectory is not null;

    /// <summary>The servers of which it has connection strings, ordered by name.</summary>
    public IEnumerable<string> Servers => Environment.Select(static entry => entry.Server).OfType<string>().Distinct().Order(StringComparer.Ordinal);

    /// <summary>The secrets it is given, ordered by name.</summary>
    public IEnumerable<string> Secrets => SecretsOf(Environment.Concat(Arguments));

    /// <summary>The job that migrates its database: it is told the owner's password, which the workload is not, and of all others only those of the database.</summary>
    public Workload ForMigration => this with
    {
        Environment = [.. Environment.Where(entry => entry.Server is null ? !entry.HasSecret : DatabaseServers.Contains(entry.Server)).Append(MigrationOwner!).OrderBy(static entry => entry.Name, StringComparer.Ordinal)],
    };

    public static IEnumerable<string> SecretsOf(IEnumerable<ConfigurationEntry> entries) => entries
        .SelectMany(static entry => entry.Parts).Where(static part => part.IsSecret).Select(static part => part.Text).Distinct().Order(StringComparer.Ordinal);
}
