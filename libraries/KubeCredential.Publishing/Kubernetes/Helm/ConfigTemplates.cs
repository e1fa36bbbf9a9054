using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeCredential.Publishing.Kubernetes.Helm;

/// <summary>The templates of the ConfigMaps, and those that turn values into texts.</summary>
internal sealed class ConfigTemplates(DeploymentModel model, HelmNames names)
{
    /// <summary>The ConfigMap of each workload.</summary>
    public string ConfigMaps() => string.Join("---\n", model.Workloads.Select(ConfigMap));

    /// <summary>Named templates for texts. Helm reads numbers as floating point, and would write twelve million as 1.2e+07.</summary>
    public string Definitions() => $$$"""
        {{- /* The text of a value: a number with all of its digits. */}}
        {{- define "{{{names.Text}}}" }}
        {{- if kindIs "float64" .value }}
        {{- if or (ge .value 9007199254740992.0) (le .value -9007199254740992.0) }}
        {{- fail (printf "%s is a number with more digits than Helm can read: put it in quotes" .name) }}
        {{- end }}
        {{- toJson .value }}
        {{- else if not (kindIs "invalid" .value) }}
        {{- toString .value }}
        {{- end }}
        {{- end }}

        {{- /* Values as a map of texts, in JSON. */}}
        {{- define "{{{names.Texts}}}" }}
        {{- $texts := dict }}
        {{- range $key, $value := .values }}
        {{- $name := printf "%s.%s" $.name $key }}
        {{- if kindIs "map" $value }}
        {{- $_ := set $texts $key (include "{{{names.Texts}}}" (dict "name" $name "values" $value) | fromJson) }}
        {{- else if kindIs "slice" $value }}
        {{- $_ := set $texts $key $value }}
        {{- else }}
        {{- $_ := set $texts $key (include "{{{names.Text}}}" (dict "name" $name "value" $value)) }}
        {{- end }}
        {{- end }}
        {{- toJson $texts }}
        {{- end }}

        {{- /* The data of a ConfigMap: the chart's own, replaced or extended by the user's. Each name occurs once. */}}
        {{- define "{{{names.Data}}}" }}
        {{- $data := .data }}
        {{- range $name, $value := include "{{{names.Texts}}}" (dict "name" .name "values" .more) | fromJson }}
        {{- range $known := keys $data }}
        {{- if and (ne $known $name) (eq (lower $known) (lower $name)) }}
        {{- fail (printf "%s.%s: there is a variable %s already, and some programs ignore case in names" $.name $name $known) }}
        {{- end }}
        {{- end }}
        {{- $_ := set $data $name $value }}
        {{- end }}
        {{- range $name, $value := $data }}
          {{ toJson $name }}: {{ toJson $value }}
        {{- end }}
        {{- end }}

        {{- /* Differs whenever a value does. */}}
        {{- define "{{{names.ValuesHash}}}" }}
        {{- include "{{{names.Secrets}}}" . }}
        {{- printf "%s %s %s" .Chart.Version .Chart.AppVersion (toJson .Values) | sha256sum | trunc 8 }}
        {{- end }}

        """;

    private string ConfigMap(Workload workload)
    {
        var deployment = workload.Deployment;
        var data = new StringBuilder();
        foreach (var (name, value) in KubernetesObjects.ConfigOf(workload)) Set(name, JsonSerializer.Serialize(value));
        if (deployment.HostsVariable is { } hosts)
        {
            var apps = model.WebAppsOf(workload).ToList();
            Set(hosts, $"(printf \"{KubernetesObjects.HostsOf(workload, apps.Select(static _ => "%s"))}\"{string.Concat(apps.Select(static app => $" {HelmNames.Value(app, "host")}"))})");
        }

        if (deployment.EnvironmentVariable is { } environment) Set(environment, ".Values.environment");
        if (deployment.TelemetryVariable is { } telemetry) SetIf(".Values.telemetry.endpoint", telemetry, ".Values.telemetry.endpoint");
        if (deployment.BrowserTelemetryVariable is { } browsers) SetIf(".Values.telemetry.browserEndpoint", browsers, ".Values.telemetry.browserEndpoint");
        foreach (var link in workload.Links)
            SetIf("or .Values.ingress.enabled .Values.gateway.enabled", link.Variable, $"(printf \"https://%s\" {HelmNames.Value(model[link.Target], "host")})");
        var map = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = KubernetesObjects.ConfigName(workload), ["labels"] = new JsonObject() } };
        names.AddLabels(map["metadata"]!);
        return $$$"""
            {{- define "{{{names.ConfigOf(workload)}}}" }}
            {{- $data := dict }}
            {{{data}}}{{- include "{{{names.Data}}}" (dict "data" $data "name" "{{{HelmNames.Key(workload.Name)}}}.configuration" "more" {{{(workload.KeepsData ? "dict" : HelmNames.Value(workload, "configuration"))}}}) }}
            {{- end }}
            {{{HelmActions.Write(map)}}}data:
            {{- include "{{{names.ConfigOf(workload)}}}" . }}

            """;

        void Set(string name, string value) => data.Append(CultureInfo.InvariantCulture, $"{{{{- $_ := set $data \"{name}\" {value} }}}}\n");

        void SetIf(string condition, string name, string value)
        {
            data.Append(CultureInfo.InvariantCulture, $"{{{{- if {condition} }}}}\n");
            Set(name, value);
            data.Append("{{- end }}\n");
        }
    }
}
