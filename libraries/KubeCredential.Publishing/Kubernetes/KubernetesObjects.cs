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
    public const string SecretName = "kubecredential-secrets";
    public const string NameLabel = "app.kubernetes.io/name";
    public const string IngressNamespace = "ingress-nginx";
    public const string MigrationVariable = "Database__Migration";
    private const string PartOfLabel = "app.kubernetes.io/part-of";
    private const string NamespaceLabel = "kubernetes.io/metadata.name";
    private const int HttpGraceSeconds = 45;
    private const int StoreGraceSeconds = 120;
    private const int EndpointRemovalSeconds = 5;
    private const int MigrationLimitSeconds = 600;
    private const int TargetCpuPercent = 70;

    public static string ConfigName(Workload workload) => $"{workload.Name}-config";

    public static string MigrationName(Workload workload) => $"{workload.Name}-migrate";

    /// <summary>The variable by which a container gets a secret that is a part of other values.</summary>
    public static string SecretVariable(string secret) => $"SECRET_{secret.Replace('-', '_').ToUpperInvariant()}";

    /// <summary>All objects of a workload but its configuration, in the order in which they are written.</summary>
    public IReadOnlyList<JsonObject> Of(Workload workload)
    {
        var objects = new List<object> { ServiceAccount(workload.Name) };
        if (workload.Deployment.Migrates)
        {
            objects.Add(ServiceAccount(MigrationName(workload)));
            objects.Add(Migration(workload));
        }

        objects.Add(workload.KeepsData ? StatefulSet(workload) : Deployment(workload));
        objects.Add(Service(workload));
        if (workload.Deployment.Scale is { } scale)
        {
            objects.Add(Autoscaler(workload, scale));
            objects.Add(DisruptionBudget(workload));
        }

        objects.Add(NetworkPolicy(workload));
        if (workload.Deployment.Migrates) objects.Add(MigrationPolicy(workload));
        return [.. objects.Select(static one => JsonNode.Parse(KubernetesJson.Serialize(one))!.AsObject())];
    }

    /// <summary>The values of a workload's ConfigMap: all of its environment that holds no secret.</summary>
    public static IEnumerable<(string Name, string Value)> ConfigOf(Workload workload) => workload.Environment
        .Where(entry => !entry.HasSecret && entry.Server is null && entry.Name != workload.Deployment.HostsVariable)
        .Select(static entry => (entry.Name, entry.Text(static _ => "")))
        .Concat(workload.Deployment.HostsVariable is { } hosts ? [(hosts, HostsOf(workload, []))] : []);

    /// <summary>The host names under which a workload answers: the name by which others call it, and those by which browsers do.</summary>
    public static string HostsOf(Workload workload, IEnumerable<string> publicHosts) => string.Join(';', publicHosts.Prepend(workload.Name));

    private static V1ServiceAccount ServiceAccount(string name) => new()
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
        // No number of replicas: applying again would undo what the autoscaler has done.
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
                        Resources = new() { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new(workload.Deployment.Storage ?? "1Gi") } },
                    },
                },
            ],
        },
    };

    /// <summary>Brings the schema up to date, beside the rollout: the new pods are not ready before it has.</summary>
    private V1Job Migration(Workload workload)
    {
        var container = Container(workload.ForMigration);
        container.Env = [.. container.Env, new() { Name = MigrationVariable, Value = "Only" }];
        var template = Template(workload, MigrationName(workload), container, HttpGraceSeconds);
        template.Spec.RestartPolicy = "OnFailure";
        template.Spec.TopologySpreadConstraints = null;
        return new()
        {
            ApiVersion = "batch/v1",
            Kind = "Job",
            // A job cannot be changed, so each version has its own.
            Metadata = Metadata(MigrationName(workload), $"{MigrationName(workload)}-{settings.Tag.ToLowerInvariant().Replace('.', '-').Replace('_', '-')}"),
            Spec = new() { BackoffLimit = 10, ActiveDeadlineSeconds = MigrationLimitSeconds, TtlSecondsAfterFinished = 3600, Template = template },
        };
    }

    private static V1Service Service(Workload workload) => new()
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

    private static V2HorizontalPodAutoscaler Autoscaler(Workload workload, (int Min, int Max) scale) => new()
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

    private static V1PodDisruptionBudget DisruptionBudget(Workload workload) => new()
    {
        ApiVersion = "policy/v1",
        Kind = "PodDisruptionBudget",
        Metadata = Metadata(workload.Name),
        Spec = new() { MaxUnavailable = 1, Selector = Selector(workload.Name) },
    };

    /// <summary>Lets in who calls the workload, and out to what it calls: nothing else.</summary>
    private V1NetworkPolicy NetworkPolicy(Workload workload)
    {
        var callers = model.CallersOf(workload).Select(static caller => Peer(caller.Name))
            .Concat(model.Workloads.Where(caller => caller.Deployment.Migrates && caller.DatabaseServers.Contains(workload.Name)).Select(static caller => Peer(MigrationName(caller))));
        if (workload.IsExternal) callers = callers.Append(new() { NamespaceSelector = new() { MatchLabels = new Dictionary<string, string> { [NamespaceLabel] = IngressNamespace } } });
        return NetworkPolicy(workload.Name, [new() { FromProperty = [.. callers], Ports = Ports(workload) }], workload.Calls);
    }

    private V1NetworkPolicy MigrationPolicy(Workload workload) => NetworkPolicy(MigrationName(workload), [], workload.DatabaseServers);

    private V1NetworkPolicy NetworkPolicy(string name, IList<V1NetworkPolicyIngressRule> ingress, IReadOnlyList<string> calls) => new()
    {
        ApiVersion = "networking.k8s.io/v1",
        Kind = "NetworkPolicy",
        Metadata = Metadata(name),
        Spec = new()
        {
            PodSelector = Selector(name),
            PolicyTypes = ["Ingress", "Egress"],
            Ingress = ingress,
            Egress = calls.Count == 0 ? [] : [.. calls.Select(called => new V1NetworkPolicyEgressRule { To = [Peer(called)], Ports = Ports(model[called]) }), NameLookups()],
        },
    };

    private static V1NetworkPolicyEgressRule NameLookups() => new()
    {
        To = [new() { NamespaceSelector = new() { MatchLabels = new Dictionary<string, string> { [NamespaceLabel] = "kube-system" } } }],
        Ports = [new() { Protocol = "UDP", Port = 53 }, new() { Protocol = "TCP", Port = 53 }],
    };

    private static V1NetworkPolicyPeer Peer(string name) => new() { PodSelector = Selector(name) };

    private static List<V1NetworkPolicyPort> Ports(Workload workload) =>
        [.. workload.Ports.Select(static port => new V1NetworkPolicyPort { Protocol = "TCP", Port = port.Port })];

    private static V1PodTemplateSpec Template(Workload workload, string name, V1Container container, int graceSeconds) => new()
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
            // Aspire allows no second probe of one path. The same question, asked often and with patience, until the first answer.
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

        // Until every node knows that the pod goes, requests still come.
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
            Image = workload.Image ?? $"{DeploymentModel.ImageName(settings.Registry, workload.Name)}:{settings.Tag}",
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

    /// <summary>What names a worker, then secrets, then the values that contain them: the kubelet puts in only what stands earlier.</summary>
    private static IEnumerable<V1EnvVar> EnvironmentOf(Workload workload)
    {
        yield return new() { Name = "POD_NAME", ValueFrom = new() { FieldRef = new() { FieldPath = "metadata.name" } } };
        var withSecrets = workload.Environment.Where(static entry => entry.HasSecret).ToList();
        var composed = withSecrets.Where(static entry => entry.Parts.Count > 1).Concat(workload.Arguments);
        foreach (var secret in Workload.SecretsOf(composed)) yield return FromSecret(SecretVariable(secret), secret);
        foreach (var entry in withSecrets)
            yield return entry.Parts.Count == 1 ? FromSecret(entry.Name, entry.Parts[0].Text) : new() { Name = entry.Name, Value = entry.Text(Reference) };
        foreach (var entry in workload.Environment.Where(static entry => !entry.HasSecret && entry.Server is not null))
            yield return new() { Name = entry.Name, Value = entry.Text(Reference) };
    }

    private static V1EnvVar FromSecret(string name, string key) =>
        new() { Name = name, ValueFrom = new() { SecretKeyRef = new() { Name = SecretName, Key = key } } };

    private static string Reference(string secret) => $"$({SecretVariable(secret)})";

    private static string Scratch(int at) => string.Create(CultureInfo.InvariantCulture, $"scratch-{at}");

    private static V1LabelSelector Selector(string name) => new() { MatchLabels = new Dictionary<string, string> { [NameLabel] = name } };

    private static Dictionary<string, string> Labels(string name) => new() { [NameLabel] = name, [PartOfLabel] = DeploymentModel.Application };

    private static V1ObjectMeta Metadata(string label, string? name = null) => new() { Name = name ?? label, Labels = Labels(label) };
}
