using System.Globalization;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace KubeCredential.Publishing.Kubernetes;

/// <summary>The objects that run a workload in Kubernetes.</summary>
/// <param name="model">The application.</param>
/// <param name="settings">Where the images are.</param>
internal sealed class KubernetesObjects(DeploymentModel model, PublishSettings settings)
{
    public const string NameLabel = "app.kubernetes.io/name";
    private const string PartOfLabel = "app.kubernetes.io/part-of";
    private const string NamespaceLabel = "kubernetes.io/metadata.name";
    private const int HttpGraceSeconds = 45;
    private const int StoreGraceSeconds = 120;
    private const int EndpointRemovalSeconds = 5;
    private const int MigrationLimitSeconds = 600;
    public const int TargetCpuPercent = 70;

    public static string ConfigName(Workload workload) => $"{workload.Name}-config";

    /// <summary>The variable by which a container gets a secret that is a part of other values.</summary>
    public static string SecretVariable(string secret) => $"SECRET_{secret.Replace('-', '_').ToUpperInvariant()}";

    /// <summary>An object as a tree, without what it does not set.</summary>
    public static JsonObject Tree(object one) => JsonNode.Parse(KubernetesJson.Serialize(one))!.AsObject();

    /// <summary>All objects of a workload but its configuration, in the order in which they are written.</summary>
    public IReadOnlyList<JsonObject> Of(Workload workload)
    {
        var objects = new List<object> { ServiceAccount(workload.Name) };
        if (workload.Migration is { } migration)
        {
            objects.Add(ServiceAccount(workload.MigrationName));
            objects.Add(Migration(workload, migration));
        }

        objects.Add(workload.KeepsData ? StatefulSet(workload) : Deployment(workload));
        if (workload.Ports.Count > 0) objects.Add(Service(workload));
        if (workload.Deployment.Scale is { } scale)
        {
            objects.Add(Autoscaler(workload, scale));
            objects.Add(DisruptionBudget(workload));
        }

        objects.Add(NetworkPolicy(workload));
        if (workload.Migration is not null) objects.Add(MigrationPolicy(workload));
        return [.. objects.Select(Tree)];
    }

    /// <summary>The values of a workload's ConfigMap: the part of its environment that holds no secret.</summary>
    public static IEnumerable<(string Name, string Value)> ConfigOf(Workload workload) => workload.Environment
        .Where(entry => !entry.HasSecret && entry.Server is null && entry.Name != workload.Deployment.HostsVariable)
        .Select(static entry => (entry.Name, entry.Text(static _ => "")))
        .Concat(workload.Deployment.HostsVariable is { } hosts ? [(hosts, HostsOf(workload, []))] : []);

    /// <summary>The host names that a workload answers to: the one that other workloads use, and those that browsers use.</summary>
    public static string HostsOf(Workload workload, IEnumerable<string> publicHosts) => string.Join(';', publicHosts.Prepend(workload.Name));

    private V1ServiceAccount ServiceAccount(string name) => new()
    {
        ApiVersion = "v1",
        Kind = "ServiceAccount",
        Metadata = Metadata(name),
        AutomountServiceAccountToken = false,
    };

    private V1Deployment Deployment(Workload workload) => new()
    {
        ApiVersion = "apps/v1",
        Kind = "Deployment",
        Metadata = Metadata(workload.Name),
        // Without a number of replicas: applying one again would undo what the autoscaler has done.
        Spec = new()
        {
            Selector = Selector(workload.Name),
            Strategy = new() { Type = "RollingUpdate", RollingUpdate = new() { MaxUnavailable = 0, MaxSurge = 1 } },
            MinReadySeconds = 5,
            RevisionHistoryLimit = 5,
            Template = Template(workload, workload.Name, ServingContainer(workload), HttpGraceSeconds),
        },
    };

    private V1StatefulSet StatefulSet(Workload workload) => new()
    {
        ApiVersion = "apps/v1",
        Kind = "StatefulSet",
        Metadata = Metadata(workload.Name),
        Spec = new()
        {
            ServiceName = workload.Name,
            Replicas = 1,
            Selector = Selector(workload.Name),
            Template = Template(workload, workload.Name, ServingContainer(workload), StoreGraceSeconds),
            VolumeClaimTemplates =
            [
                new()
                {
                    Metadata = new() { Name = "data" },
                    Spec = new()
                    {
                        AccessModes = ["ReadWriteOnce"],
                        Resources = new() { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new(workload.StorageSize) } },
                    },
                },
            ],
        },
    };

    /// <summary>Migrates the database while the new version is rolled out: its pods are not ready before the job has completed.</summary>
    private V1Job Migration(Workload workload, MigrationJob migration)
    {
        var container = Container(workload.ForMigration);
        container.Env = [.. container.Env, new() { Name = migration.ModeVariable, Value = migration.ModeValue }];
        var template = Template(workload, workload.MigrationName, container, HttpGraceSeconds);
        template.Spec.RestartPolicy = "OnFailure";
        template.Spec.TopologySpreadConstraints = null;
        return new()
        {
            ApiVersion = "batch/v1",
            Kind = "Job",
            // A job cannot be changed, so each version has its own.
            Metadata = Metadata(workload.MigrationName, $"{workload.MigrationName}-{settings.Tag.ToLowerInvariant().Replace('.', '-').Replace('_', '-')}"),
            Spec = new() { BackoffLimit = 10, ActiveDeadlineSeconds = MigrationLimitSeconds, TtlSecondsAfterFinished = 3600, Template = template },
        };
    }

    private V1Service Service(Workload workload) => new()
    {
        ApiVersion = "v1",
        Kind = "Service",
        Metadata = Metadata(workload.Name),
        Spec = new()
        {
            Selector = Selector(workload.Name).MatchLabels,
            Ports = [.. workload.Ports.Select(static port => new V1ServicePort { Name = port.Name, Port = port.Port, TargetPort = port.Name })],
        },
    };

    private V2HorizontalPodAutoscaler Autoscaler(Workload workload, (int Min, int Max) scale) => new()
    {
        ApiVersion = "autoscaling/v2",
        Kind = "HorizontalPodAutoscaler",
        Metadata = Metadata(workload.Name),
        Spec = new()
        {
            ScaleTargetRef = new() { ApiVersion = "apps/v1", Kind = "Deployment", Name = workload.Name },
            MinReplicas = scale.Min,
            MaxReplicas = scale.Max,
            Metrics = [new() { Type = "Resource", Resource = new() { Name = "cpu", Target = new() { Type = "Utilization", AverageUtilization = TargetCpuPercent } } }],
            // Up at once, down slowly.
            Behavior = new() { ScaleDown = new() { StabilizationWindowSeconds = 300, Policies = [new() { Type = "Pods", Value = 1, PeriodSeconds = 60 }] } },
        },
    };

    private V1PodDisruptionBudget DisruptionBudget(Workload workload) => new()
    {
        ApiVersion = "policy/v1",
        Kind = "PodDisruptionBudget",
        Metadata = Metadata(workload.Name),
        Spec = new() { MaxUnavailable = 1, Selector = Selector(workload.Name) },
    };

    /// <summary>Lets requests in from callers of the workload and out to the workloads that it calls, and no others.</summary>
    private V1NetworkPolicy NetworkPolicy(Workload workload)
    {
        var callers = model.CallersOf(workload).Select(static caller => Peer(caller.Name))
            .Concat(model.Workloads.Where(caller => caller.Migration is not null && caller.DatabaseServers.Contains(workload.Name)).Select(static caller => Peer(caller.MigrationName)));
        if (workload.IsExternal) callers = callers.Append(new() { NamespaceSelector = new() { MatchLabels = new Dictionary<string, string> { [NamespaceLabel] = model.Options.IngressNamespace } } });
        var peers = callers.ToList();
        // A rule that lists nobody would let everybody in.
        return NetworkPolicy(workload.Name, peers.Count == 0 || workload.Ports.Count == 0 ? [] : [new() { FromProperty = peers, Ports = Ports(workload) }], workload.Calls, [.. workload.Deployment.ReadsInternet ? [Internet()] : (V1NetworkPolicyEgressRule[])[], .. workload.Deployment.SendsMail ? [MailServers()] : (V1NetworkPolicyEgressRule[])[]]);
    }

    private V1NetworkPolicy MigrationPolicy(Workload workload) => NetworkPolicy(workload.MigrationName, [], workload.DatabaseServers, []);

    private V1NetworkPolicy NetworkPolicy(string name, IList<V1NetworkPolicyIngressRule> ingress, IReadOnlyList<string> calls, IReadOnlyList<V1NetworkPolicyEgressRule> outside) => new()
    {
        ApiVersion = "networking.k8s.io/v1",
        Kind = "NetworkPolicy",
        Metadata = Metadata(name),
        Spec = new()
        {
            PodSelector = Selector(name),
            PolicyTypes = ["Ingress", "Egress"],
            Ingress = ingress,
            Egress = calls.Count == 0 && outside.Count == 0 ? [] : [.. calls.Select(called => new V1NetworkPolicyEgressRule { To = [Peer(called)], Ports = Ports(model[called]) }), NameLookups(), .. outside],
        },
    };

    /// <summary>Everything outside over HTTPS, and nothing at a private address: not what is in the cluster, nor the provider's metadata.</summary>
    private static V1NetworkPolicyEgressRule Internet() => new()
    {
        To =
        [
            new() { IpBlock = new() { Cidr = "0.0.0.0/0", Except = ["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"] } },
            new() { IpBlock = new() { Cidr = "::/0", Except = ["::1/128", "fc00::/7", "fe80::/10"] } },
        ],
        Ports = [new() { Protocol = "TCP", Port = 443 }],
    };

    /// <summary>Mail servers, in the cluster, beside it or on the internet, at the ports for sending mail and for reading a mailbox (RFC 5321, RFC 6409, RFC 8314, RFC 9051).</summary>
    private static V1NetworkPolicyEgressRule MailServers() => new()
    {
        Ports = [new() { Protocol = "TCP", Port = 25 }, new() { Protocol = "TCP", Port = 143 }, new() { Protocol = "TCP", Port = 465 }, new() { Protocol = "TCP", Port = 587 }, new() { Protocol = "TCP", Port = 993 }],
    };

    private static V1NetworkPolicyEgressRule NameLookups() => new()
    {
        To = [new() { NamespaceSelector = new() { MatchLabels = new Dictionary<string, string> { [NamespaceLabel] = "kube-system" } } }],
        Ports = [new() { Protocol = "UDP", Port = 53 }, new() { Protocol = "TCP", Port = 53 }],
    };

    private static V1NetworkPolicyPeer Peer(string name) => new() { PodSelector = Selector(name) };

    private static List<V1NetworkPolicyPort> Ports(Workload workload) =>
        [.. workload.Ports.Select(static port => new V1NetworkPolicyPort { Protocol = "TCP", Port = port.Port })];

    private V1PodTemplateSpec Template(Workload workload, string name, V1Container container, int graceSeconds) => new()
    {
        Metadata = new() { Labels = Labels(name) },
        Spec = new()
        {
            ServiceAccountName = name,
            AutomountServiceAccountToken = false,
            EnableServiceLinks = false,
            TerminationGracePeriodSeconds = graceSeconds,
            SecurityContext = new()
            {
                RunAsNonRoot = true,
                RunAsUser = workload.Deployment.UserId,
                RunAsGroup = workload.Deployment.UserId,
                FsGroup = workload.KeepsData ? workload.Deployment.UserId : null,
                FsGroupChangePolicy = workload.KeepsData ? "OnRootMismatch" : null,
                SeccompProfile = new() { Type = "RuntimeDefault" },
            },
            TopologySpreadConstraints = workload.Deployment.Scale is null ? null : [Spread("kubernetes.io/hostname", name), Spread("topology.kubernetes.io/zone", name)],
            Containers = [container],
            Volumes = [.. workload.Deployment.ScratchDirectories.Select(static (_, at) => new V1Volume { Name = Scratch(at), EmptyDir = new() { SizeLimit = new("64Mi") } })],
        },
    };

    private static V1TopologySpreadConstraint Spread(string key, string name) =>
        new() { MaxSkew = 1, TopologyKey = key, WhenUnsatisfiable = "ScheduleAnyway", LabelSelector = Selector(name) };

    private V1Container ServingContainer(Workload workload)
    {
        var container = Container(workload);
        container.Ports = [.. workload.Ports.Select(static port => new V1ContainerPort { Name = port.Name, ContainerPort = port.Port })];
        foreach (var probe in workload.Probes)
        {
            var check = HttpProbe(probe);
            if (probe.Type == ProbeType.Readiness)
            {
                container.ReadinessProbe = check;
                continue;
            }

            container.LivenessProbe = check;
            // Aspire allows one probe of each type. At startup the liveness probe runs more often and may fail for longer.
            container.StartupProbe = HttpProbe(probe);
            container.StartupProbe.PeriodSeconds = 2;
            container.StartupProbe.FailureThreshold = 60;
        }

        if (workload.Deployment.HealthCommand is { } command)
        {
            container.StartupProbe = Probe(2, 60);
            container.ReadinessProbe = Probe(5, 3);
            container.LivenessProbe = Probe(10, 6);

            V1Probe Probe(int period, int failures) =>
                new() { Exec = new() { Command = ["/bin/sh", "-c", command] }, PeriodSeconds = period, TimeoutSeconds = 5, FailureThreshold = failures };
        }

        // Requests still arrive until every node knows that the pod is terminating.
        if (!workload.KeepsData) container.Lifecycle = new() { PreStop = new() { Sleep = new() { Seconds = EndpointRemovalSeconds } } };
        return container;
    }

    private static V1Probe HttpProbe(EndpointProbeAnnotation probe) => new()
    {
        HttpGet = new() { Path = probe.Path, Port = probe.EndpointReference.EndpointName },
        InitialDelaySeconds = probe.InitialDelaySeconds > 0 ? probe.InitialDelaySeconds : null,
        PeriodSeconds = probe.PeriodSeconds,
        TimeoutSeconds = probe.TimeoutSeconds,
        FailureThreshold = probe.FailureThreshold,
    };

    private V1Container Container(Workload workload)
    {
        var deployment = workload.Deployment;
        var mounts = deployment.ScratchDirectories.Select(static (path, at) => new V1VolumeMount { Name = Scratch(at), MountPath = path });
        if (workload.DataDirectory is { } data) mounts = mounts.Append(new() { Name = "data", MountPath = data });
        return new()
        {
            Name = workload.Name,
            Image = workload.Image ?? $"{model.ImageName(settings.Registry, workload.Name)}:{settings.Tag}",
            Command = workload.Command is { } command ? [command] : null,
            Args = workload.Arguments.Count == 0 ? null : [.. workload.Arguments.Select(static argument => argument.Text(Reference))],
            EnvFrom = [new() { ConfigMapRef = new() { Name = ConfigName(workload) } }],
            Env = [.. EnvironmentOf(workload)],
            Resources = new()
            {
                Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new(deployment.Cpu), ["memory"] = new(deployment.Memory) },
                Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new(deployment.MemoryLimit) },
            },
            SecurityContext = new()
            {
                AllowPrivilegeEscalation = false,
                ReadOnlyRootFilesystem = true,
                Capabilities = new() { Drop = ["ALL"] },
            },
            VolumeMounts = [.. mounts],
        };
    }

    /// <summary>The pod's name, then secrets, then the values that contain them: the kubelet expands only variables that are defined earlier.</summary>
    private IEnumerable<V1EnvVar> EnvironmentOf(Workload workload)
    {
        yield return new() { Name = "POD_NAME", ValueFrom = new() { FieldRef = new() { FieldPath = "metadata.name" } } };
        var withSecrets = workload.Environment.Where(static entry => entry.HasSecret).ToList();
        var composed = withSecrets.Where(static entry => entry.Parts.Count > 1).Concat(workload.Arguments);
        foreach (var secret in Workload.SecretsOf(composed)) yield return FromSecret(SecretVariable(secret), secret);
        foreach (var entry in withSecrets)
            yield return entry.Parts.Count == 1 ? FromSecret(entry.Name, entry.Parts[0].Text) : new() { Name = entry.Name, Value = entry.Text(Reference) };
        foreach (var entry in workload.Environment.Where(static entry => !entry.HasSecret && entry.Server is not null))
            yield return new() { Name = entry.Name, Value = entry.Text(Reference) };
        foreach (var (variable, key) in workload.Deployment.OptionalSecrets.OrderBy(static one => one.Key, StringComparer.Ordinal))
            yield return new() { Name = variable, ValueFrom = new() { SecretKeyRef = new() { Name = model.SecretName, Key = key, Optional = true } } };
    }

    private V1EnvVar FromSecret(string name, string key) =>
        new() { Name = name, ValueFrom = new() { SecretKeyRef = new() { Name = model.SecretName, Key = key } } };

    private static string Reference(string secret) => $"$({SecretVariable(secret)})";

    private static string Scratch(int at) => string.Create(CultureInfo.InvariantCulture, $"scratch-{at}");

    private static V1LabelSelector Selector(string name) => new() { MatchLabels = new Dictionary<string, string> { [NameLabel] = name } };

    private Dictionary<string, string> Labels(string name) => new() { [NameLabel] = name, [PartOfLabel] = model.Application };

    private V1ObjectMeta Metadata(string label, string? name = null) => new() { Name = name ?? label, Labels = Labels(label) };
}
