using YamlDotNet.Serialization;

namespace KubeCredential.Publishing.Tests;

/// <summary>What is published says the same as the application model.</summary>
public sealed class AgreementTests(Published published)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kustomize_agrees_with_the_model() => Assert.Empty(await ModelAgreement.DifferencesAsync(await ModelAsync(), published.Development));

    [Fact]
    public async Task The_chart_agrees_with_the_model() => Assert.Empty(await ModelAgreement.DifferencesAsync(await ModelAsync(), published.Release));

    [Theory]
    [InlineData("issuance-api: environment: published lacks Outbox__MaxRetries=9", "variable")]
    [InlineData("redis: container ports: published lacks tcp=6380", "port")]
    [InlineData("verification-api: probes: published lacks Readiness=http/ready in 1 s", "probe")]
    [InlineData("verification-api: environment: published lacks API_KEY=<api-key>", "secret")]
    [InlineData("resources: published lacks mail", "resource")]
    public async Task A_change_of_the_model_that_is_not_published_is_noticed(string difference, string change)
    {
        var model = await ModelAsync();
        switch (change)
        {
            case "variable": Project("issuance-api").WithEnvironment("Outbox__MaxRetries", "9"); break;
            case "port": Resource("redis").Annotations.OfType<EndpointAnnotation>().Single().TargetPort = 6380; break;
            case "probe":
                var old = Resource("verification-api").Annotations.OfType<EndpointProbeAnnotation>().Single(probe => probe.Type == ProbeType.Readiness);
                Resource("verification-api").Annotations.Remove(old);
                Project("verification-api").WithHttpProbe(ProbeType.Readiness, "/ready", endpointName: "http");
                break;
            case "secret": Project("verification-api").WithEnvironment("API_KEY", model.AddParameter("api-key", secret: true)); break;
            default: model.AddContainer("mail", "mail", "1"); break;
        }

        Assert.Contains(difference, await ModelAgreement.DifferencesAsync(model, published.Development));

        IResource Resource(string name) => model.Resources.Single(resource => resource.Name == name);
        IResourceBuilder<ProjectResource> Project(string name) => model.CreateResourceBuilder((ProjectResource)Resource(name));
    }

    [Fact]
    public void Compose_gives_each_service_the_environment_it_has_in_Kubernetes()
    {
        var services = Compose(File.ReadAllText(Path.Combine(published.Output, "compose", "compose.yaml")));

        Assert.Equal(published.Development.Pods.Keys.Order(), services.Keys.Order());
        foreach (var (name, pod) in published.Development.Pods)
        {
            var expected = published.Development.EnvironmentOf(pod)
                .Where(variable => variable.Key is not ("POD_NAME" or "ASPNETCORE_ENVIRONMENT" or "VERIFICATION_APP_URL" or "Issuers__PublicAddress" or "Batches__VerifyAddress" or "Report__Address" or "Mail__Password" or "AllowedHosts") && !variable.Key.StartsWith("SECRET_", StringComparison.Ordinal))
                .Select(variable => $"{variable.Key}={variable.Value}");
            var environment = services[name].TryGetValue("environment", out var values) ? (Dictionary<object, object>)values : [];
            Assert.Equal(expected.Order(StringComparer.Ordinal), environment
                .Where(variable => variable.Key is not ("VERIFICATION_APP_URL" or "Issuers__PublicAddress" or "Batches__VerifyAddress" or "Report__Address" or "Mail__Password" or "AllowedHosts"))
                .Select(variable => $"{variable.Key}={Secrets(variable.Value.ToString()!)}").Order(StringComparer.Ordinal));
        }

        static string Secrets(string value) => System.Text.RegularExpressions.Regex.Replace(value, @"\$\{([A-Z_]+):\?[^}]*\}", match => $"<{match.Groups[1].Value.ToLowerInvariant().Replace('_', '-')}>");
    }

    [Fact]
    public void Every_compose_service_is_confined()
    {
        foreach (var (name, service) in Compose(File.ReadAllText(Path.Combine(published.Output, "compose", "compose.yaml"))))
        {
            Assert.True(service["read_only"] is "true", name);
            Assert.Equal("ALL", Assert.Single((List<object>)service["cap_drop"]));
            Assert.DoesNotMatch("^0:", service["user"].ToString()!);
            Assert.Contains("no-new-privileges:true", (List<object>)service["security_opt"]);
        }
    }

    /// <summary>Whoever has Docker alone starts with the compose file of the repository.</summary>
    [Fact]
    public void The_compose_file_in_the_repository_is_the_published_one()
    {
        var kept = Path.Combine(TestServers.RepositoryLayout.Root, "deploy", "compose");
        var made = Path.Combine(published.Output, "compose");
        var toRoot = Path.GetRelativePath(made, TestServers.RepositoryLayout.Root);

        Assert.Equal(Adapt(File.ReadAllText(Path.Combine(made, "compose.yaml"))), File.ReadAllText(Path.Combine(kept, "compose.yaml")));
        foreach (var file in (string[])[".env.example", "generate-secrets.sh"]) Assert.Equal(File.ReadAllText(Path.Combine(made, file)), File.ReadAllText(Path.Combine(kept, file)));

        string Adapt(string text) => text.Replace($"\"{toRoot}", "\"../..", StringComparison.Ordinal);
    }

    /// <summary>The script gives every name of the example a value, hashes those of their keys.</summary>
    [Fact]
    public async Task Secrets_of_the_compose_file_are_made_by_a_script()
    {
        var directory = published.NewDirectory();
        foreach (var file in (string[])[".env.example", "generate-secrets.sh"]) File.Copy(Path.Combine(published.Output, "compose", file), Path.Combine(directory, file));
        (await Command.RunAsync("sh", [Path.Combine(directory, "generate-secrets.sh")], Cancel)).Succeeded();

        var made = (await File.ReadAllLinesAsync(Path.Combine(directory, ".env"), Cancel)).Select(static line => line.Split('=')).ToDictionary(static pair => pair[0], static pair => pair[1]);
        Assert.Equal(
            (await File.ReadAllLinesAsync(Path.Combine(directory, ".env.example"), Cancel)).Where(static line => line is not ([] or ['#', ..])).Select(static line => line.TrimEnd('=')).Order(StringComparer.Ordinal),
            made.Keys.Order(StringComparer.Ordinal));
        Assert.All(made.Where(static one => one.Key.EndsWith("_HASH", StringComparison.Ordinal)), one => Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(made[one.Key[..^"_HASH".Length]]))), one.Value));
        Assert.NotEqual(0, (await Command.RunAsync("sh", [Path.Combine(directory, "generate-secrets.sh")], Cancel)).ExitCode);
    }

    private static Dictionary<string, Dictionary<string, object>> Compose(string yaml) =>
        new DeserializerBuilder().Build().Deserialize<ComposeFile>(yaml.Replace("name: kubecredential\n", "", StringComparison.Ordinal)).Services;

    private static Task<IDistributedApplicationTestingBuilder> ModelAsync() => DistributedApplicationTestingBuilder.CreateAsync<Projects.KubeCredential_AppHost>(
        ["--operation", "publish", "--publisher", "manifest", "--output-path", Path.Combine(Path.GetTempPath(), "unused.json")], Cancel);

    private sealed class ComposeFile
    {
        [YamlMember(Alias = "services")]
        public Dictionary<string, Dictionary<string, object>> Services { get; set; } = [];

        [YamlMember(Alias = "networks")]
        public object? Networks { get; set; }

        [YamlMember(Alias = "volumes")]
        public object? Volumes { get; set; }
    }
}
