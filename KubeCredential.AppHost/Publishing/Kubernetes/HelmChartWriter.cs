using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeCredential.AppHost.Publishing.Kubernetes;

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
                    one["metadata"]!["name"] = YamlText.Raw($"{KubernetesObjects.MigrationName(workload)}-{{{{ .Release.Revision }}}}");
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
        template["metadata"]!["annotations"] = new JsonObject
        {
            ["checksum/config"] = YamlText.Raw("{{ include (print $.Template.BasePath \"/config.yaml\") . | sha256sum }}"),
        };
        var pod = template["spec"]!.AsObject();
        pod.InsertLines(0, "{{- with .Values.image.pullSecrets }}\n      imagePullSecrets:\n        {{- toYaml . | nindent 8 }}\n{{- end }}");
        foreach (var constraint in pod["topologySpreadConstraints"]?.AsArray() ?? []) constraint!["labelSelector"]!["matchLabels"]!["app.kubernetes.io/instance"] = YamlText.Raw("{{ .Release.Name }}");
        var container = pod["containers"]![0]!.AsObject();
        if (workload.Image is null)
            container["image"] = YamlText.Raw($"\"{{{{ .Values.image.registry }}}}/{DeploymentModel.Application}-{workload.Name}:{{{{ .Values.image.tag | default .Chart.AppVersion }}}}\"");
        else
            container["image"] = YamlText.Raw($"{{{{ {Value(workload, "image")} | quote }}}}");
        container["imagePullPolicy"] = YamlText.Raw("{{ .Values.image.pullPolicy }}");
        container["resources"] = YamlText.Raw($"{{{{- toYaml {Value(workload, "resources")} | nindent 12 }}}}");
        Environment(workload, container["env"]!.AsArray());
        var secretReferences = container["env"]!.AsArray().OfType<JsonObject>().Select(static entry => entry["valueFrom"]?["secretKeyRef"]).OfType<JsonNode>();
        foreach (var reference in secretReferences) reference["name"] = YamlText.Raw(SecretReference);
    }

    private const string SecretReference = $"{{{{ .Values.secrets.existingSecret | default \"{KubernetesObjects.SecretName}\" }}}}";

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

    private string ConfigMaps()
    {
        var documents = new List<string>();
        foreach (var workload in model.Workloads)
        {
            var data = new JsonObject();
            var hostsLine = "";
            foreach (var (name, value) in KubernetesObjects.ConfigOf(workload)) data[name] = YamlText.Raw(JsonSerializer.Serialize(value));
            if (workload.Deployment.HostsVariable is { } hosts)
            {
                data.Remove(hosts);
                var names = KubernetesObjects.HostsOf(workload, model.WebAppsOf(workload).Select(static _ => "%s"));
                var values = string.Concat(model.WebAppsOf(workload).Select(static app => $" {Value(app, "host")}"));
                // Whoever sets it themselves, among the further variables, says it once and for all.
                hostsLine = $"{{{{- if not (hasKey {Value(workload, "configuration")} \"{hosts}\") }}}}\n  {hosts}: {{{{ printf \"{names}\"{values} | quote }}}}\n{{{{- end }}}}\n";
            }

            if (workload.Deployment.Migrates) data["ASPNETCORE_ENVIRONMENT"] = YamlText.Raw("{{ .Values.environment | quote }}");
            var more = hostsLine;
            if (workload.Deployment.Migrates) more += "{{- with .Values.telemetry.endpoint }}\n  OTEL_EXPORTER_OTLP_ENDPOINT: {{ . | quote }}\n{{- end }}\n";
            if (workload.IsExternal) more += "{{- with .Values.telemetry.browserEndpoint }}\n  OTEL_EXPORTER_OTLP_HTTP_ENDPOINT: {{ . | quote }}\n{{- end }}\n";
            foreach (var link in workload.Links)
                more += $"{{{{- if or .Values.ingress.enabled .Values.gateway.enabled }}}}\n  {link.Variable}: {{{{ printf \"https://%s\" {Value(model[link.Target], "host")} | quote }}}}\n{{{{- end }}}}\n";
            if (!workload.KeepsData) more += $"{{{{- range $name, $value := {Value(workload, "configuration")} }}}}\n  {{{{ $name }}}}: {{{{ $value | quote }}}}\n{{{{- end }}}}\n";
            var map = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = KubernetesObjects.ConfigName(workload), ["labels"] = new JsonObject() } };
            AddLabels(map["metadata"]!);
            documents.Add(YamlText.Write(map) + (data.Count == 0 ? "data:\n" : YamlText.Write(new JsonObject { ["data"] = data })) + more);
        }

        return string.Join("---\n", documents);
    }

    private string Secrets()
    {
        var generated = string.Concat(model.Secrets.Select(name => $$$"""
            {{- $secret := index .Values.secrets.values "{{{name}}}" | default (index $old "{{{name}}}" | default "" | b64dec) | default (randAlphaNum 32) }}
              {{{name}}}: {{ $secret | b64enc | quote }}

            """ + (model.HashedSecrets.Contains(name) ? $$$"""
              {{{DeploymentModel.HashOf(name)}}}: {{ $secret | sha256sum | b64enc | quote }}

            """ : "")));
        var given = string.Concat(ConnectionStrings().Select(static name => $$$"""
            {{- with index .Values.secrets.values "{{{name}}}" }}
              {{{name}}}: {{ . | b64enc | quote }}
            {{- end }}

            """));
        return $$$"""
            {{- if not .Values.secrets.existingSecret }}
            {{- $old := (lookup "v1" "Secret" .Release.Namespace "{{{KubernetesObjects.SecretName}}}").data | default dict }}
            apiVersion: v1
            kind: Secret
            metadata:
              name: {{{KubernetesObjects.SecretName}}}
              # The databases outlive the release, and know these values.
              annotations:
                helm.sh/resource-policy: keep
            data:
            {{{generated}}}{{{given}}}{{- end }}

            """;
    }

    private IEnumerable<ConfigurationEntry> Entries => model.Workloads.SelectMany(static workload => workload.Environment).Where(static entry => entry.Server is not null);

    private IEnumerable<ConfigurationEntry> Owners => model.Workloads.Select(static workload => workload.MigrationOwner).OfType<ConfigurationEntry>();

    private IEnumerable<string> ConnectionStrings() => Entries.Concat(Owners).Select(static entry => entry.Name).Distinct().Order(StringComparer.Ordinal);

    private string RoutesTemplate()
    {
        var ingress = Routes.Ingress(External, static workload => $"\u0001{{{{ {Value(workload, "host")} | quote }}}}");
        ingress["spec"]!["ingressClassName"] = YamlText.Raw("{{ .Values.ingress.className | quote }}");
        ingress["metadata"]!.AsObject().InsertLines(1, $"  {{{{- with .Values.ingress.annotations }}}}\n  annotations:\n    {{{{- toYaml . | nindent 4 }}}}\n  {{{{- end }}}}");
        var tls = ingress["spec"]!["tls"]![0]!.AsObject();
        tls["secretName"] = YamlText.Raw("{{ .Values.ingress.tlsSecret | quote }}");
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
            secrets[name] = Text($"The secret {name}. Empty: a random value, kept when the release is upgraded. At least {SecretRules.MinLength} characters, none that could be guessed.");
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
                ["pullSecrets"] = new JsonObject { ["description"] = "Secrets to pull with: a list of {name}", ["type"] = "array" },
            }),
            ["environment"] = new JsonObject { ["description"] = "Production refuses weak secrets and logs as JSON", ["enum"] = new JsonArray("Development", "Staging", "Production") },
            ["secrets"] = Map("Passwords and connection strings", new()
            {
                ["existingSecret"] = Text($"The name of a Secret of your own with the keys {string.Join(", ", model.SecretsAndHashes)} (a hash is SHA-256 in hexadecimal), and of connection strings to servers of your own"),
                ["values"] = Map("The values of the Secret that is made otherwise", secrets),
            }),
            ["ingress"] = Map("An Ingress for the web apps", new()
            {
                ["enabled"] = Flag("Whether there is one"),
                ["className"] = Text("The class of its controller"),
                ["tlsSecret"] = Text("The Secret with the certificate for both hosts"),
                ["annotations"] = Free("Its annotations"),
            }),
            ["gateway"] = Map("Routes of the Gateway API for the web apps, instead of an Ingress", new()
            {
                ["enabled"] = Flag("Whether there are any"),
                ["name"] = Text("The name of the Gateway"),
                ["namespace"] = Text("Its namespace, where it is another one"),
            }),
            ["networkPolicy"] = Map("Policies that let each pod talk to those it has to talk to, and no other", new()
            {
                ["enabled"] = Flag("Whether there are any"),
                ["ingressNamespace"] = Text("The namespace of the ingress controller or gateway"),
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
                own["configuration"] = Free("Further environment variables, such as Outbox__MaxRetries: \"8\"; the README lists them");
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
