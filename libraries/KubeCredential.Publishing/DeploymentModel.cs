namespace KubeCredential.Publishing;

/// <summary>The application model, resolved as far as it can be before it is deployed. Every published form is made from it.</summary>
/// <param name="Options">What the application says of itself.</param>
/// <param name="Workloads">Ordered by name.</param>
/// <param name="Secrets">The names of all secrets, ordered.</param>
/// <param name="HashedSecrets">The secrets whose hashes are passed to workloads under the name <see cref="HashOf"/>, ordered.</param>
internal sealed record DeploymentModel(PublishingOptions Options, IReadOnlyList<Workload> Workloads, IReadOnlyList<string> Secrets, IReadOnlyList<string> HashedSecrets)
{
    private const int FirstLocalPort = 8080;

    public string Application => Options.Application;

    /// <summary>The name of the Secret that holds all secrets.</summary>
    public string SecretName => $"{Application}-secrets";

    /// <summary>The name of the Secret with the certificate of the Ingress.</summary>
    public string TlsSecretName => $"{Application}-tls";

    public Workload this[string name] => Workloads.Single(workload => workload.Name == name);

    /// <summary>The workloads that are reached from outside.</summary>
    public IEnumerable<Workload> External => Workloads.Where(static workload => workload.IsExternal);

    /// <summary>The workloads that keep data.</summary>
    public IEnumerable<Workload> Stores => Workloads.Where(static workload => workload.KeepsData);

    /// <summary>The names of the secrets and of their hashes: everything that a deployment needs.</summary>
    public IEnumerable<string> SecretsAndHashes => Secrets.Concat(HashedSecrets.Select(HashOf)).Order(StringComparer.Ordinal);

    /// <summary>The name of the hash of a secret: SHA-256, in hexadecimal.</summary>
    public static string HashOf(string secret) => $"{secret}-hash";

    /// <summary>The external workloads through which browsers reach this one; it may be one itself.</summary>
    public IEnumerable<Workload> WebAppsOf(Workload workload) => External.Where(one => one.Name == workload.Name || one.Calls.Contains(workload.Name));

    /// <summary>The workloads that call this one. A migration job counts as its workload.</summary>
    public IEnumerable<Workload> CallersOf(Workload workload) => Workloads.Where(caller => caller.Calls.Contains(workload.Name));

    /// <summary>The name of an image that is built, without its tag.</summary>
    public string ImageName(string registry, string workload) => $"{registry.TrimEnd('/')}/{Application}-{workload}";

    /// <summary>The port of this machine at which an external workload is reached while it is tried out.</summary>
    public int LocalPort(Workload workload) => FirstLocalPort + External.TakeWhile(one => one.Name != workload.Name).Count();
}
