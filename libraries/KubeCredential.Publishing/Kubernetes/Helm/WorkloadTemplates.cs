using System.Text.Json.Nodes;

namespace KubeCredential.Publishing.Kubernetes.Helm;

/// <summary>The templates of the objects that run the workloads.</summary>
internal sealed class WorkloadTemplates(DeploymentModel model, PublishSettings settings, HelmNames names)
{
    private readonly string _secretReference = $"{{{{ {names.SecretName} }}}}";

    /// <summary>The template of all objects of a workload but its ConfigMap.</summary>
    public string Of(Workload workload)
    {
        var documents = new List<string>();
        foreach (var one in new KubernetesObjects(model, settings).Of(workload))
        {
            var conditions = new List<string>();
            if (workload.KeepsData) conditions.Add(HelmNames.Value(workload, "enabled"));
            names.AddLabels(one["metadata"]!);
            Change(workload, one, conditions);
            var text = HelmActions.Write(one);
            foreach (var condition in Enumerable.Reverse(conditions)) text = $"{{{{- if {condition} }}}}\n{text}{{{{- end }}}}\n";
            documents.Add(text);
        }

        return string.Join("---\n", documents);
    }

    private void Change(Workload workload, JsonObject one, List<string> conditions)
    {
        var spec = one["spec"]?.AsObject();
        switch (one["kind"]!.GetValue<string>())
        {
            case "Deployment":
                Pods(workload, one);
                var replicas = $"replicas: {{{{ {HelmNames.Value(workload, "replicas")} }}}}";
                spec!.InsertLines(0, workload.Deployment.Scale is null ? replicas : $"{{{{- if not {HelmNames.Value(workload, "autoscaling.enabled")} }}}}\n{replicas}\n{{{{- end }}}}");
                break;
            case "Job":
                Pods(workload.ForMigration, one);
                // A job cannot be changed. Without a cluster every revision is the first, so the revision alone would not tell jobs apart.
                one["metadata"]!["name"] = HelmActions.Value($"{workload.MigrationName}-{{{{ .Release.Revision }}}}-{{{{ include \"{names.ValuesHash}\" . }}}}");
                break;
            case "StatefulSet":
                Pods(workload, one);
                var claim = spec!["volumeClaimTemplates"]![0]!["spec"]!.AsObject();
                claim["resources"]!["requests"]!["storage"] = HelmActions.Value($"{{{{ {HelmNames.Value(workload, "storage.size")} | quote }}}}");
                claim.InsertLines(0, $"{{{{- with {HelmNames.Value(workload, "storage.className")} }}}}\nstorageClassName: {{{{ . | quote }}}}\n{{{{- end }}}}");
                break;
            case "HorizontalPodAutoscaler":
                conditions.Add(HelmNames.Value(workload, "autoscaling.enabled"));
                spec!["minReplicas"] = HelmActions.Value($"{{{{ {HelmNames.Value(workload, "autoscaling.minReplicas")} }}}}");
                spec["maxReplicas"] = HelmActions.Value($"{{{{ {HelmNames.Value(workload, "autoscaling.maxReplicas")} }}}}");
                spec["metrics"]![0]!["resource"]!["target"]!["averageUtilization"] = HelmActions.Value($"{{{{ {HelmNames.Value(workload, "autoscaling.targetCpuPercent")} }}}}");
                break;
            case "PodDisruptionBudget":
                conditions.Add($"or {HelmNames.Value(workload, "autoscaling.enabled")} (gt (int {HelmNames.Value(workload, "replicas")}) 1)");
                break;
            case "NetworkPolicy":
                conditions.Add(".Values.networkPolicy.enabled");
                Policy(workload, one);
                break;
        }
    }

    private void Pods(Workload workload, JsonObject owner)
    {
        var template = owner["spec"]!["template"]!.AsObject();
        names.AddLabels(template["metadata"]!);
        // A pod reads its ConfigMap and its Secret only when it starts, so a change of either has to replace it.
        var annotations = new JsonObject { ["checksum/config"] = HelmActions.Value($"{{{{ include \"{names.ConfigOf(workload)}\" . | sha256sum }}}}") };
        if (SecretKeysOf(workload, template) is { Count: > 0 } keys)
            annotations["checksum/secrets"] = HelmActions.Value($"{{{{ include \"{names.SecretsOf}\" (dict \"root\" . \"keys\" (list {HelmNames.Quoted(keys)})) | sha256sum }}}}");
        template["metadata"]!["annotations"] = annotations;
        var pod = template["spec"]!.AsObject();
        pod.InsertLines(0, """
            {{- with .Values.image.pullSecrets }}
            imagePullSecrets:
              {{- range . }}
              - name: {{ (kindIs "map" . | ternary . (dict "name" .)).name | quote }}
              {{- end }}
            {{- end }}
            """);
        foreach (var constraint in pod["topologySpreadConstraints"]?.AsArray() ?? [])
            constraint!["labelSelector"]!["matchLabels"]!["app.kubernetes.io/instance"] = HelmActions.Value("{{ .Release.Name }}");
        var container = pod["containers"]![0]!.AsObject();
        container["image"] = HelmActions.Value(workload.Image is null
            ? $"\"{{{{ .Values.image.registry }}}}/{model.Application}-{workload.Name}:{{{{ .Values.image.tag | default .Chart.AppVersion }}}}\""
            : $"{{{{ {HelmNames.Value(workload, "image")} | quote }}}}");
        container["imagePullPolicy"] = HelmActions.Value("{{ .Values.image.pullPolicy }}");
        container["resources"] = HelmActions.Value($"{{{{- {names.TextsOf($"{HelmNames.Key(workload.Name)}.resources", HelmNames.Value(workload, "resources"))} | nindent 12 }}}}");
        var environment = container["env"]!.AsArray();
        foreach (var reference in environment.Select(static entry => entry!["valueFrom"]?["secretKeyRef"]).OfType<JsonNode>()) reference["name"] = HelmActions.Value(_secretReference);
        Environment(workload, environment);
    }

    /// <summary>The keys of the Secret that a pod reads.</summary>
    private static SortedSet<string> SecretKeysOf(Workload workload, JsonObject template) => new(
        template["spec"]!["containers"]![0]!["env"]!.AsArray().Select(static entry => entry!["valueFrom"]?["secretKeyRef"]?["key"]?.GetValue<string>()).OfType<string>()
            .Concat(workload.Environment.Where(static entry => entry.Server is not null).Select(static entry => entry.Name)),
        StringComparer.Ordinal);

    /// <summary>The Secret holds the whole connection string to a server that the chart does not install.</summary>
    private void Environment(Workload workload, JsonArray environment)
    {
        var variables = environment.ToDictionary(static one => one!["name"]!.GetValue<string>(), static one => one!.AsObject());
        foreach (var entry in workload.Environment.Where(static entry => entry.Server is not null))
        {
            var item = variables[entry.Name];
            item.InsertLines(1, $"{{{{- if {HelmNames.Value(model[entry.Server!], "enabled")} }}}}");
            item.InsertLines(3, $$$"""
                {{- else }}
                valueFrom:
                  secretKeyRef:
                    name: {{{_secretReference}}}
                    key: {{{entry.Name}}}{{{(entry.Name == workload.Migration?.Owner.Name ? "\n    optional: true" : "")}}}
                {{- end }}
                """);
        }

        foreach (var store in model.Stores)
        {
            foreach (var secret in Workload.SecretsOf(workload.Environment.Where(entry => entry.Server == store.Name)))
            {
                if (!variables.TryGetValue(KubernetesObjects.SecretVariable(secret), out var item)) continue;
                var at = environment.IndexOf(item);
                environment.Insert(at, HelmActions.Lines($"{{{{- if {HelmNames.Value(store, "enabled")} }}}}"));
                environment.Insert(at + 2, HelmActions.Lines("{{- end }}"));
            }
        }
    }

    private void Policy(Workload workload, JsonObject policy)
    {
        var spec = policy["spec"]!.AsObject();
        var ingress = spec["ingress"]!.AsArray();
        var space = ingress.SelectMany(static rule => rule!["from"]?.AsArray() ?? []).Select(static peer => peer!["namespaceSelector"]).OfType<JsonNode>();
        foreach (var selector in space) selector["matchLabels"]!["kubernetes.io/metadata.name"] = HelmActions.Value("{{ .Values.networkPolicy.ingressNamespace | quote }}");

        if (workload.Deployment.ServesMetrics && workload.Ports.Count > 0 && policy["metadata"]!["name"]!.GetValue<string>() == workload.Name)
            LetMonitoringIn(ingress, workload);
        var egress = spec["egress"]!.AsArray();
        foreach (var rule in egress.ToList())
        {
            if (rule!["to"]?[0]?["podSelector"]?["matchLabels"]?[KubernetesObjects.NameLabel]?.GetValue<string>() is not { } called || !model[called].KeepsData) continue;
            var at = egress.IndexOf(rule);
            egress.Insert(at, HelmActions.Lines($"{{{{- if {HelmNames.Value(model[called], "enabled")} }}}}"));
            egress.Insert(at + 2, HelmActions.Lines($$$"""
                {{- else }}
                - to:
                    - ipBlock:
                        cidr: {{ {{{HelmNames.Value(model[called], "external.cidr")}}} | quote }}
                  ports:
                    - protocol: TCP
                      port: {{ {{{HelmNames.Value(model[called], "external.port")}}} }}
                    {{- range {{{HelmNames.Value(model[called], "external.morePorts")}}} }}
                    - protocol: TCP
                      port: {{ . }}
                    {{- end }}
                {{- end }}
                """));
        }

        if (egress.Count > 0) egress.Add(HelmActions.Lines(WhereGiven(".Values.telemetry.namespace", $"- to:\n    {Indented(NamespacePeer)}")));
    }

    /// <summary>Adds Prometheus to those who may call the workload, or lets it in alone.</summary>
    private static void LetMonitoringIn(JsonArray ingress, Workload workload)
    {
        const string space = ".Values.networkPolicy.monitoringNamespace";
        if (ingress is [{ } rule, ..])
        {
            rule["from"]!.AsArray().Add(HelmActions.Lines(WhereGiven(space, NamespacePeer)));
            return;
        }

        var ports = string.Concat(workload.Ports.Select(static port => $"\n    - protocol: TCP\n      port: {port.Port}"));
        ingress.Add(HelmActions.Lines(WhereGiven(space, $"- from:\n    {Indented(NamespacePeer)}\n  ports:{ports}")));
    }

    private const string NamespacePeer = """
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: {{ . | quote }}
        """;

    private static string WhereGiven(string value, string text) => $"{{{{- with {value} }}}}\n{text}\n{{{{- end }}}}";

    private static string Indented(string text) => text.ReplaceLineEndings("\n    ");
}
