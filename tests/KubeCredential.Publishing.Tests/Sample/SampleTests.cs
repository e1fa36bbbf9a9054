using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using YamlDotNet.RepresentationModel;

namespace KubeCredential.Publishing.Tests.Sample;

/// <summary>The library with an application that is not ours.</summary>
public sealed class SampleTests(SamplePublished sample) : IClassFixture<SamplePublished>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Forms => ["kustomize", "helm"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Each_resource_becomes_a_pod_and_each_endpoint_a_service(string form)
    {
        var objects = Objects(form);

        Assert.Equal(["nightly", "orders-api", "orders-api-migrate", "store", "web", "worker"], objects.Pods.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["orders-api:5000", "store:5432", "web:8000", "worker:9100"], objects.All<V1Service>().Select(static one => $"{one.Metadata.Name}:{one.Spec.Ports[0].Port}").Order(StringComparer.Ordinal));
        Assert.Equal(
            ["registry.example/nightly:2", "orders/orders-orders-api:3.2.1", "orders/orders-orders-api:3.2.1", "registry.example/store:5.1", "orders/orders-web:3.2.1", "registry.example/worker:2"],
            objects.Pods.OrderBy(static pod => pod.Key, StringComparer.Ordinal).Select(static pod => pod.Value.Spec.Containers[0].Image));
        Assert.Equal("1Gi", objects.One<V1StatefulSet>("store").Spec.VolumeClaimTemplates[0].Spec.Resources.Requests["storage"].ToString());
    }

    /// <summary>A rule of a network policy that lists nobody lets everybody in.</summary>
    [Theory]
    [MemberData(nameof(Forms))]
    public void Nobody_may_call_what_nobody_calls(string form)
    {
        Assert.All((string[])["worker", "nightly"], name => Assert.Empty(Objects(form).One<V1NetworkPolicy>(name).Spec.Ingress ?? []));
        Assert.All(Objects(form).All<V1NetworkPolicy>().SelectMany(static policy => policy.Spec.Ingress ?? []), static rule => Assert.NotEmpty(rule.FromProperty));
        Assert.Equal("edge", Assert.Single(Objects(form).One<V1NetworkPolicy>("web").Spec.Ingress[0].FromProperty).NamespaceSelector.MatchLabels["kubernetes.io/metadata.name"]);
    }

    [Fact]
    public async Task Prometheus_may_read_what_serves_metrics()
    {
        var objects = await sample.TemplateAsync(["networkPolicy.monitoringNamespace=monitoring"], Cancel);

        var readers = objects.All<V1NetworkPolicy>()
            .SelectMany(static policy => (policy.Spec.Ingress ?? []).Where(static rule => rule.FromProperty.Any(static peer => peer.NamespaceSelector?.MatchLabels["kubernetes.io/metadata.name"] == "monitoring"))
                .Select(rule => $"{policy.Metadata.Name}:{rule.Ports.Single().Port.Value}"));
        // The nightly job has no port to read at.
        Assert.Equal(["orders-api:5000", "worker:9100"], readers.Order(StringComparer.Ordinal));
    }

    /// <summary>The text of a model is not a template.</summary>
    [Theory]
    [MemberData(nameof(Forms))]
    public void Text_that_looks_like_an_action_stays_text(string form) => Assert.Equal(["--format", SampleModel.Format], Objects(form).Pods["worker"].Spec.Containers[0].Args);

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_migration_job_alone_is_told_the_password_of_the_owner(string form)
    {
        var objects = Objects(form);
        var job = objects.EnvironmentOf(objects.Pods["orders-api-migrate"]);
        var service = objects.EnvironmentOf(objects.Pods["orders-api"]);

        Assert.Equal(("once", "Host=store;Password=<owner-password>"), (job["MIGRATE"], job["OWNER"]));
        Assert.Equal("Host=store;Port=5432;Password=<store-password>", service["ConnectionStrings__ledger"]);
        Assert.DoesNotContain(service.Values, static value => value.Contains("owner-password", StringComparison.Ordinal));
        Assert.Equal(("<key-hash>", "yes", "Production"), (service["KEY_HASH"], service["RETRIES"], service["STAGE"]));
        Assert.DoesNotContain("KEY_HASH", job.Keys);
        Assert.Equal("orders-api;web.example.com", service["HOSTS"]);
    }

    [Fact]
    public async Task What_does_not_scale_has_as_many_pods_as_the_values_say()
    {
        var objects = await sample.TemplateAsync(["web.replicas=3", "ordersApi.autoscaling.enabled=false", "ordersApi.replicas=5"], Cancel);

        Assert.Equal((3, 5), (objects.One<V1Deployment>("web").Spec.Replicas, objects.One<V1Deployment>("orders-api").Spec.Replicas));
        Assert.Equal(1, sample.Release.One<V1Deployment>("web").Spec.Replicas);
        Assert.Equal(["orders-api"], sample.Release.All<V2HorizontalPodAutoscaler>().Select(static one => one.Metadata.Name));
    }

    [Fact]
    public async Task The_chart_can_do_without_the_store()
    {
        var refused = await sample.RenderAsync(["store.enabled=false"], Cancel);
        Assert.Contains("ConnectionStrings__ledger", refused.Errors, StringComparison.Ordinal);

        var objects = await sample.TemplateAsync(["store.enabled=false", "secrets.values.ConnectionStrings__ledger=mine", "store.external.port=6432"], Cancel);

        Assert.Empty(objects.All<V1StatefulSet>());
        Assert.Equal("<ConnectionStrings__ledger>", objects.EnvironmentOf(objects.Pods["worker"])["ConnectionStrings__ledger"]);
        Assert.Equal("6432", objects.One<V1NetworkPolicy>("worker").Spec.Egress[0].Ports[0].Port.Value);
    }

    [Fact]
    public async Task A_component_does_without_the_store()
    {
        var objects = await sample.WithComponentAsync("external-store", Cancel);

        Assert.Empty(objects.All<V1StatefulSet>());
        foreach (var name in (string[])["nightly", "orders-api", "orders-api-migrate", "worker"])
            Assert.Equal("<ConnectionStrings__ledger>", objects.EnvironmentOf(objects.Pods[name])["ConnectionStrings__ledger"]);
        Assert.DoesNotContain("SECRET_STORE_PASSWORD", objects.EnvironmentOf(objects.Pods["worker"]).Keys);
        Assert.True(objects.Pods["orders-api-migrate"].Spec.Containers[0].Env.Single(static one => one.Name == "OWNER").ValueFrom.SecretKeyRef.Optional);
        Assert.Equal(["nightly", "orders-api", "orders-api-migrate", "worker"], objects.One<V1NetworkPolicy>("external-store").Spec.PodSelector.MatchExpressions.Single().Values.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_chart_passes_lint_and_is_the_applications()
    {
        (await sample.LintAsync(Cancel)).Succeeded();
        Assert.Contains("name: orders\n", await File.ReadAllTextAsync(Path.Combine(sample.Output, "kubernetes/chart/Chart.yaml"), Cancel), StringComparison.Ordinal);
        Assert.Contains("version: \"3.2.1\"", await File.ReadAllTextAsync(Path.Combine(sample.Output, "kubernetes/chart/Chart.yaml"), Cancel), StringComparison.Ordinal);
        Assert.StartsWith("Orders {{", await File.ReadAllTextAsync(Path.Combine(sample.Output, "kubernetes/chart/templates/NOTES.txt"), Cancel), StringComparison.Ordinal);
        Assert.All(Published.Files(sample.Output), static file => Assert.DoesNotMatch("(?i)kubecredential|issuance|verification", file.Value));
    }

    [Fact]
    public void Compose_builds_what_has_a_Dockerfile()
    {
        var services = (YamlMappingNode)Document("compose/compose.yaml")["services"];
        var build = (YamlMappingNode)services["web"]["build"];

        Assert.Equal(("../source", "web.Dockerfile", "shop"), (Text(build["context"]), Text(build["dockerfile"]), Text(build["args"]["SITE"])));
        Assert.Equal("orders/orders-web:${TAG:-3.2.1}", Text(services["web"]["image"]));
        Assert.Equal("${SELF:-http://localhost:8080}", Text(services["web"]["environment"]["SELF"]));
        Assert.False(((YamlMappingNode)services["store"]).Children.ContainsKey("build"));
        Assert.Equal(["store"], ((YamlSequenceNode)services["orders-api-migrate"]["networks"]).Select(Text));
    }

    [Fact]
    public async Task A_resource_that_nothing_is_said_of_is_refused_by_name() => Assert.Equal(
        "The resource mail cannot be published: nothing says how it is deployed. Call WithDeployment on it.",
        await FaultAsync(static builder => builder.AddContainer("mail", "mail", "1")));

    [Fact]
    public async Task A_store_without_an_endpoint_is_refused_by_name() => Assert.Equal(
        "The resource files cannot be published: it keeps data and has no endpoint.",
        await FaultAsync(static builder => builder.AddContainer("files", "files", "1").WithVolume("files", "/files").WithDeployment(new() { UserId = 1, Cpu = "1", Memory = "1Mi", MemoryLimit = "1Mi" })));

    [Fact]
    public async Task A_value_that_no_deployment_can_express_is_refused_by_name() => Assert.Equal(
        "The resource mail cannot be published: it has a value of type Object, which no deployment can express.",
        await FaultAsync(static builder => builder.AddContainer("mail", "mail", "1").WithEnvironment(static context => context.EnvironmentVariables["ODD"] = new object())
            .WithDeployment(new() { UserId = 1, Cpu = "1", Memory = "1Mi", MemoryLimit = "1Mi" })));

    [Theory]
    [InlineData("Orders")]
    [InlineData("")]
    [InlineData("1orders")]
    [InlineData("an-application-with-a-name-that-is-too-long")]
    public void A_name_that_is_no_name_is_refused(string name) => Assert.Contains($"'{name}'", Assert.Throws<PublishingException>(() => Publishing().AddKubernetesPublishing(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_setting_that_is_not_allowed_is_refused_by_name()
    {
        using var directory = new TemporaryDirectory();
        Assert.Contains("Tag is 'latest'", Assert.Throws<PublishingException>(() => SampleModel.Create(directory.Path, ["Tag=latest"])).Message, StringComparison.Ordinal);
    }

    /// <summary>Nothing is added to an application that is only run.</summary>
    [Fact]
    public void An_application_that_is_run_has_no_steps()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = [], DisableDashboard = true });

        Assert.Empty(builder.AddKubernetesPublishing("orders").Resources);
    }

    private KubernetesObjectSet Objects(string form) => form == "helm" ? sample.Release : sample.Overlay;

    private static IDistributedApplicationBuilder Publishing() =>
        DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = ["--operation", "publish", "--step", "publish"], DisableDashboard = true });

    private static async Task<string> FaultAsync(Action<IDistributedApplicationBuilder> change)
    {
        using var directory = new TemporaryDirectory();
        var builder = SampleModel.Create(directory.Path, change: change);
        await using var application = builder.Build();
        var reader = new DeploymentModelReader(new(builder.Resources), builder.ExecutionContext, NullLogger.Instance, new PublishingOptions("orders", builder));
        return (await Assert.ThrowsAsync<PublishingException>(() => reader.ReadAsync(Cancel))).Message;
    }

    private YamlMappingNode Document(string path)
    {
        var stream = new YamlStream();
        using var text = File.OpenText(Path.Combine(sample.Output, path));
        stream.Load(text);
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}
