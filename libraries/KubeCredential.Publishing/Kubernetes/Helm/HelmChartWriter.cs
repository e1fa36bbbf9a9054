using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeCredential.Publishing.Kubernetes.Helm;

/// <summary>Writes a Helm chart: the objects of the kustomize base, with what differs between installations taken from values.</summary>
internal sealed class HelmChartWriter(DeploymentModel model, PublishSettings settings, StagedDirectory output)
{
    private const string Folder = "chart";
    private const string ValuesHeader = "# values.schema.json describes each value.\n";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    public void Write()
    {
        var names = new HelmNames(model.Application, model.SecretName);
        output.Write($"{Folder}/Chart.yaml", Yaml.Write(Chart()));
        output.Write($"{Folder}/values.yaml", ValuesHeader + Yaml.Write(new HelmValues(model, settings).Tree()));
        output.Write($"{Folder}/values.schema.json", new HelmSchema(model).Tree().ToJsonString(Indented) + "\n");
        var workloads = new WorkloadTemplates(model, settings, names);
        foreach (var workload in model.Workloads) output.Write($"{Folder}/templates/{workload.Name}.yaml", workloads.Of(workload));
        var config = new ConfigTemplates(model, names);
        output.Write($"{Folder}/templates/config.yaml", config.ConfigMaps());
        output.Write($"{Folder}/templates/_values.tpl", config.Definitions());
        var secrets = new SecretTemplates(model, names);
        output.Write($"{Folder}/templates/_secrets.tpl", secrets.Definitions());
        output.Write($"{Folder}/templates/secrets.yaml", secrets.Secret());
        var ways = new RouteTemplates(model, names);
        output.Write($"{Folder}/templates/routes.yaml", ways.Routes());
        output.Write($"{Folder}/templates/NOTES.txt", ways.Notes());
    }

    private JsonObject Chart() => new()
    {
        ["apiVersion"] = "v2",
        ["name"] = model.Application,
        ["description"] = model.Options.Description,
        ["type"] = "application",
        ["version"] = model.Options.Version,
        ["appVersion"] = settings.Tag,
        ["kubeVersion"] = ">=1.30.0-0",
    };
}
