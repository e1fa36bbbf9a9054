using System.Text.Json.Nodes;

namespace KubeCredential.Publishing.Kubernetes;

/// <summary>Writes a kustomize base and the overlays on it.</summary>
internal sealed class KustomizeWriter(DeploymentModel model, PublishSettings settings, StagedDirectory output)
{
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

        new KustomizeComponents(model, settings, output).Write();
    }

    private void WriteBase()
    {
        var objects = new KubernetesObjects(model, settings);
        foreach (var workload in model.Workloads) output.Write($"base/{workload.Name}.yaml", Yaml.WriteAll(objects.Of(workload)));
        output.Write($"base/{KustomizeParts.File}", Yaml.Write(new JsonObject
        {
            ["apiVersion"] = "kustomize.config.k8s.io/v1beta1",
            ["kind"] = "Kustomization",
            ["labels"] = new JsonArray(new JsonObject { ["pairs"] = new JsonObject { ["app.kubernetes.io/version"] = settings.Tag }, ["includeTemplates"] = true }),
            ["resources"] = KustomizeParts.Strings(model.Workloads.Select(static workload => $"{workload.Name}.yaml")),
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
            ["envs"] = KustomizeParts.Strings([SecretsFile]),
        });
        // One replica of each is enough, and easy to follow.
        overlay["patches"] = new JsonArray(KustomizeParts.Delete("autoscaling/v2", "HorizontalPodAutoscaler"), KustomizeParts.Delete("policy/v1", "PodDisruptionBudget"));
        output.Write($"{folder}/{KustomizeParts.File}", Yaml.Write(overlay));
        output.Write($"{folder}/namespace.yaml", Yaml.Write(Namespace(space)));
        if (model.External.Any())
        {
            var ingress = new Routes(model).Ingress(workload => KustomizeParts.Host(workload, domain));
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
        overlay["secretGenerator"] = new JsonArray(new JsonObject { ["name"] = model.SecretName, ["envs"] = KustomizeParts.Strings([SecretsFile]) });
        output.Write($"{folder}/{KustomizeParts.File}", Yaml.Write(overlay));
        output.Write($"{folder}/namespace.yaml", Yaml.Write(Namespace(model.Application)));
        if (model.External.Any()) output.Write($"{folder}/{IngressFile}", Yaml.Write(new Routes(model).Ingress(workload => KustomizeParts.Host(workload, settings.Domain))));
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
        ["resources"] = KustomizeParts.Strings(model.External.Any() ? ["namespace.yaml", "../../base", IngressFile] : ["namespace.yaml", "../../base"]),
        ["configMapGenerator"] = new JsonArray([.. model.Workloads
            .Select(workload => (workload, Values: OverlayValues(workload, environment, scheme, domain).ToList()))
            .Where(static one => one.Values.Count > 0)
            .Select(static one => Generator(KubernetesObjects.ConfigName(one.workload), "merge", one.Values))]),
    };

    private IEnumerable<(string Name, string Value)> OverlayValues(Workload workload, string environment, string scheme, string domain)
    {
        if (workload.Deployment.EnvironmentVariable is { } variable) yield return (variable, environment);
        if (workload.Deployment.HostsVariable is { } hosts) yield return (hosts, KubernetesObjects.HostsOf(workload, model.WebAppsOf(workload).Select(app => KustomizeParts.Host(app, domain))));
        foreach (var link in workload.Links) yield return (link.Variable, $"{scheme}://{KustomizeParts.Host(model[link.Target], domain)}");
    }

    private string GenerateSecrets() => SecretScript.Of(model, SecretsFile, static name => name);

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

    private static JsonObject Generator(string name, string? behavior, IEnumerable<(string Name, string Value)> values)
    {
        var generator = new JsonObject { ["name"] = name };
        if (behavior is not null) generator["behavior"] = behavior;
        generator["literals"] = KustomizeParts.Strings(values.Select(static value => $"{value.Name}={value.Value}"));
        return generator;
    }
}
