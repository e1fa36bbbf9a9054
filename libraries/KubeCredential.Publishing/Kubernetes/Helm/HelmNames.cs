namespace KubeCredential.Publishing.Kubernetes.Helm;

/// <summary>How templates name values, and the named templates that they share.</summary>
/// <param name="chart">The name of the chart.</param>
/// <param name="secretName">The name of the Secret that the chart makes.</param>
internal sealed class HelmNames(string chart, string secretName)
{
    /// <summary>The named template for the text of a value.</summary>
    public string Text => $"{chart}.text";

    /// <summary>The named template for values as a map of texts.</summary>
    public string Texts => $"{chart}.texts";

    /// <summary>The named template for the data of a ConfigMap.</summary>
    public string Data => $"{chart}.data";

    /// <summary>The named template for a hash of all values.</summary>
    public string ValuesHash => $"{chart}.values-hash";

    /// <summary>The named template that works out the values of the Secret.</summary>
    public string Secrets => $"{chart}.secrets";

    /// <summary>The named template for some of the Secret's values.</summary>
    public string SecretsOf => $"{chart}.secrets-of";

    /// <summary>An expression for the name of the Secret.</summary>
    public string SecretName => $".Values.secrets.existingSecret | default \"{secretName}\"";

    /// <summary>The named template for the data of a workload's ConfigMap.</summary>
    public string ConfigOf(Workload workload) => $"{chart}.config.{workload.Name}";

    /// <summary>The name of a workload's values: <c>webApp</c> for <c>web-app</c>.</summary>
    public static string Key(string workload) =>
        string.Concat(workload.Split('-').Select(static (word, at) => at == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>An expression for one of a workload's values.</summary>
    public static string Value(Workload workload, string path) => $".Values.{Key(workload.Name)}.{path}";

    /// <summary>An expression for a map of values, each as text.</summary>
    public string TextsOf(string values, string map) => $"include \"{Texts}\" (dict \"name\" \"{values}\" \"values\" {map}) | fromJson | toYaml";

    /// <summary>The items of a list in a template.</summary>
    public static string Quoted(IEnumerable<string> values) => string.Join(' ', values.Select(static value => $"\"{value}\""));

    /// <summary>The variables that hold connection strings to servers of the application, ordered.</summary>
    public static IEnumerable<string> ConnectionStrings(DeploymentModel model) =>
        Connections(model).Concat(model.Workloads.Select(static workload => workload.Migration?.Owner).OfType<ConfigurationEntry>())
            .Select(static entry => entry.Name).Distinct().Order(StringComparer.Ordinal);

    /// <summary>The keys of the Secret that may be left out.</summary>
    public static IEnumerable<string> OptionalSecrets(DeploymentModel model) =>
        model.Workloads.SelectMany(static workload => workload.Deployment.OptionalSecrets.Values).Distinct().Order(StringComparer.Ordinal);

    /// <summary>The connection strings of workloads to servers of the application.</summary>
    public static IEnumerable<ConfigurationEntry> Connections(DeploymentModel model) =>
        model.Workloads.SelectMany(static workload => workload.Environment).Where(static entry => entry.Server is not null);

    /// <summary>Puts Helm's labels beside those that an object has.</summary>
    /// <param name="metadata">The object's metadata.</param>
    public void AddLabels(System.Text.Json.Nodes.JsonNode metadata)
    {
        var labels = metadata["labels"]!.AsObject();
        labels["app.kubernetes.io/part-of"] = chart;
        labels["app.kubernetes.io/version"] = HelmActions.Value("{{ .Chart.AppVersion | quote }}");
        labels["app.kubernetes.io/managed-by"] = HelmActions.Value("{{ .Release.Service }}");
        labels["app.kubernetes.io/instance"] = HelmActions.Value("{{ .Release.Name }}");
    }
}
