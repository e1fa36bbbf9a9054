using k8s.Models;

namespace KubeCredential.Publishing.Tests;

/// <summary>The Helm chart with several values.</summary>
public sealed class HelmTests(Published published)
{
    private const string OwnServers =
        "secrets.existingSecret=mine,redis.enabled=false,postgres.enabled=false,redis.external.cidr=10.0.0.0/8,postgres.external.cidr=10.1.2.3/32,postgres.external.port=6432";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_chart_passes_lint() => (await published.LintAsync(Cancel)).Succeeded();

    [Fact]
    public async Task Secrets_are_random_where_none_are_given()
    {
        var first = Secret(published.Release);
        var second = Secret(await ReadAsync());

        Assert.Equal(32, first.Length);
        Assert.NotEqual(first, second);

        static string Secret(KubernetesObjectSet objects) => System.Text.Encoding.UTF8.GetString(Assert.Single(objects.All<V1Secret>()).Data["redis-password"]);
    }

    [Fact]
    public async Task Own_servers_replace_ours()
    {
        var objects = await ReadAsync(OwnServers);

        Assert.Empty(objects.All<V1StatefulSet>());
        Assert.Empty(objects.All<V1Secret>());
        Assert.Equal(["issuance-api", "issuance-app", "verification-api", "verification-app"], objects.All<V1Service>().Select(service => service.Metadata.Name).Order());
        var environment = objects.EnvironmentOf(objects.Pods["verification-api"]);
        Assert.Equal("<ConnectionStrings__verification-db>", environment["ConnectionStrings__verification-db"]);
        Assert.Equal("<ConnectionStrings__redis>", environment["ConnectionStrings__redis"]);
        Assert.DoesNotContain(environment.Keys, key => key.StartsWith("SECRET_", StringComparison.Ordinal) && key.EndsWith("_PASSWORD", StringComparison.Ordinal));
        Assert.All(objects.Pods.Values.SelectMany(pod => pod.Spec.Containers[0].Env ?? []).Select(variable => variable.ValueFrom?.SecretKeyRef).OfType<V1SecretKeySelector>(), secret => Assert.Equal("mine", secret.Name));
        var egress = objects.One<V1NetworkPolicy>("issuance-api").Spec.Egress;
        Assert.Contains(egress, rule => rule.To[0].IpBlock?.Cidr == "10.1.2.3/32" && rule.Ports[0].Port.Value == "6432");
        Assert.Contains(egress, rule => rule.To[0].IpBlock?.Cidr == "10.0.0.0/8" && rule.Ports[0].Port.Value == "6379");
    }

    [Fact]
    public async Task Values_reach_the_objects()
    {
        var objects = await ReadAsync("image.registry=registry.example:5000/kc", "image.tag=9.9.9", "image.pullSecrets[0].name=pull", "issuanceApi.autoscaling.enabled=false",
            "issuanceApi.replicas=7", "verificationApi.autoscaling.maxReplicas=40", "issuanceApi.resources.limits.memory=3Gi", "issuanceApi.configuration.Outbox__MaxRetries=8",
            "redis.storage.className=fast", "postgres.storage.size=200Gi", "ingress.enabled=true", "issuanceApp.host=issue.uni.example", "verificationApp.host=verify.uni.example",
            "telemetry.endpoint=http://collector.monitoring:4317", "telemetry.namespace=monitoring", "networkPolicy.monitoringNamespace=prometheus", "environment=Staging",
            "ingress.annotations.owner=registrar", "verificationApi.configuration.AllowedHosts=verification-api;verify.uni.example;check.uni.example");

        var issuance = objects.One<V1Deployment>("issuance-api");
        Assert.Equal(7, issuance.Spec.Replicas);
        Assert.Equal("registry.example:5000/kc/kubecredential-issuance-api:9.9.9", issuance.Spec.Template.Spec.Containers[0].Image);
        Assert.Equal("pull", issuance.Spec.Template.Spec.ImagePullSecrets[0].Name);
        Assert.Equal("3Gi", issuance.Spec.Template.Spec.Containers[0].Resources.Limits["memory"].ToString());
        Assert.Null(objects.One<V1Deployment>("verification-api").Spec.Replicas);
        Assert.Equal(40, objects.One<V2HorizontalPodAutoscaler>("verification-api").Spec.MaxReplicas);
        Assert.DoesNotContain(objects.All<V2HorizontalPodAutoscaler>(), one => one.Metadata.Name == "issuance-api");
        var environment = objects.EnvironmentOf(objects.Pods["issuance-api"]);
        Assert.Equal("8", environment["Outbox__MaxRetries"]);
        Assert.Equal("issuance-api;issue.uni.example", environment["AllowedHosts"]);
        Assert.Equal("verification-api;verify.uni.example;check.uni.example", objects.EnvironmentOf(objects.Pods["verification-api"])["AllowedHosts"]);
        Assert.Equal("Staging", environment["ASPNETCORE_ENVIRONMENT"]);
        Assert.Equal("http://collector.monitoring:4317", environment["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.Equal("https://verify.uni.example", objects.EnvironmentOf(objects.Pods["issuance-app"])["VERIFICATION_APP_URL"]);
        Assert.Equal("fast", objects.One<V1StatefulSet>("redis").Spec.VolumeClaimTemplates[0].Spec.StorageClassName);
        Assert.Equal("200Gi", objects.One<V1StatefulSet>("postgres").Spec.VolumeClaimTemplates[0].Spec.Resources.Requests["storage"].ToString());
        Assert.Equal(["issue.uni.example", "verify.uni.example"], objects.One<V1Ingress>("kubecredential").Spec.Rules.Select(rule => rule.Host));
        Assert.Contains(objects.One<V1NetworkPolicy>("issuance-api").Spec.Ingress[0].FromProperty, peer => peer.NamespaceSelector?.MatchLabels["kubernetes.io/metadata.name"] == "prometheus");
    }

    [Fact]
    public async Task Routes_of_the_Gateway_API_are_an_option()
    {
        var objects = await ReadAsync("gateway.enabled=true", "gateway.name=edge", "gateway.namespace=infra");

        Assert.Equal(2, objects.All<HttpRoute>().Count());
        Assert.Empty(objects.All<V1Ingress>());
    }

    [Fact]
    public async Task Without_network_policies_there_are_none() => Assert.Empty((await ReadAsync("networkPolicy.enabled=false")).All<V1NetworkPolicy>());

    [Theory]
    [InlineData("redis-password", "secrets.values.redis-password=short")]
    [InlineData("redis-password", "secrets.values.redis-password=correct-password-horse-battery")]
    [InlineData("postgres-password", "secrets.values.postgres-password=development-only-postgres-x")]
    [InlineData("postgres-password", "secrets.values.postgres-password=semi;colon;semi;colon;semi")]
    [InlineData("ConnectionStrings__redis", "redis.enabled=false")]
    [InlineData("ConnectionStrings__issuance-db", "postgres.enabled=false")]
    [InlineData("replicas", "issuanceApi.replicas=many")]
    [InlineData("repilcas", "issuanceApi.repilcas=2")]
    [InlineData("environment", "environment=Prod")]
    [InlineData("size", "postgres.storage.size=big")]
    public async Task A_bad_value_is_refused_by_name(string named, string value)
    {
        var result = await published.TemplateAsync([value], Cancel);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(named, result.Errors, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    private async Task<KubernetesObjectSet> ReadAsync(params string[] values) => KubernetesObjectSet.Read((await published.TemplateAsync(values, Cancel)).Succeeded());
}
