using System.Text.Json.Nodes;

namespace KubeCredential.Publishing.Kubernetes;

/// <summary>Writes the components, each of which replaces a part of the base.</summary>
internal sealed class KustomizeComponents(DeploymentModel model, PublishSettings settings, StagedDirectory output)
{
    public void Write()
    {
        foreach (var store in model.Stores.Where(store => model.CallersOf(store).Any())) WriteExternal(store);
        if (model.External.Any()) WriteGateway();
    }

    /// <summary>Removes a server, for users who have one of their own. The Secret then holds the whole connection strings.</summary>
    private void WriteExternal(Workload store)
    {
        var folder = $"components/external-{store.Name}";
        var patches = new JsonArray();
        foreach (var (version, kind) in (ReadOnlySpan<(string, string)>)[("apps/v1", "StatefulSet"), ("v1", "Service"), ("v1", "ServiceAccount"), ("networking.k8s.io/v1", "NetworkPolicy")])
            patches.Add((JsonNode)KustomizeParts.Delete(version, kind, store.Name));
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
        component["resources"] = KustomizeParts.Strings(["policy.yaml"]);
        output.Write($"{folder}/{KustomizeParts.File}", Yaml.Write(component));
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
                    ["values"] = KustomizeParts.Strings(model.CallersOf(store).SelectMany(client => Pods(client))
                        .Where(pod => pod.Kind != "Job" || model.CallersOf(store).Any(client => client.DatabaseServers.Contains(store.Name)))
                        .Select(static pod => pod.Name)),
                }),
            },
            ["policyTypes"] = KustomizeParts.Strings(["Egress"]),
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

    private static IEnumerable<(string Kind, string Name)> Pods(Workload workload)
    {
        yield return (workload.KeepsData ? "StatefulSet" : "Deployment", workload.Name);
        if (workload.Migration is not null) yield return ("Job", workload.MigrationName);
    }

    private void WriteGateway()
    {
        const string folder = "components/gateway";
        var component = Component(new JsonArray(KustomizeParts.Delete("networking.k8s.io/v1", "Ingress")));
        component["resources"] = KustomizeParts.Strings(["routes.yaml"]);
        output.Write($"{folder}/{KustomizeParts.File}", Yaml.Write(component));
        output.Write($"{folder}/routes.yaml", Yaml.WriteAll(model.External.Select(workload => new Routes(model).HttpRoute(workload, KustomizeParts.Host(workload, settings.Domain)))));
    }

    private static IEnumerable<string> SecretsOnlyFor(Workload client, Workload store) =>
        Workload.SecretsOf(client.Environment.Where(entry => entry.Server == store.Name))
            .Except(Workload.SecretsOf(client.Environment.Where(entry => entry.Server != store.Name)), StringComparer.Ordinal);

    private static JsonObject Component(JsonArray patches) => new()
    {
        ["apiVersion"] = "kustomize.config.k8s.io/v1alpha1",
        ["kind"] = "Component",
        ["patches"] = patches,
    };
}
