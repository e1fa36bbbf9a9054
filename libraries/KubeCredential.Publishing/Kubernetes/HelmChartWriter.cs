using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeCredential.Publishing.Kubernetes;

/// <summary>Writes a Helm chart: the objects of the kustomize base, with what differs between installations taken from values.</summary>
internal sealed class HelmChartWriter(DeploymentModel model, PublishSettings settings, StagedDirectory output)
{
    private const string Folder = "chart";
    private const string Chart = DeploymentModel.Application;

    public void Write()
    {
        output.Write($"{Folder}/Chart.yaml", YamlText.Write(new JsonObject
        {
            ["apiVersion"] = "v2",
            ["name"] = Chart,
            ["description"] = "Issues digital credentials and verifies them",
            ["type"] = "application",
            ["version"] = PublishSettings.Version,
            ["appVersion"] = settings.Tag,
            ["kubeVersion"] = ">=1.30.0-0",
        }));
        output.Write($"{Folder}/values.yaml", ValuesHeader + YamlText.Write(Values()));
        output.Write($"{Folder}/values.schema.json", Schema().ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }) + "\n");
        foreach (var workload in model.Workloads) output.Write($"{Folder}/templates/{workload.Name}.yaml", Template(workload));
        output.Write($"{Folder}/templates/config.yaml", ConfigMaps());
        output.Write($"{Folder}/templates/_values.tpl", ValueTemplates);
        output.Write($"{Folder}/templates/_secrets.tpl", SecretTemplates());
        output.Write($"{Folder}/templates/secrets.yaml", Secrets());
        output.Write($"{Folder}/templates/routes.yaml", RoutesTemplate());
        output.Write($"{Folder}/templates/NOTES.txt", Notes());
    }

    private const string ValuesHeader = "# Each value is explained by its description in values.schema.json.\n";

    private IEnumerable<Workload> External => model.Workloads.Where(static workload => workload.IsExternal);

    private IEnumerable<Workload> Stores => model.Workloads.Where(static workload => workload.KeepsData);

    /// <summary>The name of a workload's values: <c>issuanceApi</c> for <c>issuance-api</c>.</summary>
    internal static string Key(string workload) =>
        string.Concat(workload.Split('-').Select(static (word, at) => at == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    private static string Value(Workload workload, string path) => $".Values.{Key(workload.Name)}.{path}";

    // --- Templates ---

    private string Template(Workload workload)
    {
        var documents = new List<string>();
        foreach (var one in new KubernetesObjects(model, settings).Of(workload))
        {
            var kind = one["kind"]!.GetValue<string>();
            var conditions = new List<string>();
            if (workload.KeepsData) conditions.Add(Value(workload, "enabled"));
            AddLabels(one["metadata"]!);
            switch (kind)
            {
                case "Deployment":
                    Pods(workload, one);
                    one["spec"]!.AsObject().InsertLines(0, $"{{{{- if not {Value(workload, "autoscaling.enabled")} }}}}\n  replicas: {{{{ {Value(workload, "replicas")} }}}}\n{{{{- end }}}}");
                    break;
                case "Job":
                    Pods(workload.ForMigration, one);
                    // A job cannot be changed, and rendered without a cluster every revision is the first.
                    one["metadata"]!["name"] = YamlText.Raw($"{KubernetesObjects.MigrationName(workload)}-{{{{ .Release.Revision }}}}-{{{{ include \"{Chart}.values-hash\" . }}}}");
                    break;
                case "StatefulSet":
                    Pods(workload, one);
                    var claim = one["spec"]!["volumeClaimTemplates"]![0]!["spec"]!.AsObject();
                    claim["resources"]!["requests"]!["storage"] = YamlText.Raw($"{{{{ {Value(workload, "storage.size")} | quote }}}}");
                    claim.InsertLines(0, $"{{{{- with {Value(workload, "storage.className")} }}}}\n        storageClassName: {{{{ . | quote }}}}\n{{{{- end }}}}");
                    break;
                case "HorizontalPodAutoscaler":
                    conditions.Add(Value(workload, "autoscaling.enabled"));
                    one["spec"]!["minReplicas"] = YamlText.Raw($"{{{{ {Value(workload, "autoscaling.minReplicas")} }}}}");
                    one["spec"]!["maxReplicas"] = YamlText.Raw($"{{{{ {Value(workload, "autoscaling.maxReplicas")} }}}}");
                    one["spec"]!["metrics"]![0]!["resource"]!["target"]!["averageUtilization"] = YamlText.Raw($"{{{{ {Value(workload, "autoscaling.targetCpuPercent")} }}}}");
                    break;
                case "PodDisruptionBudget":
                    conditions.Add($"or {Value(workload, "autoscaling.enabled")} (gt (int {Value(workload, "replicas")}) 1)");
                    break;
                case "NetworkPolicy":
                    conditions.Add(".Values.networkPolicy.enabled");
                    Policy(workload, one);
                    break;
            }

            var text = YamlText.Write(one);
            foreach (var condition in Enumerable.Reverse(conditions)) text = $"{{{{- if {condition} }}}}\n{text}{{{{- end }}}}\n";
            documents.Add(text);
        }

        return string.Join("---\n", documents);
    }

    private void Pods(Workload workload, JsonObject owner)
    {
        var template = owner["spec"]!["template"]!.AsObject();
        AddLabels(template["metadata"]!);
        // A pod reads its ConfigMap and its Secret when it starts, and never again.
        var annotations = new JsonObject { ["checksum/config"] = YamlText.Raw($"{{{{ include \"{Chart}.config.{workload.Name}\" . | sha256sum }}}}") };
        if (SecretKeysOf(workload, template) is { Count: > 0 } keys)
            annotations["checksum/secrets"] = YamlText.Raw($"{{{{ include \"{Chart}.secrets-of\" (dict \"root\" . \"keys\" (list {Quoted(keys)})) | sha256sum }}}}");
        template["metadata"]!["annotations"] = annotations;
        var pod = template["spec"]!.AsObject();
        pod.InsertLines(0, "{{- with .Values.image.pullSecrets }}\n      imagePullSecrets:\n        {{- range . }}\n        - name: {{ (kindIs \"map\" . | ternary . (dict \"name\" .)).name | quote }}\n        {{- end }}\n{{- end }}");
        foreach (var constraint in pod["topologySpreadConstraints"]?.AsArray() ?? []) constraint!["labelSelector"]!["matchLabels"]!["app.kubernetes.io/instance"] = YamlText.Raw("{{ .Release.Name }}");
        var container = pod["containers"]![0]!.AsObject();
        if (workload.Image is null)
            container["image"] = YamlText.Raw($"\"{{{{ .Values.image.registry }}}}/{DeploymentModel.Application}-{workload.Name}:{{{{ .Values.image.tag | default .Chart.AppVersion }}}}\"");
        else
            container["image"] = YamlText.Raw($"{{{{ {Value(workload, "image")} | quote }}}}");
        container["imagePullPolicy"] = YamlText.Raw("{{ .Values.image.pullPolicy }}");
        container["resources"] = YamlText.Raw($"{{{{- {Texts($"{Key(workload.Name)}.resources")} | nindent 12 }}}}");
        Environment(workload, container["env"]!.AsArray());
        var secretReferences = container["env"]!.AsArray().OfType<JsonObject>().Select(static entry => entry["valueFrom"]?["secretKeyRef"]).OfType<JsonNode>();
        foreach (var reference in secretReferences) reference["name"] = YamlText.Raw(SecretReference);
    }

    /// <summary>The keys of the Secret that a pod reads.</summary>
    private static SortedSet<string> SecretKeysOf(Workload workload, JsonObject template) => new(
        template["spec"]!["containers"]![0]!["env"]!.AsArray().OfType<JsonObject>().Select(static entry => entry["valueFrom"]?["secretKeyRef"]?["key"]?.GetValue<string>()).OfType<string>()
            .Concat(workload.Environment.Where(static entry => entry.Server is not null).Select(static entry => entry.Name)),
        StringComparer.Ordinal);

    private static string Quoted(IEnumerable<string> values) => string.Join(' ', values.Select(static value => $"\"{value}\""));

    private static string Texts(string values) => $"include \"{Chart}.texts\" (dict \"name\" \"{values}\" \"values\" .Values.{values}) | fromJson | toYaml";

    private const string SecretName = $".Values.secrets.existingSecret | default \"{KubernetesObjects.SecretName}\"";

    private const string SecretReference = $"{{{{ {SecretName} }}}}";

    /// <summary>A connection string to a server that is not installed here comes whole from the Secret.</summary>
    private void Environment(Workload workload, JsonArray environment)
    {
        foreach (var entry in workload.Environment.Where(static entry => entry.Server is not null))
        {
            var item = environment.Single(one => one!["name"]?.GetValue<string>() == entry.Name)!.AsObject();
            item.InsertLines(1, $"              {{{{- if {Value(model[entry.Server!], "enabled")} }}}}");
            item.InsertLines(3, $$$"""
                              {{- else }}
                              valueFrom:
                                secretKeyRef:
                                  name: {{{SecretReference}}}
                                  key: {{{entry.Name}}}{{{(entry.Name == workload.MigrationOwner?.Name ? "\n                  optional: true" : "")}}}
                              {{- end }}
                """);
        }

        foreach (var store in Stores)
        {
            foreach (var secret in Workload.SecretsOf(workload.Environment.Where(entry => entry.Server == store.Name)))
            {
                var item = environment.Single(one => one is JsonObject && one["name"]!.GetValue<string>() == KubernetesObjects.SecretVariable(secret));
                var at = environment.IndexOf(item);
                environment.Insert(at, YamlText.Lines($"            {{{{- if {Value(store, "enabled")} }}}}"));
                environment.Insert(at + 2, YamlText.Lines("            {{- end }}"));
            }
        }
    }

    private void Policy(Workload workload, JsonObject policy)
    {
        var spec = policy["spec"]!.AsObject();
        var space = spec["ingress"]!.AsArray().SelectMany(static rule => rule!["from"]?.AsArray() ?? []).Select(static peer => peer!["namespaceSelector"]).OfType<JsonNode>();
        foreach (var selector in space) selector["matchLabels"]!["kubernetes.io/metadata.name"] = YamlText.Raw("{{ .Values.networkPolicy.ingressNamespace | quote }}");

        if (workload.Deployment.Migrates && policy["metadata"]!["name"]!.GetValue<string>() == workload.Name)
            spec["ingress"]![0]!["from"]!.AsArray().Add(YamlText.Lines(Namespace(".Values.networkPolicy.monitoringNamespace", "        ")));
        var egress = spec["egress"]!.AsArray();
        foreach (var rule in egress.ToList())
        {
            if (rule!["to"]?[0]?["podSelector"]?["matchLabels"]?[KubernetesObjects.NameLabel]?.GetValue<string>() is not { } called || !model[called].KeepsData) continue;
            var at = egress.IndexOf(rule);
            egress.Insert(at, YamlText.Lines($"    {{{{- if {Value(model[called], "enabled")} }}}}"));
            egress.Insert(at + 2, YamlText.Lines($$$"""
                    {{- else }}
                    - to:
                        - ipBlock:
                            cidr: {{ {{{Value(model[called], "external.cidr")}}} | quote }}
                      ports:
                        - protocol: TCP
                          port: {{ {{{Value(model[called], "external.port")}}} }}
                    {{- end }}
                """));
        }

        if (egress.Count > 0)
            egress.Add(YamlText.Lines($"    {{{{- if .Values.telemetry.namespace }}}}\n    - to:\n{Namespace(".Values.telemetry.namespace", "        ")}\n    {{{{- end }}}}"));
    }

    private static string Namespace(string value, string indent) =>
        $"{indent}{{{{- with {value} }}}}\n{indent}- namespaceSelector:\n{indent}    matchLabels:\n{indent}      kubernetes.io/metadata.name: {{{{ . | quote }}}}\n{indent}{{{{- end }}}}";

    /// <summary>Helm reads numbers as floating point, and would write twelve million as 1.2e+07.</summary>
    private const string ValueTemplates = $$$"""
        {{- /* The text of a value: a number with all of its digits. */}}
        {{- define "{{{Chart}}}.text" }}
        {{- if kindIs "float64" .value }}
        {{- if or (ge .value 9007199254740992.0) (le .value -9007199254740992.0) }}
        {{- fail (printf "%s is a number of more digits than Helm reads: put it in quotes" .name) }}
        {{- end }}
        {{- toJson .value }}
        {{- else if not (kindIs "invalid" .value) }}
        {{- toString .value }}
        {{- end }}
        {{- end }}

        {{- /* Values as a map of texts, in JSON. */}}
        {{- define "{{{Chart}}}.texts" }}
        {{- $texts := dict }}
        {{- range $key, $value := .values }}
        {{- $name := printf "%s.%s" $.name $key }}
        {{- if kindIs "map" $value }}
        {{- $_ := set $texts $key (include "{{{Chart}}}.texts" (dict "name" $name "values" $value) | fromJson) }}
        {{- else if kindIs "slice" $value }}
        {{- $_ := set $texts $key $value }}
        {{- else }}
        {{- $_ := set $texts $key (include "{{{Chart}}}.text" (dict "name" $name "value" $value)) }}
        {{- end }}
        {{- end }}
        {{- toJson $texts }}
        {{- end }}

        {{- /* The data of a ConfigMap: ours, and what the user says instead or beside. Each name is there once. */}}
        {{- define "{{{Chart}}}.data" }}
        {{- $data := .data }}
        {{- range $name, $value := include "{{{Chart}}}.texts" (dict "name" .name "values" .more) | fromJson }}
        {{- range $known := keys $data }}
        {{- if and (ne $known $name) (eq (lower $known) (lower $name)) }}
        {{- fail (printf "%s.%s: there is a variable %s, and names that differ only in case are not told apart by all that read them" $.name $name $known) }}
        {{- end }}
        {{- end }}
        {{- $_ := set $data $name $value }}
        {{- end }}
        {{- range $name, $value := $data }}
          {{ toJson $name }}: {{ toJson $value }}
        {{- end }}
        {{- end }}

        {{- /* Another one for other values. */}}
        {{- define "{{{Chart}}}.values-hash" }}
        {{- include "{{{Chart}}}.secrets" . }}
        {{- printf "%s %s %s" .Chart.Version .Chart.AppVersion (toJson .Values) | sha256sum | trunc 8 }}
        {{- end }}

        """;

    private string ConfigMaps()
    {
        var documents = new List<string>();
        foreach (var workload in model.Workloads)
        {
            var data = new StringBuilder();
            foreach (var (name, value) in KubernetesObjects.ConfigOf(workload)) Set(name, JsonSerializer.Serialize(value));
            if (workload.Deployment.HostsVariable is { } hosts)
            {
                var names = KubernetesObjects.HostsOf(workload, model.WebAppsOf(workload).Select(static _ => "%s"));
                Set(hosts, $"(printf \"{names}\"{string.Concat(model.WebAppsOf(workload).Select(static app => $" {Value(app, "host")}"))})");
            }

            if (workload.Deployment.Migrates) Set("ASPNETCORE_ENVIRONMENT", ".Values.environment");
            if (workload.Deployment.Migrates) SetIf(".Values.telemetry.endpoint", "OTEL_EXPORTER_OTLP_ENDPOINT", ".Values.telemetry.endpoint");
            if (workload.IsExternal) SetIf(".Values.telemetry.browserEndpoint", "OTEL_EXPORTER_OTLP_HTTP_ENDPOINT", ".Values.telemetry.browserEndpoint");
            foreach (var link in workload.Links) SetIf("or .Values.ingress.enabled .Values.gateway.enabled", link.Variable, $"(printf \"https://%s\" {Value(model[link.Target], "host")})");
            var map = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = KubernetesObjects.ConfigName(workload), ["labels"] = new JsonObject() } };
            AddLabels(map["metadata"]!);
            documents.Add($$$"""
                {{- define "{{{Chart}}}.config.{{{workload.Name}}}" }}
                {{- $data := dict }}
                {{{data}}}{{- include "{{{Chart}}}.data" (dict "data" $data "name" "{{{Key(workload.Name)}}}.configuration" "more" {{{(workload.KeepsData ? "dict" : Value(workload, "configuration"))}}}) }}
                {{- end }}
                {{{YamlText.Write(map)}}}data:
                {{- include "{{{Chart}}}.config.{{{workload.Name}}}" . }}

                """);

            void Set(string name, string value) => data.Append(CultureInfo.InvariantCulture, $"{{{{- $_ := set $data \"{name}\" {value} }}}}\n");

            void SetIf(string condition, string name, string value)
            {
                data.Append(CultureInfo.InvariantCulture, $"{{{{- if {condition} }}}}\n");
                Set(name, value);
                data.Append("{{- end }}\n");
            }
        }

        return string.Join("---\n", documents);
    }

    /// <summary>
    /// The values of the Secret, worked out once for each rendering, so that the Secret and the checksums of it are made of the same.
    /// Without a cluster none is made: nobody could find out what it was the last time.
    /// </summary>
    private string SecretTemplates() => $$$"""
        {{- /* Puts them into .Values.secrets.all. */}}
        {{- define "{{{Chart}}}.secrets" }}
        {{- if not (hasKey .Values.secrets "all") }}
        {{- $all := dict }}
        {{- $old := (lookup "v1" "Secret" .Release.Namespace ({{{SecretName}}})).data | default dict }}
        {{- if .Values.secrets.existingSecret }}
        {{- range $name, $value := $old }}
        {{- $_ := set $all $name ($value | b64dec) }}
        {{- end }}
        {{- else }}
        {{- $missing := list }}
        {{- range $name := list {{{Quoted(model.Secrets)}}} }}
        {{- with index $.Values.secrets.values $name | default (index $old $name | default "" | b64dec) }}
        {{- $_ := set $all $name . }}
        {{- else }}
        {{- $missing = append $missing $name }}
        {{- end }}
        {{- end }}
        {{- if $missing }}
        {{- /* The account is in every namespace that there is; who makes the namespace may read others. */}}
        {{- if not (lookup "v1" "ServiceAccount" .Release.Namespace "default" | default (lookup "v1" "Namespace" "" "kube-system")) }}
        {{- fail (printf "secrets.values has no %s, and there is no cluster to ask for the present ones (helm template, Argo CD). Made anew at each rendering, they would lock the services out of their databases. Name a Secret of your own in secrets.existingSecret, or give the values" (join ", " $missing)) }}
        {{- end }}
        {{- range $name := $missing }}
        {{- $_ := set $all $name (randAlphaNum 32) }}
        {{- end }}
        {{- end }}
        {{- range $name := list {{{Quoted(model.HashedSecrets)}}} }}
        {{- $_ := set $all (printf "{{{DeploymentModel.HashOf("%s")}}}" $name) (index $all $name | sha256sum) }}
        {{- end }}
        {{- range $name := list {{{Quoted(ConnectionStrings())}}} }}
        {{- with index $.Values.secrets.values $name }}
        {{- $_ := set $all $name . }}
        {{- end }}
        {{- end }}
        {{- end }}
        {{- $_ := set .Values.secrets "all" $all }}
        {{- end }}
        {{- end }}

        {{- /* Those of some keys, and what stands for the values that cannot be looked up. */}}
        {{- define "{{{Chart}}}.secrets-of" }}
        {{- include "{{{Chart}}}.secrets" .root }}
        {{- $secrets := .root.Values.secrets }}
        {{- $mine := dict }}
        {{- range .keys }}
        {{- $_ := set $mine . (index $secrets.all . | default "") }}
        {{- end }}
        {{- toJson (list $secrets.existingSecret $secrets.revision $mine) }}
        {{- end }}

        """;

    private static string Secrets() => $$$"""
        {{- include "{{{Chart}}}.secrets" . }}
        {{- if not .Values.secrets.existingSecret }}
        apiVersion: v1
        kind: Secret
        metadata:
          name: {{{KubernetesObjects.SecretName}}}
          # The databases outlive the release, and know these values.
          annotations:
            helm.sh/resource-policy: keep
        data:
        {{- range $name, $value := .Values.secrets.all }}
          {{ $name }}: {{ $value | b64enc | quote }}
        {{- end }}
        {{- end }}

        """;

    private IEnumerable<ConfigurationEntry> Entries => model.Workloads.SelectMany(static workload => workload.Environment).Where(static entry => entry.Server is not null);

    private IEnumerable<ConfigurationEntry> Owners => model.Workloads.Select(static workload => workload.MigrationOwner).OfType<ConfigurationEntry>();

    private IEnumerable<string> ConnectionStrings() => Entries.Concat(Owners).Select(static entry => entry.Name).Distinct().Order(StringComparer.Ordinal);

    private string RoutesTemplate()
    {
        var ingress = Routes.Ingress(External, static workload => $"\u0001{{{{ {Value(workload, "host")} | quote }}}}");
        // An empty name would be a class of that name, where none stands for the cluster's default.
        ingress["spec"]!.AsObject().Remove("ingressClassName");
        ingress["spec"]!.AsObject().InsertLines(0, "  {{- with .Values.ingress.className }}\n  ingressClassName: {{ . | quote }}\n  {{- end }}");
        ingress["metadata"]!.AsObject().InsertLines(1, $"  {{{{- with .Values.ingress.annotations }}}}\n  annotations:\n    {{{{- include \"{Chart}.texts\" (dict \"name\" \"ingress.annotations\" \"values\" .) | fromJson | toYaml | nindent 4 }}}}\n  {{{{- end }}}}");
        var tls = ingress["spec"]!["tls"]![0]!.AsObject();
        tls.Remove("secretName");
        tls.InsertLines(1, "      {{- with .Values.ingress.tlsSecret }}\n      secretName: {{ . | quote }}\n      {{- end }}");
        var text = $"{{{{- if .Values.ingress.enabled }}}}\n{YamlText.Write(ingress)}{{{{- end }}}}\n";
        foreach (var workload in External)
        {
            var route = Routes.HttpRoute(workload, $"\u0001{{{{ {Value(workload, "host")} | quote }}}}");
            var parent = route["spec"]!["parentRefs"]![0]!.AsObject();
            parent["name"] = YamlText.Raw("{{ .Values.gateway.name | quote }}");
            parent.InsertLines(1, "      {{- with .Values.gateway.namespace }}\n      namespace: {{ . | quote }}\n      {{- end }}");
            text += $"---\n{{{{- if .Values.gateway.enabled }}}}\n{YamlText.Write(route)}{{{{- end }}}}\n";
        }

        return text;
    }

    private static string Notes() => """
        KubeCredential {{ .Chart.AppVersion }} is being installed. The services are ready once their migration jobs have ended:

          kubectl --namespace {{ .Release.Namespace }} rollout status deployment/issuance-api deployment/verification-api

        {{- if not (or .Values.ingress.enabled .Values.gateway.enabled) }}

        Nothing is reached from outside yet (ingress.enabled, gateway.enabled). From this machine:

          kubectl --namespace {{ .Release.Namespace }} port-forward service/issuance-app 3002:8080
          kubectl --namespace {{ .Release.Namespace }} port-forward service/verification-app 3003:8080
        {{- end }}

        """;

    private static void AddLabels(JsonNode metadata)
    {
        var labels = metadata["labels"]!.AsObject();
        labels["app.kubernetes.io/part-of"] = DeploymentModel.Application;
        labels["app.kubernetes.io/version"] = YamlText.Raw("{{ .Chart.AppVersion | quote }}");
        labels["app.kubernetes.io/managed-by"] = YamlText.Raw("{{ .Release.Service }}");
        labels["app.kubernetes.io/instance"] = YamlText.Raw("{{ .Release.Name }}");
    }

    // --- Values and their schema ---

    private JsonObject Values()
    {
        var values = new JsonObject
        {
            ["image"] = new JsonObject { ["registry"] = settings.Registry, ["tag"] = "", ["pullPolicy"] = "IfNotPresent", ["pullSecrets"] = new JsonArray() },
            ["environment"] = "Production",
            ["secrets"] = new JsonObject
            {
                ["existingSecret"] = "",
                ["revision"] = "",
                ["values"] = new JsonObject([.. model.Secrets.Concat(ConnectionStrings()).Select(static name => KeyValuePair.Create(name, (JsonNode?)JsonValue.Create("")))]),
            },
            ["ingress"] = new JsonObject { ["enabled"] = false, ["className"] = "nginx", ["tlsSecret"] = Routes.TlsSecret, ["annotations"] = new JsonObject() },
            ["gateway"] = new JsonObject { ["enabled"] = false, ["name"] = Routes.Name, ["namespace"] = "" },
            ["networkPolicy"] = new JsonObject { ["enabled"] = true, ["ingressNamespace"] = KubernetesObjects.IngressNamespace, ["monitoringNamespace"] = "" },
            ["telemetry"] = new JsonObject { ["endpoint"] = "", ["browserEndpoint"] = "", ["namespace"] = "" },
        };
        foreach (var workload in model.Workloads)
        {
            var deployment = workload.Deployment;
            var own = new JsonObject();
            if (workload.KeepsData)
            {
                own["enabled"] = true;
                own["image"] = workload.Image;
                own["storage"] = new JsonObject { ["size"] = deployment.Storage, ["className"] = "" };
                own["external"] = new JsonObject { ["cidr"] = "0.0.0.0/0", ["port"] = workload.Ports[0].Port };
            }
            else
            {
                var (min, max) = deployment.Scale ?? (1, 1);
                own["replicas"] = min;
                own["autoscaling"] = new JsonObject { ["enabled"] = true, ["minReplicas"] = min, ["maxReplicas"] = max, ["targetCpuPercent"] = 70 };
                own["configuration"] = new JsonObject();
            }

            if (workload.IsExternal) own["host"] = $"{workload.Name}.{settings.Domain}";
            own["resources"] = new JsonObject
            {
                ["requests"] = new JsonObject { ["cpu"] = deployment.Cpu, ["memory"] = deployment.Memory },
                ["limits"] = new JsonObject { ["memory"] = deployment.MemoryLimit },
            };
            values[Key(workload.Name)] = own;
        }

        return values;
    }

    private JsonObject Schema()
    {
        var secrets = new JsonObject();
        foreach (var name in model.Secrets)
        {
            secrets[name] = Text($"The secret {name}. Empty: a random value, kept when the release is upgraded; refused where no cluster is asked (helm template, Argo CD). At least {SecretRules.MinLength} characters, none that could be guessed.");
        }

        foreach (var name in ConnectionStrings())
        {
            secrets[name] = Entries.FirstOrDefault(entry => entry.Name == name)?.Server is { } server
                ? Text($"The connection string of your own server. Needed where {Key(server)}.enabled is false and no existingSecret holds it.")
                : Text("The connection string of the role that owns the schema on your own server and migrates it. Empty: the service's own role does.");
        }

        var properties = new JsonObject
        {
            ["image"] = Map("The images of the services and web apps", new()
            {
                ["registry"] = Text("Where the images are, such as registry.example/acme", "^[a-z0-9][a-z0-9./:_-]*$"),
                ["tag"] = Text("Their tag. Empty: the version of the chart's application", "^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$"),
                ["pullPolicy"] = new JsonObject { ["description"] = "When an image is pulled", ["enum"] = new JsonArray("Always", "IfNotPresent", "Never") },
                ["pullSecrets"] = new JsonObject
                {
                    ["description"] = "Secrets to pull with: a list of {name}, or of names",
                    ["type"] = "array",
                    ["items"] = new JsonObject
                    {
                        ["anyOf"] = new JsonArray(
                            new JsonObject { ["type"] = "string", ["minLength"] = 1 },
                            new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["required"] = new JsonArray("name"), ["properties"] = new JsonObject { ["name"] = Text("Its name", "^.+$") } }),
                    },
                },
            }),
            ["environment"] = new JsonObject { ["description"] = "Production refuses weak secrets and logs as JSON", ["enum"] = new JsonArray("Development", "Staging", "Production") },
            ["secrets"] = Map("Passwords and connection strings", new()
            {
                ["existingSecret"] = Text($"The name of a Secret of your own with the keys {string.Join(", ", model.SecretsAndHashes)} (a hash is SHA-256 in hexadecimal), and of connection strings to servers of your own"),
                ["revision"] = new JsonObject
                {
                    ["description"] = "Any text or number; another one replaces the pods. For an existingSecret whose values have changed, where no cluster is asked for them (helm template, Argo CD)",
                    ["type"] = new JsonArray("string", "integer"),
                },
                ["values"] = Map("The values of the Secret that is made otherwise", secrets),
            }),
            ["ingress"] = Map("An Ingress for the web apps", new()
            {
                ["enabled"] = Flag("Whether there is one"),
                ["className"] = Text("The class of its controller. Empty: the cluster's default"),
                ["tlsSecret"] = Text("The Secret with the certificate for both hosts. Empty: the controller's own certificate"),
                ["annotations"] = Free("Its annotations"),
            }),
            ["gateway"] = Map("Routes of the Gateway API for the web apps, instead of an Ingress", new()
            {
                ["enabled"] = Flag("Whether there are any"),
                ["name"] = Text("The name of the Gateway", "^.+$"),
                ["namespace"] = Text("Its namespace, where it is another one"),
            }),
            ["networkPolicy"] = Map("Policies that let each pod talk to those it has to talk to, and no other", new()
            {
                ["enabled"] = Flag("Whether there are any"),
                ["ingressNamespace"] = Text("The namespace of the ingress controller or gateway", "^.+$"),
                ["monitoringNamespace"] = Text("The namespace of Prometheus, which may then read /metrics of the services"),
            }),
            ["telemetry"] = Map("Where logs, metrics and traces go", new()
            {
                ["endpoint"] = Text("A collector for OTLP over gRPC, for the services", "^(https?://.+)?$"),
                ["browserEndpoint"] = Text("A collector for OTLP over HTTP, for browsers' traces", "^(https?://.+)?$"),
                ["namespace"] = Text("The namespace of the collector, which network policies then let pods talk to"),
            }),
            ["global"] = Free("Helm's own"),
        };
        var rules = new JsonArray();
        foreach (var workload in model.Workloads)
        {
            var own = new JsonObject();
            if (workload.KeepsData)
            {
                own["enabled"] = Flag("Whether it is installed. False: a server of your own, by a connection string in the Secret");
                own["image"] = Text("Its image", "^[^:@ ]+(:[0-9]+/[^:@ ]+)?[:@].+$");
                own["storage"] = Map("Its volume", new() { ["size"] = Text("Its size, such as 10Gi", "^[0-9]+(Mi|Gi|Ti)$"), ["className"] = Text("Its class. Empty: the cluster's default") });
                own["external"] = Map("A server of your own, for the network policies", new() { ["cidr"] = Text("Its addresses", "^[0-9a-f.:]+/[0-9]{1,3}$"), ["port"] = Number("Its port", 1, 65535) });
                rules.Add((JsonNode)NeedsConnectionStrings(workload));
            }
            else
            {
                own["replicas"] = Number("How many pods there are where autoscaling is off", 0, 1000);
                own["autoscaling"] = Map("How many pods there are, by CPU", new()
                {
                    ["enabled"] = Flag("Whether the number follows the CPU"),
                    ["minReplicas"] = Number("The fewest", 1, 1000),
                    ["maxReplicas"] = Number("The most", 1, 1000),
                    ["targetCpuPercent"] = Number("The share of the CPU asked for, above which there are more", 1, 100),
                });
                own["configuration"] = Free("Further environment variables, or other values of ours, such as Outbox__MaxRetries: 8; the README lists them");
                own["configuration"]!["propertyNames"] = new JsonObject { ["pattern"] = "^[A-Za-z_][A-Za-z0-9_.-]*$" };
                own["configuration"]!["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") };
            }

            if (workload.IsExternal) own["host"] = Text("Its name in the Ingress or route", @"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$");
            own["resources"] = Free("What it is promised and what it may take");
            properties[Key(workload.Name)] = Map($"The workload {workload.Name}", own);
        }

        foreach (var name in model.Secrets) rules.Add((JsonNode)RefusesWeak(name));
        var schema = Map($"Values of the chart {Chart}", properties);
        schema["$schema"] = "https://json-schema.org/draft-07/schema#";
        schema["allOf"] = rules;
        return schema;
    }

    private static JsonObject RefusesWeak(string secret) => If(
        new() { ["environment"] = new JsonObject { ["const"] = "Production" } },
        new()
        {
            ["secrets"] = In("values", In(secret, new JsonObject
            {
                ["anyOf"] = new JsonArray(
                    new JsonObject { ["const"] = "" },
                    new JsonObject { ["minLength"] = SecretRules.MinLength, ["pattern"] = SecretRules.Pattern, ["not"] = new JsonObject { ["pattern"] = SecretRules.SchemaForbidden } }),
            })),
        });

    private JsonObject NeedsConnectionStrings(Workload store)
    {
        var needed = new JsonObject();
        foreach (var name in model.Workloads.SelectMany(static workload => workload.Environment).Where(entry => entry.Server == store.Name).Select(static entry => entry.Name).Distinct())
            needed[name] = new JsonObject { ["minLength"] = 1 };
        return If(
            new() { [Key(store.Name)] = In("enabled", new JsonObject { ["const"] = false }), ["secrets"] = In("existingSecret", new JsonObject { ["const"] = "" }) },
            new() { ["secrets"] = In("values", new JsonObject { ["properties"] = needed }) });
    }

    private static JsonObject If(JsonObject condition, JsonObject then) => new()
    {
        ["if"] = new JsonObject { ["properties"] = condition },
        ["then"] = new JsonObject { ["properties"] = then },
    };

    private static JsonObject In(string property, JsonObject schema) =>
        new() { ["properties"] = new JsonObject { [property] = schema } };

    private static JsonObject Map(string description, JsonObject properties) =>
        new() { ["description"] = description, ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };

    private static JsonObject Free(string description) => new() { ["description"] = description, ["type"] = "object" };

    private static JsonObject Flag(string description) => new() { ["description"] = description, ["type"] = "boolean" };

    private static JsonObject Number(string description, int min, int max) =>
        new() { ["description"] = description, ["type"] = "integer", ["minimum"] = min, ["maximum"] = max };

    private static JsonObject Text(string description, string? pattern = null)
    {
        var text = new JsonObject { ["description"] = description, ["type"] = "string" };
        if (pattern is not null) text["pattern"] = pattern;
        return text;
    }
}
