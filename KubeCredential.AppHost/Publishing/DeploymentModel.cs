namespace KubeCredential.AppHost.Publishing;

/// <summary>The application model, resolved as far as it can be before it is deployed: what all published forms are made from.</summary>
/// <param name="Workloads">Ordered by name.</param>
/// <param name="Secrets">The names of all secrets, ordered.</param>
/// <param name="RepositoryRoot">The directory that image builds are relative to.</param>
internal sealed record DeploymentModel(IReadOnlyList<Workload> Workloads, IReadOnlyList<string> Secrets, string RepositoryRoot)
{
    public const string Application = "kubecredential";

    public Workload this[string name] => Workloads.Single(workload => workload.Name == name);

    /// <summary>The workloads that call this one; migration jobs of a workload count as that workload.</summary>
    public IEnumerable<Workload> CallersOf(Workload workload) => Workloads.Where(caller => caller.Calls.Contains(workload.Name));

    /// <summary>The name of an image that is built here.</summary>
    public static string ImageName(string registry, string workload) => $"{registry.TrimEnd('/')}/{Application}-{workload}";
}
