namespace KubeCredential.Publishing;

/// <summary>The application model, resolved as far as it can be before it is deployed: what all published forms are made from.</summary>
/// <param name="Workloads">Ordered by name.</param>
/// <param name="Secrets">The names of all secrets, ordered.</param>
/// <param name="HashedSecrets">Those of the secrets whose hashes are given to workloads as <see cref="HashOf"/> says, ordered.</param>
/// <param name="RepositoryRoot">The directory that image builds are relative to.</param>
internal sealed record DeploymentModel(IReadOnlyList<Workload> Workloads, IReadOnlyList<string> Secrets, IReadOnlyList<string> HashedSecrets, string RepositoryRoot)
{
    public const string Application = "kubecredential";

    public Workload this[string name] => Workloads.Single(workload => workload.Name == name);

    /// <summary>The names of the secrets and of their hashes: all that a deployment has to have.</summary>
    public IEnumerable<string> SecretsAndHashes => Secrets.Concat(HashedSecrets.Select(HashOf)).Order(StringComparer.Ordinal);

    /// <summary>The name of the hash of a secret: SHA-256, in hexadecimal.</summary>
    public static string HashOf(string secret) => $"{secret}-hash";

    /// <summary>The workloads through which browsers reach this one.</summary>
    public IEnumerable<Workload> WebAppsOf(Workload workload) => CallersOf(workload).Where(static caller => caller.IsExternal);

    /// <summary>The workloads that call this one; migration jobs of a workload count as that workload.</summary>
    public IEnumerable<Workload> CallersOf(Workload workload) => Workloads.Where(caller => caller.Calls.Contains(workload.Name));

    /// <summary>The name of an image that is built here.</summary>
    public static string ImageName(string registry, string workload) => $"{registry.TrimEnd('/')}/{Application}-{workload}";
}
