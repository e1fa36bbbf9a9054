using System.Text.Json.Nodes;
using k8s.Models;

namespace KubeCredential.Publishing.Tests;

/// <summary>The Helm chart with several values.</summary>
public sealed class HelmTests(Published published)
{
    private const string OwnServers =
        "secrets.existingSecret=mine,redis.enabled=false,postgres.enabled=false,redis.external.cidr=10.0.0.0/8,redis.external.morePorts[0]=26379,postgres.external.cidr=10.1.2.3/32,postgres.external.port=6432";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_chart_passes_lint() => (await published.LintAsync(Cancel)).Succeeded();

    [Fact]
    public async Task Secrets_are_random_where_none_are_given_and_a_cluster_keeps_them()
    {
        await using var cluster = new StandInCluster(published.NewDirectory(), "test");
        var first = Passwords(await ReadAsync(cluster));
        var second = Passwords(await ReadAsync(cluster));
        cluster.HasNamespace = false;
        var third = Passwords(await ReadAsync(cluster));

        Assert.Equal(17, first.Count);
        Assert.All(Published.Secrets.Keys, name => Assert.Equal((32, 3), (first[name].Length, new[] { first[name], second[name], third[name] }.Distinct().Count())));
    }

    [Fact]
    public async Task The_secrets_of_an_installation_stay_and_so_do_its_pods()
    {
        await using var cluster = new StandInCluster(published.NewDirectory(), "test");
        var before = await ReadAsync(cluster);
        Install(cluster, before);
        var after = await ReadAsync(cluster);

        Assert.Equal(Passwords(before), Passwords(after));
        Assert.Equal(Checksums(before), Checksums(after));
        Assert.All(before.Pods, pod => Assert.Equal(!pod.Key.EndsWith("-app", StringComparison.Ordinal), pod.Value.Metadata.Annotations.ContainsKey("checksum/secrets")));
    }

    /// <summary>As Argo CD renders: each time anew, with no cluster to look anything up in.</summary>
    [Theory]
    [InlineData]
    [InlineData("secrets.values.redis-password=" + Published.StrongSecret)]
    public async Task Without_a_cluster_no_secret_is_made(params string[] values)
    {
        var result = await published.TemplateAsync(values, Cancel);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("postgres-password", result.Errors, StringComparison.Ordinal);
        Assert.Contains("secrets.existingSecret", result.Errors, StringComparison.Ordinal);
        Assert.Equal(values.Length == 0, result.Errors.Contains(" redis-password", StringComparison.Ordinal));
        Assert.DoesNotContain(Published.StrongSecret, result.Everything, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secrets.existingSecret=mine")]
    [InlineData("")]
    public async Task Rendered_twice_without_a_cluster_it_is_the_same(string values)
    {
        string[] given = values.Length == 0 ? [.. Published.GivenSecrets] : [values];

        Assert.Equal((await published.TemplateAsync(given, Cancel)).Succeeded(), (await published.TemplateAsync(given, Cancel)).Succeeded());
    }

    /// <summary>The pods that read it, and no other; a job cannot be changed, so there is another one.</summary>
    [Fact]
    public async Task A_changed_secret_replaces_the_pods_that_read_it()
    {
        var changed = await ReadAsync($"secrets.values.redis-verification-password={Published.StrongSecret}Z");

        Assert.Equal(["redis", "verification-api"], Checksums(changed).Except(Checksums(published.Release)).Select(static one => one.Name).Order(StringComparer.Ordinal));
        Assert.Empty(changed.All<V1Job>().Select(static job => job.Metadata.Name).Intersect(published.Release.All<V1Job>().Select(static job => job.Metadata.Name)));
    }

    [Fact]
    public async Task A_changed_secret_of_ones_own_replaces_the_pods_where_it_can_be_looked_up_and_by_a_word_where_not()
    {
        await using var cluster = new StandInCluster(published.NewDirectory(), "test");
        Install(cluster, published.Release, "mine");
        var before = await ReadAsync(cluster, "secrets.existingSecret=mine");
        cluster.Secret!["data"]!["issuance-service-key"] = Convert.ToBase64String("another"u8);
        var after = await ReadAsync(cluster, "secrets.existingSecret=mine");

        Assert.Equal(["issuance-api"], Checksums(after).Except(Checksums(before)).Select(static one => one.Name));
        Assert.Equal(
            ["issuance-api", "issuance-api-migrate", "postgres", "redis", "verification-api", "verification-api-migrate"],
            Checksums(await ReadAsync("secrets.existingSecret=mine", "secrets.revision=2")).Except(Checksums(await ReadAsync("secrets.existingSecret=mine"))).Select(static one => one.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Changed_configuration_replaces_the_pods_of_its_workload_alone() => Assert.Equal(
        ["issuance-api", "issuance-api-migrate"],
        Checksums(await ReadAsync("issuanceApi.configuration.Outbox__MaxRetries=8")).Except(Checksums(published.Release)).Select(static one => one.Name).Order(StringComparer.Ordinal));

    /// <summary>Helm forgives a name that is there twice; kustomize, which reads what Helm writes in many a pipeline, does not.</summary>
    [Theory]
    [InlineData("issuanceApp", "issuance-app", "TRUSTED_PROXIES", "192.0.2.0/24")]
    [InlineData("issuanceApp", "issuance-app", "YES", "no")]
    [InlineData("issuanceApi", "issuance-api", "ASPNETCORE_ENVIRONMENT", "Staging")]
    [InlineData("issuanceApi", "issuance-api", "AllowedHosts", "issuance-api;a.example")]
    [InlineData("verificationApi", "verification-api", "Proxies__Known", "192.0.2.0/24")]
    [InlineData("verificationApi", "verification-api", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://mine:4317")]
    public async Task What_is_configured_takes_the_place_of_what_we_say(string workload, string name, string variable, string value)
    {
        var directory = published.NewDirectory();
        await File.WriteAllTextAsync(Path.Combine(directory, "kustomization.yaml"), "resources: [all.yaml]\n", Cancel);
        await File.WriteAllTextAsync(
            Path.Combine(directory, "all.yaml"),
            (await published.TemplateFileAsync($"telemetry: {{endpoint: \"http://ours:4317\"}}\n{workload}: {{configuration: {{\"{variable}\": \"{value}\"}}}}\n", Cancel)).Succeeded(),
            Cancel);

        var objects = KubernetesObjectSet.Read((await published.KustomizeAsync(directory, Cancel)).Succeeded());

        Assert.Equal(value, objects.One<V1ConfigMap>($"{name}-config").Data[variable]);
    }

    [Fact]
    public async Task Numbers_are_written_with_all_of_their_digits()
    {
        var objects = KubernetesObjectSet.Read((await published.TemplateFileAsync("""
            issuanceApi:
              configuration: {Outbox__RetainFor: 12000000, Retry__Factor: 1234567.5, Small: 8, Share: 0.25, Flag: true, Long: "12345678901234567891"}
              resources: {requests: {cpu: 1, memory: 536870912}, limits: {memory: 1073741824}}
            ingress: {enabled: true, annotations: {max-size: 52428800}}
            """, Cancel)).Succeeded());

        var environment = objects.EnvironmentOf(objects.Pods["issuance-api"]);
        Assert.Equal(
            ("12000000", "1234567.5", "8", "0.25", "true", "12345678901234567891"),
            (environment["Outbox__RetainFor"], environment["Retry__Factor"], environment["Small"], environment["Share"], environment["Flag"], environment["Long"]));
        var resources = objects.Pods["issuance-api"].Spec.Containers[0].Resources;
        Assert.Equal(("1", "536870912", "1073741824"), (resources.Requests["cpu"].ToString(), resources.Requests["memory"].ToString(), resources.Limits["memory"].ToString()));
        Assert.Equal("52428800", objects.One<V1Ingress>("kubecredential").Metadata.Annotations["max-size"]);
    }

    [Theory]
    [InlineData("issuanceApi.configuration.Big", "issuanceApi: {configuration: {Big: 12345678901234567891}}")]
    [InlineData("there is a variable Proxies__Known", "issuanceApi: {configuration: {PROXIES__KNOWN: 192.0.2.0/24}}")]
    [InlineData("a b", "issuanceApi: {configuration: {a b: x}}")]
    [InlineData("configuration", "issuanceApi: {configuration: {a: {b: x}}}")]
    [InlineData("pullSecrets", "image: {pullSecrets: [{nmae: x}]}")]
    [InlineData("pullSecrets", "image: {pullSecrets: [8]}")]
    [InlineData("ingressNamespace", "networkPolicy: {ingressNamespace: \"\"}")]
    public async Task A_bad_value_in_a_file_is_refused_by_name(string named, string values)
    {
        var result = await published.TemplateFileAsync(values, Cancel);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(named, result.Errors, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    /// <summary>An empty class would be a class with an empty name, and an empty Secret one that does not exist.</summary>
    [Fact]
    public async Task What_is_empty_is_left_out()
    {
        var ingress = (await ReadAsync("ingress.enabled=true", "ingress.className=", "ingress.tlsSecret=")).One<V1Ingress>("kubecredential").Spec;
        Assert.Null(ingress.IngressClassName);
        Assert.Null(ingress.Tls[0].SecretName);
        Assert.Equal(2, ingress.Tls[0].Hosts.Count);

        var usual = (await ReadAsync("ingress.enabled=true")).One<V1Ingress>("kubecredential").Spec;
        Assert.Equal(("nginx", "kubecredential-tls"), (usual.IngressClassName, usual.Tls[0].SecretName));
    }

    [Fact]
    public async Task Secrets_to_pull_with_are_objects_however_they_are_given()
    {
        var objects = await ReadAsync("image.pullSecrets[0]=one", "image.pullSecrets[1].name=two");

        Assert.All(objects.Pods.Values, pod => Assert.Equal(["one", "two"], pod.Spec.ImagePullSecrets.Select(static secret => secret.Name)));
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
        Assert.Contains(egress, rule => rule.To[0].IpBlock?.Cidr == "10.0.0.0/8" && rule.Ports.Select(static port => port.Port.Value).SequenceEqual(["6379", "26379"]));
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

    /// <summary>Without a cluster, with all secrets given.</summary>
    private async Task<KubernetesObjectSet> ReadAsync(params string[] values) => KubernetesObjectSet.Read((await published.TemplateAsync([.. Published.GivenSecrets, .. values], Cancel)).Succeeded());

    private async Task<KubernetesObjectSet> ReadAsync(StandInCluster cluster, params string[] values) => KubernetesObjectSet.Read((await published.TemplateAsync(cluster, values, Cancel)).Succeeded());

    private static SortedDictionary<string, string> Passwords(KubernetesObjectSet objects) =>
        new(Assert.Single(objects.All<V1Secret>()).Data.ToDictionary(static one => one.Key, static one => System.Text.Encoding.ASCII.GetString(one.Value)), StringComparer.Ordinal);

    private static IEnumerable<(string Name, string Kind, string Checksum)> Checksums(KubernetesObjectSet objects) =>
        objects.Pods.SelectMany(static pod => pod.Value.Metadata.Annotations.Select(one => (pod.Key, one.Key, one.Value)));

    /// <summary>Puts a Secret with these values into the cluster, as helm would have.</summary>
    private static void Install(StandInCluster cluster, KubernetesObjectSet objects, string name = "kubecredential-secrets") => cluster.Secret = new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = cluster.Namespace,
            ["labels"] = new JsonObject { ["app.kubernetes.io/managed-by"] = "Helm" },
            ["annotations"] = new JsonObject { ["meta.helm.sh/release-name"] = "release", ["meta.helm.sh/release-namespace"] = cluster.Namespace },
        },
        ["data"] = new JsonObject([.. Assert.Single(objects.All<V1Secret>()).Data.Select(static one => KeyValuePair.Create(one.Key, (JsonNode?)JsonValue.Create(Convert.ToBase64String(one.Value))))]),
    };
}
