namespace KubeCredential.Publishing.Tests.Sample;

/// <summary>What <see cref="SampleModel"/> publishes, and what kubectl and helm make of it.</summary>
public sealed class SamplePublished : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("kc-sample-").FullName;
    private (string Kubectl, string Helm) _tools;

    internal string Output => Path.Combine(_root, "out");

    internal KubernetesObjectSet Overlay { get; private set; } = null!;

    internal KubernetesObjectSet Release { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        _tools = await KubernetesTools.InstallAsync(cancel);
        await using (var application = SampleModel.Create(Output).Build()) await application.RunAsync(cancel);
        (await Command.RunAsync("sh", [Path.Combine(Output, "kubernetes/overlays/production/generate-secrets.sh")], cancel)).Succeeded();
        Overlay = KubernetesObjectSet.Read((await Command.RunAsync(_tools.Kubectl, ["kustomize", Path.Combine(Output, "kubernetes/overlays/production")], cancel)).Succeeded());
        Release = await TemplateAsync([], cancel);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    internal async Task<KubernetesObjectSet> TemplateAsync(IEnumerable<string> values, CancellationToken cancellationToken) => KubernetesObjectSet.Read((await RenderAsync(values, cancellationToken)).Succeeded());

    internal Task<CommandResult> RenderAsync(IEnumerable<string> values, CancellationToken cancellationToken) => Command.RunAsync(
        _tools.Helm,
        ["template", "release", Path.Combine(Output, "kubernetes/chart"), "--namespace", "test",
            .. ((string[])["key", "owner-password", "store-password"]).Select(static (name, at) => $"secrets.values.{name}={Published.StrongSecret}{at}").Concat(values).SelectMany(static value => (string[])["--set", value])],
        cancellationToken);

    /// <summary>The production overlay with a component.</summary>
    internal async Task<KubernetesObjectSet> WithComponentAsync(string component, CancellationToken cancellationToken)
    {
        var overlay = Directory.CreateDirectory(Path.Combine(Output, "kubernetes/overlays", $"with-{component}")).FullName;
        await File.WriteAllTextAsync(Path.Combine(overlay, "kustomization.yaml"), $"resources: [../production]\ncomponents: [../../components/{component}]\n", cancellationToken);
        return KubernetesObjectSet.Read((await Command.RunAsync(_tools.Kubectl, ["kustomize", overlay], cancellationToken)).Succeeded());
    }

    internal Task<CommandResult> LintAsync(CancellationToken cancellationToken) => Command.RunAsync(_tools.Helm, ["lint", "--strict", Path.Combine(Output, "kubernetes/chart")], cancellationToken);
}
