using k8s.Models;

namespace KubeCredential.Publishing.Tests;

/// <summary>The published objects are valid, belong together, and are confined.</summary>
public sealed class KubernetesTests(Published published)
{
    private const string NameLabel = "app.kubernetes.io/name";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Both forms, each read strictly by the fixture.</summary>
    public static TheoryData<string> Forms => ["kustomize", "helm"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_pod_is_as_the_restricted_pod_security_standard_asks(string form)
    {
        var objects = Objects(form);
        Assert.Equal(8, objects.Pods.Count);
        foreach (var (name, pod) in objects.Pods)
        {
            Assert.True(pod.Spec.SecurityContext.RunAsNonRoot, name);
            Assert.NotEqual(0, pod.Spec.SecurityContext.RunAsUser);
            Assert.Equal("RuntimeDefault", pod.Spec.SecurityContext.SeccompProfile.Type);
            Assert.False(pod.Spec.AutomountServiceAccountToken);
            Assert.False(pod.Spec.EnableServiceLinks);
            var account = objects.One<V1ServiceAccount>(pod.Spec.ServiceAccountName);
            Assert.False(account.AutomountServiceAccountToken);
            var container = Assert.Single(pod.Spec.Containers);
            Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
            Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
            Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
            Assert.Contains("memory", container.Resources.Limits.Keys);
            Assert.Equal(["cpu", "memory"], container.Resources.Requests.Keys.Order());
            Assert.DoesNotContain(":latest", container.Image, StringComparison.Ordinal);
            Assert.Contains(":", container.Image, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Names_and_selectors_lead_somewhere(string form)
    {
        var objects = Objects(form);
        foreach (var service in objects.All<V1Service>())
        {
            var pod = objects.Pods[service.Spec.Selector[NameLabel]];
            Assert.All(service.Spec.Ports, port => Assert.Contains(pod.Spec.Containers[0].Ports, one => one.Name == port.TargetPort.Value));
        }

        foreach (var (name, pod) in objects.Pods)
        {
            var container = pod.Spec.Containers[0];
            Assert.All(container.VolumeMounts ?? [], mount => Assert.True(mount.Name == "data" || pod.Spec.Volumes.Any(volume => volume.Name == mount.Name), $"{name}: {mount.Name}"));
            foreach (var source in container.EnvFrom) objects.One<V1ConfigMap>(source.ConfigMapRef.Name);
            foreach (var secret in container.Env.Select(variable => variable.ValueFrom?.SecretKeyRef).OfType<V1SecretKeySelector>().Where(static one => one.Optional != true))
                Assert.Contains(secret.Key, objects.One<V1Secret>(secret.Name).Data.Keys);
            Assert.Contains(objects.All<V1NetworkPolicy>(), policy => policy.Spec.PodSelector.MatchLabels?[NameLabel] == name);
        }

        foreach (var deployment in objects.All<V1Deployment>())
            Assert.Equal(deployment.Spec.Selector.MatchLabels[NameLabel], deployment.Spec.Template.Metadata.Labels[NameLabel]);
        foreach (var ingress in objects.All<V1Ingress>())
            Assert.All(ingress.Spec.Rules, rule => objects.One<V1Service>(rule.Http.Paths[0].Backend.Service.Name));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_rollout_drops_no_request_and_waits_for_the_schema(string form)
    {
        var objects = Objects(form);
        Assert.Equal(4, objects.All<V1Deployment>().Count());
        foreach (var deployment in objects.All<V1Deployment>())
        {
            Assert.Equal("0", deployment.Spec.Strategy.RollingUpdate.MaxUnavailable.Value);
            var spec = deployment.Spec.Template.Spec;
            Assert.True(spec.Containers[0].Lifecycle.PreStop.Sleep.Seconds >= 5);
            // The host of .NET ends within 25 s.
            Assert.True(spec.TerminationGracePeriodSeconds >= spec.Containers[0].Lifecycle.PreStop.Sleep.Seconds + 30);
            Assert.NotNull(spec.Containers[0].StartupProbe);
            Assert.NotNull(spec.Containers[0].ReadinessProbe);
            Assert.NotNull(spec.Containers[0].LivenessProbe);
        }

        foreach (var name in (string[])["issuance-api", "verification-api"])
        {
            Assert.Equal("Wait", objects.EnvironmentOf(objects.Pods[name])["Database__Migration"]);
            var job = objects.Pods[$"{name}-migrate"];
            Assert.Equal("Only", objects.EnvironmentOf(job)["Database__Migration"]);
            Assert.Equal(objects.Pods[name].Spec.Containers[0].Image, job.Spec.Containers[0].Image);
            Assert.Equal("[metadata.name]", objects.EnvironmentOf(objects.Pods[name])["POD_NAME"]);
        }
    }

    /// <summary>The arrows of the design, both ways the services call each other for history and rebuilds, and nothing else.</summary>
    [Theory]
    [MemberData(nameof(Forms))]
    public void Only_the_drawn_arrows_are_open(string form)
    {
        var policies = Objects(form).All<V1NetworkPolicy>().ToList();
        string[] arrows =
        [
            "ingress-nginx > issuance-app:8080", "ingress-nginx > verification-app:8080",
            "issuance-app > issuance-api:8080", "verification-app > verification-api:8080",
            "issuance-api > verification-api:8080", "verification-api > issuance-api:8080",
            "issuance-api > postgres:5432", "verification-api > postgres:5432", "issuance-api-migrate > postgres:5432", "verification-api-migrate > postgres:5432",
            "issuance-api > redis:6379", "verification-api > redis:6379",
        ];

        Assert.Equal(arrows.Order(StringComparer.Ordinal), policies.SelectMany(policy => (policy.Spec.Ingress ?? []).SelectMany(rule => (rule.FromProperty ?? [])
            .SelectMany(peer => rule.Ports.Select(port => $"{NameOf(peer)} > {NameOf(policy.Spec.PodSelector)}:{port.Port.Value}")))).Order(StringComparer.Ordinal));
        Assert.Equal(
            arrows.Where(arrow => !arrow.StartsWith("ingress-nginx", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            policies.SelectMany(policy => (policy.Spec.Egress ?? []).SelectMany(rule => (rule.To ?? []).Where(peer => peer.PodSelector is not null)
                .SelectMany(peer => rule.Ports.Select(port => $"{NameOf(policy.Spec.PodSelector)} > {NameOf(peer)}:{port.Port.Value}")))).Order(StringComparer.Ordinal));
        Assert.All(policies, policy => Assert.Equal(["Egress", "Ingress"], policy.Spec.PolicyTypes.Order()));
        // The verifier alone reads what issuers elsewhere publish, and nothing at a private address.
        var outside = policies.SelectMany(policy => (policy.Spec.Egress ?? []).Where(static rule => rule.To?.All(static peer => peer.IpBlock is not null) == true).Select(rule => (Name: NameOf(policy.Spec.PodSelector), Rule: rule))).ToArray();
        var (name, rule) = Assert.Single(outside);
        Assert.Equal(("verification-api", "443"), (name, Assert.Single(rule.Ports).Port.Value));
        Assert.All((string[])["10.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"], range => Assert.Contains(range, rule.To[0].IpBlock.Except));

        // The issuance service alone sends mail, wherever the mail server is.
        var (sender, mail) = Assert.Single(policies.SelectMany(policy => (policy.Spec.Egress ?? []).Where(static rule => rule.To is null).Select(rule => (NameOf(policy.Spec.PodSelector), rule))));
        Assert.Equal("issuance-api", sender);
        Assert.Equal(["25", "143", "465", "587", "993"], mail.Ports.Select(static port => port.Port.Value));

        static string NameOf(object one) => one switch
        {
            V1LabelSelector selector => selector.MatchLabels[NameLabel],
            V1NetworkPolicyPeer { PodSelector: { } selector } => selector.MatchLabels[NameLabel],
            V1NetworkPolicyPeer peer => peer.NamespaceSelector.MatchLabels["kubernetes.io/metadata.name"],
            _ => throw new NotSupportedException(),
        };
    }

    /// <summary>Who takes one pod over has what that one needs, and no more.</summary>
    [Theory]
    [MemberData(nameof(Forms))]
    public void Each_pod_is_given_its_own_passwords_alone(string form)
    {
        var given = Objects(form).Pods.ToDictionary(pod => pod.Key, pod => string.Join(' ', (pod.Value.Spec.Containers[0].Env ?? [])
            .Select(variable => variable.ValueFrom?.SecretKeyRef?.Key).OfType<string>().Distinct().Order(StringComparer.Ordinal)));

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["issuance-api"] = "issuance-admin-key-hash issuance-service-key mail-password postgres-issuance-password redis-issuance-password signing-master-key verification-service-key-hash",
                ["issuance-api-migrate"] = "postgres-issuance-password postgres-password",
                ["issuance-app"] = "",
                ["postgres"] = "postgres-password",
                ["redis"] = "redis-issuance-password redis-password redis-verification-password",
                ["verification-api"] = "issuance-service-key-hash issuer-key-secret postgres-verification-password redis-verification-password report-key-secret verification-admin-key-hash verification-service-key",
                ["verification-api-migrate"] = "postgres-password postgres-verification-password",
                ["verification-app"] = "",
            },
            given);
    }

    /// <summary>One administration key a service, one service key a direction, and of what a service only checks the hash alone.</summary>
    [Theory]
    [MemberData(nameof(Forms))]
    public void No_service_holds_a_key_that_it_only_checks(string form)
    {
        var objects = Objects(form);
        foreach (var (own, other) in ((string, string)[])[("issuance", "verification"), ("verification", "issuance")])
        {
            var environment = objects.EnvironmentOf(objects.Pods[$"{own}-api"]);
            Assert.Equal(("admin", $"<{own}-admin-key-hash>"), (environment["Authentication__Keys__0__Id"], environment["Authentication__Keys__0__Hash"]));
            Assert.Equal((other, $"<{other}-service-key-hash>", "replica"), (environment["Authentication__Keys__1__Id"], environment["Authentication__Keys__1__Hash"], environment["Authentication__Keys__1__Roles"]));
            Assert.Equal($"kc_{own}_<{own}-service-key>", environment["Authentication__ServiceKey"]);
            Assert.Equal(own == "verification" ? "operator,auditor" : null, environment.GetValueOrDefault("Authentication__Keys__1__SpeaksFor"));
            Assert.DoesNotContain(environment.Keys, static name => name.EndsWith("__Key", StringComparison.Ordinal));
        }

        AssertHashes(objects);
        var secrets = Assert.Single(objects.All<V1Secret>()).Data.Values.Select(Convert.ToHexString).ToList();
        Assert.Equal(secrets.Count, secrets.Distinct().Count());
    }

    /// <summary>What is published is for everybody to read.</summary>
    [Fact]
    public void No_secret_is_in_what_is_published()
    {
        foreach (var (name, text) in Published.Files(published.Output))
        {
            Assert.DoesNotContain("development-only-", name.EndsWith("values.schema.json", StringComparison.Ordinal) ? "" : text, StringComparison.Ordinal);
            Assert.DoesNotContain("kc_dev", text, StringComparison.Ordinal);
        }
    }

    private static void AssertHashes(KubernetesObjectSet objects)
    {
        var secrets = Assert.Single(objects.All<V1Secret>()).Data.ToDictionary(static one => one.Key, static one => System.Text.Encoding.ASCII.GetString(one.Value));
        var hashes = secrets.Where(static one => one.Key.EndsWith("-hash", StringComparison.Ordinal)).ToList();
        Assert.Equal(4, hashes.Count);
        Assert.All(hashes, hash => Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(secrets[hash.Key[..^"-hash".Length]]))), hash.Value));
    }

    /// <summary>A command is for everybody on the machine to read.</summary>
    [Theory]
    [MemberData(nameof(Forms))]
    public void No_password_is_in_a_command(string form) => Assert.All(
        Objects(form).Pods.Values.SelectMany(pod => pod.Spec.Containers[0].Args ?? []), argument => Assert.DoesNotContain("$(", argument, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Forms))]
    public void Services_sign_in_as_users_of_their_own(string form)
    {
        foreach (var service in (string[])["issuance", "verification"])
        {
            var environment = Objects(form).EnvironmentOf(Objects(form).Pods[$"{service}-api"]);
            Assert.Contains($",user={service},password=<redis-{service}-password>", environment["ConnectionStrings__redis"], StringComparison.Ordinal);
            Assert.Contains($"Username={service};Password=<postgres-{service}-password>", environment[$"ConnectionStrings__{service}-db"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Production_scales_is_reached_by_TLS_and_has_its_own_secrets()
    {
        var output = published.NewDirectory();
        var file = Path.Combine(output, "mine.env");
        await File.WriteAllLinesAsync(file, published.Development.All<V1Secret>().Single().Data.Keys.Where(static name => !name.EndsWith("-hash", StringComparison.Ordinal)).Select(name => $"{name}={Published.StrongSecret}{name[..1]}"), Cancel);
        (await Published.PublishAsync("publish-kubernetes", output, [$"SecretsFile={file}", "Domain=uni.example", "Registry=registry.example/uni", "Tag=1.2.3"], Cancel)).Succeeded();
        var objects = KubernetesObjectSet.Read((await published.KustomizeAsync(Path.Combine(output, "kubernetes/overlays/production"), Cancel)).Succeeded());

        Assert.Equal(4, objects.All<V2HorizontalPodAutoscaler>().Count());
        Assert.Equal(4, objects.All<V1PodDisruptionBudget>().Count());
        Assert.Equal("registry.example/uni/kubecredential-issuance-api:1.2.3", objects.Pods["issuance-api"].Spec.Containers[0].Image);
        Assert.Equal(["issuance-app.uni.example", "verification-app.uni.example"], objects.One<V1Ingress>("kubecredential").Spec.Tls[0].Hosts);
        Assert.Equal("https://verification-app.uni.example", objects.EnvironmentOf(objects.Pods["issuance-app"])["VERIFICATION_APP_URL"]);
        Assert.Equal("Production", objects.EnvironmentOf(objects.Pods["issuance-api"])["ASPNETCORE_ENVIRONMENT"]);
        Assert.Equal(Published.StrongSecret + "r", System.Text.Encoding.UTF8.GetString(Assert.Single(objects.All<V1Secret>()).Data["redis-password"]));
        AssertHashes(objects);
        Assert.Equal("issuance-api;issuance-app.uni.example", objects.EnvironmentOf(objects.Pods["issuance-api"])["AllowedHosts"]);
        Assert.Equal("verification-api;verification-app.uni.example", objects.EnvironmentOf(objects.Pods["verification-api"])["AllowedHosts"]);
        Assert.Equal("restricted", Assert.Single(objects.All<V1Namespace>()).Metadata.Labels["pod-security.kubernetes.io/enforce"]);
    }

    [Theory]
    [InlineData("production")]
    [InlineData("development")]
    public async Task An_overlay_cannot_be_built_before_it_has_secrets_and_can_be_with_generated_ones(string name)
    {
        var output = published.NewDirectory();
        (await Published.PublishAsync("publish-kubernetes", output, [], Cancel)).Succeeded();
        var overlay = Path.Combine(output, "kubernetes/overlays", name);

        var refused = await published.KustomizeAsync(overlay, Cancel);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("secrets.env", refused.Errors, StringComparison.Ordinal);

        (await Command.RunAsync("sh", [Path.Combine(overlay, "generate-secrets.sh")], Cancel)).Succeeded();
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path.Combine(overlay, "secrets.env")) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        AssertHashes(KubernetesObjectSet.Read((await published.KustomizeAsync(overlay, Cancel)).Succeeded()));
        var again = await Command.RunAsync("sh", [Path.Combine(overlay, "generate-secrets.sh")], Cancel);
        Assert.NotEqual(0, again.ExitCode);

        var secrets = await File.ReadAllTextAsync(Path.Combine(overlay, "secrets.env"), Cancel);
        (await Published.PublishAsync("publish-kubernetes", output, [], Cancel)).Succeeded();
        Assert.Equal(secrets, await File.ReadAllTextAsync(Path.Combine(overlay, "secrets.env"), Cancel));
    }

    /// <summary>By the hash at the end of the Secret's name, which stands in every pod that reads it.</summary>
    [Fact]
    public async Task A_changed_secret_replaces_the_pods_of_an_overlay()
    {
        var output = published.NewDirectory();
        (await Published.PublishAsync("publish-kubernetes", output, [], Cancel)).Succeeded();
        var overlay = Path.Combine(output, "kubernetes/overlays/production");
        (await Command.RunAsync("sh", [Path.Combine(overlay, "generate-secrets.sh")], Cancel)).Succeeded();
        var before = await ReadersAsync();
        File.Delete(Path.Combine(overlay, "secrets.env"));
        (await Command.RunAsync("sh", [Path.Combine(overlay, "generate-secrets.sh")], Cancel)).Succeeded();
        var after = await ReadersAsync();

        Assert.Equal(["issuance-api", "issuance-api-migrate", "postgres", "redis", "verification-api", "verification-api-migrate"], before.Keys.Order(StringComparer.Ordinal));
        Assert.All(before, pod => Assert.NotEqual(pod.Value, after[pod.Key]));

        async Task<Dictionary<string, string>> ReadersAsync()
        {
            var objects = KubernetesObjectSet.Read((await published.KustomizeAsync(overlay, Cancel)).Succeeded());
            return objects.Pods.Select(static pod => (pod.Key, Names: pod.Value.Spec.Containers[0].Env.Select(static one => one.ValueFrom?.SecretKeyRef?.Name).OfType<string>().Distinct().ToList()))
                .Where(static pod => pod.Names.Count > 0).ToDictionary(static pod => pod.Key, static pod => Assert.Single(pod.Names));
        }
    }

    [Fact]
    public async Task Components_take_servers_away_and_put_routes_in_the_place_of_the_ingress()
    {
        var overlay = published.NewDirectory();
        var development = Path.GetRelativePath(overlay, Path.Combine(published.Kubernetes, "overlays/development"));
        var components = Path.GetRelativePath(overlay, Path.Combine(published.Kubernetes, "components"));
        await File.WriteAllTextAsync(Path.Combine(overlay, "kustomization.yaml"),
            $"resources: [{development}]\ncomponents: [{components}/external-redis, {components}/external-postgres, {components}/gateway]\n", Cancel);

        var objects = KubernetesObjectSet.Read((await published.KustomizeAsync(overlay, Cancel)).Succeeded());

        Assert.Empty(objects.All<V1StatefulSet>());
        Assert.Empty(objects.All<V1Ingress>());
        Assert.Equal(2, objects.All<HttpRoute>().Count());
        foreach (var name in (string[])["issuance-api", "issuance-api-migrate"])
        {
            var environment = objects.EnvironmentOf(objects.Pods[name]);
            Assert.Equal(name == "issuance-api" ? "<ConnectionStrings__redis>" : null, environment.GetValueOrDefault("ConnectionStrings__redis"));
            Assert.Equal(name == "issuance-api" ? null : "<ConnectionStrings__issuance-db-owner>", environment.GetValueOrDefault("ConnectionStrings__issuance-db-owner"));
            Assert.Equal("<ConnectionStrings__issuance-db>", environment["ConnectionStrings__issuance-db"]);
            Assert.DoesNotContain(environment.Keys, key => key.StartsWith("SECRET_", StringComparison.Ordinal) && key.EndsWith("_PASSWORD", StringComparison.Ordinal));
        }
    }

    private KubernetesObjectSet Objects(string form) => form == "helm" ? published.Release : published.Development;
}
