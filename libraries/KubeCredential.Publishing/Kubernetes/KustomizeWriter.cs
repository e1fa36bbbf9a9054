using System.Text.Json.Nodes;

namespace KubeCredential.Publishing.Kubernetes;

/// <summary>Writes a kustomize base, the overlays, and components that replace a part.</summary>
internal sealed class KustomizeWriter(DeploymentModel model, PublishSettings settings, StagedDirectory output)
{
    private const string Config = "kustomization.yaml";
    private const string SecretsFile = "secrets.env";
    private const string IngressFile = "ingress.yaml";

    public void Write()
    {
        WriteBase();
        foreach (var overlay in settings.Overlays)
        {
            if (overlay == PublishSettings.Production) WriteProduction();
            else WriteDevelopment();
        }

        foreach (var store in model.Stores) WriteExternal(store);
        if (model.External.Any()) WriteGateway();
    }

    private void WriteBase()
    {
        var objects = new KubernetesObjects(model, settings);
        foreach (var workload in model.Workloads) output.Write($"base/{workload.Name}.yaml", Yaml.WriteAll(objects.Of(workload)));
        output.Write($"base/{Config}", Yaml.Write(new JsonObject
        {
            ["apiVersion"] = "kustomize.config.k8s.io/v1beta1",
            ["kind"] = "Kustomization",
            ["labels"] = new JsonArray(new JsonObject { ["pairs"] = new JsonObject { ["app.kubernetes.io/version"] = settings.Tag }, ["includeTemplates"] = true }),
            ["resources"] = Strings(model.Workloads.Select(static workload => $"{workload.Name}.yaml")),
            ["configMapGenerator"] = new JsonArray([.. model.Workloads.Select(static workload =>
                Generator(KubernetesObjects.ConfigName(workload), null, KubernetesObjects.ConfigOf(workload)))]),
        }));
    }

    private void WriteDevelopment()
    {
        const string domain = "localhost";
        var folder = $"overlays/{PublishSettings.Development}";
        var space = $"{model.Application}-{PublishSettings.Development}";
        var overlay = Overlay(space, "Development", "http", domain);
        overlay["secretGenerator"] = new JsonArray(new JsonObject
        {
            ["name"] = model.SecretName,
            ["envs"] = Strings([SecretsFile]),
        });
        // One replica of each is enough, and easy to follow.
        overlay["patches"] = new JsonArray(Delete("autoscaling/v2", "HorizontalPodAutoscaler"), Delete("policy/v1", "PodDisruptionBudget"));
        output.Write($"{folder}/{Config}", Yaml.Write(overlay));
        output.Write($"{folder}/namespace.yaml", Yaml.Write(Namespace(space)));
        if (model.External.Any())
        {
            var ingress = new Routes(model).Ingress(workload => Host(workload, domain));
            ingress["spec"]!.AsObject().Remove("tls");
            output.Write($"{folder}/{IngressFile}", Yaml.Write(ingress));
        }

        output.Write($"{folder}/{SecretScript.Name}", GenerateSecrets());
    }

    private void WriteProduction()
    {
        var folder = $"overlays/{PublishSettings.Production}";
        var secrets = settings.SecretsFile is { } file ? SecretRules.Read(file, model.Secrets) : null;
        var overlay = Overlay(model.Application, "Production", "https", settings.Domain);
        overlay["secretGenerator"] = new JsonArray(new JsonObject { ["name"] = model.SecretName, ["envs"] = Strings([SecretsFile]) });
        output.Write($"{folder}/{Config}", Yaml.Write(overlay));
        output.Write($"{folder}/namespace.yaml", Yaml.Write(Namespace(model.Application)));
        if (model.External.Any()) output.Write($"{folder}/{IngressFile}", Yaml.Write(new Routes(model).Ingress(workload => Host(workload, settings.Domain))));
        output.Write($"{folder}/{SecretScript.Name}", GenerateSecrets());
        if (secrets is null) return;
        foreach (var name in model.HashedSecrets) secrets[DeploymentModel.HashOf(name)] = SecretRules.Hash(secrets[name]);
        output.Write($"{folder}/{SecretsFile}", string.Concat(secrets.Select(static secret => $"{secret.Key}={secret.Value}\n")));
    }

    private JsonObject Overlay(string space, string environment, string scheme, string domain) => new()
    {
        ["apiVersion"] = "kustomize.config.k8s.io/v1beta1",
        ["kind"] = "Kustomization",
        ["namespace"] = space,
        ["resources"] = Strings(model.External.Any() ? ["namespace.yaml", "../../base", IngressFile] : ["namespace.yaml", "../../base"]),
        ["configMapGenerator"] = new JsonArray([.. model.Workloads
            .Select(workload => (workload, Values: OverlayValues(workload, environment, scheme, domain).ToList()))
            .Where(static one => one.Values.Count > 0)
            .Select(static one => Generator(KubernetesObjects.ConfigName(one.workload), "merge", one.Values))]),
    };

    private IEnumerable<(string Name, string Value)> OverlayValues(Workload workload, string environment, string scheme, string domain)
    {
        if (workload.Deployment.EnvironmentVariable is { } variable) yield return (variable, environment);
        if (workload.Deployment.HostsVariable is { } hosts) yield return (hosts, KubernetesObjects.HostsOf(workload, model.WebAppsOf(workload).Select(app => Host(app, domain))));
        foreach (var link in workload.Links) yield return (link.Variable, $"{scheme}://{Host(model[link.Target], domain)}");
    }

    /// <summary>Removes a server, for users who have one of their own. The Secret then holds the whole connection strings.</summary>
    private void WriteExternal(Workload store)
    {
        var folder = $"components/external-{store.Name}";
        var patches = new JsonArray();
        foreach (var (version, kind) in (ReadOnlySpan<(string, string)>)[("apps/v1", "StatefulSet"), ("v1", "Service"), ("v1", "ServiceAccount"), ("networking.k8s.io/v1", "NetworkPolicy")])
            patches.Add((JsonNode)Delete(version, kind, store.Name));
        foreach (var client in model.CallersOf(store))
        {
            foreach (var (kind, name) in Pods(client))
            {
                var pod = kind == "Job" ? client.ForMigration : client;
                var names = pod.Environment.Where(entry => entry.Server == store.Name).Select(static entry => entry.Name).ToList();
                if (names.Count == 0) continue;
                var environment = new JsonArray([.. names.Select(variable => new JsonObject
                {
                    ["name"] = variable,
                    ["value"] = null,
                    ["valueFrom"] = new JsonObject { ["secretKeyRef"] = Key(variable, isOptional: variable == client.Migration?.Owner.Name) },
                })]);
                foreach (var secret in SecretsOnlyFor(pod, store)) environment.Add((JsonNode)new JsonObject { ["name"] = KubernetesObjects.SecretVariable(secret), ["$patch"] = "delete" });
                patches.Add((JsonNode)new JsonObject
                {
                    ["target"] = new JsonObject { ["kind"] = kind, ["labelSelector"] = $"{KubernetesObjects.NameLabel}={name}" },
                    ["patch"] = Yaml.Write(new JsonObject
                    {
                        ["apiVersion"] = kind == "Job" ? "batch/v1" : "apps/v1",
                        ["kind"] = kind,
                        ["metadata"] = new JsonObject { ["name"] = "any" },
                        ["spec"] = new JsonObject { ["template"] = new JsonObject { ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = client.Name, ["env"] = environment }) } } },
                    }),
                });
            }
        }

        var component = Component(patches);
        component["resources"] = Strings(["policy.yaml"]);
        output.Write($"{folder}/{Config}", Yaml.Write(component));
        output.Write($"{folder}/policy.yaml", Yaml.Write(ExternalPolicy(store)));
    }

    /// <summary>Lets callers of the server out to any address at its port: only the user knows which address it is.</summary>
    private JsonObject ExternalPolicy(Workload store) => new()
    {
        ["apiVersion"] = "networking.k8s.io/v1",
        ["kind"] = "NetworkPolicy",
        ["metadata"] = new JsonObject { ["name"] = $"external-{store.Name}" },
        ["spec"] = new JsonObject
        {
            ["podSelector"] = new JsonObject
            {
                ["matchExpressions"] = new JsonArray(new JsonObject
                {
                    ["key"] = KubernetesObjects.NameLabel,
                    ["operator"] = "In",
                    ["values"] = Strings(model.CallersOf(store).SelectMany(client => Pods(client))
                        .Where(pod => pod.Kind == "Deployment" || model.CallersOf(store).Any(client => client.DatabaseServers.Contains(store.Name)))
                        .Select(static pod => pod.Name)),
                }),
            },
            ["policyTypes"] = Strings(["Egress"]),
            ["egress"] = new JsonArray(new JsonObject
            {
                ["to"] = new JsonArray(new JsonObject { ["ipBlock"] = new JsonObject { ["cidr"] = "0.0.0.0/0" } }),
                ["ports"] = new JsonArray([.. store.Ports.Select(static port => new JsonObject { ["protocol"] = "TCP", ["port"] = port.Port })]),
            }),
        },
    };

    /// <summary>The connection string of the owner may be missing: then the workload's own role owns the schema.</summary>
    private JsonObject Key(string variable, bool isOptional)
    {
        var key = new JsonObject { ["name"] = model.SecretName, ["key"] = variable };
        if (isOptional) key["optional"] = true;
        return key;
    }

    private static IEnumerable<(string Kind, string Name)> Pods(Workload workload) =>
        workload.Migration is not null ? [("Deployment", workload.Name), ("Job", workload.MigrationName)] : [("Deployment", workload.Name)];

    private void WriteGateway()
    {
        const string folder = "components/gateway";
        var component = Component(new JsonArray(Delete("networking.k8s.io/v1", "Ingress")));
        component["resources"] = Strings(["routes.yaml"]);
        output.Write($"{folder}/{Config}", Yaml.Write(component));
        output.Write($"{folder}/routes.yaml", Yaml.WriteAll(model.External.Select(workload => new Routes(model).HttpRoute(workload, Host(workload, settings.Domain)))));
    }

    private static IEnumerable<string> SecretsOnlyFor(Workload client, Workload store) =>
        Workload.SecretsOf(client.Environment.Where(entry => entry.Server == store.Name))
            .Except(Workload.SecretsOf(client.Environment.Where(entry => entry.Server != store.Name)), StringComparer.Ordinal);

    private string GenerateSecrets() => SecretScript.Of(model, SecretsFile, static name => name);

    private static string Host(Workload workload, string domain) => $"{workload.Name}.{domain}";

    private static JsonObject Namespace(string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Namespace",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["labels"] = new JsonObject
            {
                ["pod-security.kubernetes.io/enforce"] = "restricted",
                ["pod-security.kubernetes.io/warn"] = "restricted",
            },
        },
    };

    private static JsonObject Component(JsonArray patches) => new()
    {
        ["apiVersion"] = "kustomize.config.k8s.io/v1alpha1",
        ["kind"] = "Component",
        ["patches"] = patches,
    };

    private static JsonObject Delete(string version, string kind, string? name = null)
    {
        var target = new JsonObject { ["kind"] = kind };
        if (name is not null) target["name"] = name;
        return new()
        {
            ["target"] = target,
            ["patch"] = Yaml.Write(new JsonObject
            {
                ["$patch"] = "delete",
                ["apiVersion"] = version,
                ["kind"] = kind,
                ["metadata"] = new JsonObject { ["name"] = name ?? "any" },
            }),
        };
    }

    private static JsonObject Generator(string name, string? behavior, IEnumerable<(string Name, string Value)> values)
    {
        var generator = new JsonObject { ["name"] = name };
        if (behavior is not null) generator["behavior"] = behavior;
        generator["literals"] = Strings(values.Select(static value => $"{value.Name}={value.Value}"));
        return generator;
    }

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(static value => JsonValue.Create(value))]);
}
