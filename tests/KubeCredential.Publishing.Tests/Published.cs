using KubeCredential.TestServers;

namespace KubeCredential.Publishing.Tests;

/// <summary>What the AppHost publishes by the command that its users give, once for all tests, and the programs that read it.</summary>
public sealed class Published : IAsyncLifetime
{
    internal const string StrongSecret = "k3Zp8vQ1xT7nW5rY2mB9";

    private readonly string _root = Directory.CreateTempSubdirectory("kc-publish-").FullName;
    private (string Kubectl, string Helm) _tools;

    internal string Output => Path.Combine(_root, "one");

    internal string Kubernetes => Path.Combine(Output, "kubernetes");

    internal string Chart => Path.Combine(Kubernetes, "chart");

    /// <summary>The objects of the overlay for development.</summary>
    internal KubernetesObjectSet Development { get; private set; } = null!;

    /// <summary>A value for each secret of the chart, all different: without a cluster it makes none itself.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Secrets = ((string[])["issuance-admin-key", "issuance-service-key", "issuer-key-secret", "postgres-issuance-password", "postgres-password",
        "postgres-verification-password", "redis-issuance-password", "redis-password", "redis-verification-password", "report-key-secret", "signing-master-key", "verification-admin-key", "verification-service-key"])
        .Select(static (name, at) => (name, value: StrongSecret + (char)('a' + at))).ToDictionary(static one => one.name, static one => one.value);

    /// <summary>The objects of the Helm chart, with its own values.</summary>
    internal KubernetesObjectSet Release { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        _tools = await KubernetesTools.InstallAsync(cancel);
        (await PublishAsync("publish", Output, [], cancel)).Succeeded();
        (await Command.RunAsync("sh", [Path.Combine(Kubernetes, "overlays/development/generate-secrets.sh")], cancel)).Succeeded();
        Development = KubernetesObjectSet.Read((await KustomizeAsync("overlays/development", cancel)).Succeeded());
        Release = KubernetesObjectSet.Read((await TemplateAsync(GivenSecrets, cancel)).Succeeded());
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>A directory of a test's own, beside the common one.</summary>
    internal string NewDirectory() => Directory.CreateDirectory(Path.Combine(_root, Guid.NewGuid().ToString("N"))).FullName;

    /// <summary>Runs a step of the AppHost.</summary>
    internal static Task<CommandResult> PublishAsync(string step, string output, IEnumerable<string> settings, CancellationToken cancellationToken) =>
        Command.RunAsync("dotnet", [RepositoryLayout.Dll("KubeCredential.AppHost"), "--operation", "publish", "--step", step, "--output-path", output, .. settings], cancellationToken);

    internal Task<CommandResult> KustomizeAsync(string path, CancellationToken cancellationToken) =>
        Command.RunAsync(_tools.Kubectl, ["kustomize", Path.Combine(Kubernetes, path)], cancellationToken);

    internal Task<CommandResult> TemplateAsync(IEnumerable<string> values, CancellationToken cancellationToken) =>
        Command.RunAsync(_tools.Helm, ["template", "release", Chart, "--namespace", "test", .. values.SelectMany(value => (string[])["--set", value])], cancellationToken);

    /// <summary>The values that give <see cref="Secrets"/>.</summary>
    internal static IEnumerable<string> GivenSecrets => Secrets.Select(static one => $"secrets.values.{one.Key}={one.Value}");

    /// <summary>The chart with a file of values, as most people give them: numbers are read otherwise than from the command.</summary>
    internal async Task<CommandResult> TemplateFileAsync(string values, CancellationToken cancellationToken)
    {
        var file = Path.Combine(NewDirectory(), "values.yaml");
        await File.WriteAllTextAsync(file, values, cancellationToken);
        return await Command.RunAsync(_tools.Helm, ["template", "release", Chart, "--namespace", "test", "--values", file, .. GivenSecrets.SelectMany(value => (string[])["--set", value])], cancellationToken);
    }

    /// <summary>The chart with what its templates look up in a cluster.</summary>
    internal Task<CommandResult> TemplateAsync(StandInCluster cluster, IEnumerable<string> values, CancellationToken cancellationToken) =>
        Command.RunAsync(_tools.Helm, ["template", "release", Chart, "--namespace", cluster.Namespace, "--kubeconfig", cluster.Configuration, "--dry-run=server", "--disable-openapi-validation",
            .. values.SelectMany(value => (string[])["--set", value])], cancellationToken);

    internal Task<CommandResult> LintAsync(CancellationToken cancellationToken) =>
        Command.RunAsync(_tools.Helm, ["lint", "--strict", Chart], cancellationToken);

    /// <summary>All published files below a directory and their contents: not what <c>generate-secrets.sh</c> made.</summary>
    internal static SortedDictionary<string, string> Files(string directory) => new(
        Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(static file => Path.GetFileName(file) != "secrets.env").ToDictionary(file => Path.GetRelativePath(directory, file), File.ReadAllText),
        StringComparer.Ordinal);
}
