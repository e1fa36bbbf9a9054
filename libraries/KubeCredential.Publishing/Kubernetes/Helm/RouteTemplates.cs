namespace KubeCredential.Publishing.Kubernetes.Helm;

/// <summary>The templates of the ways in from outside, and the notes that say what they are.</summary>
internal sealed class RouteTemplates(DeploymentModel model, HelmNames names)
{
    /// <summary>An Ingress for all external workloads, and a route of the Gateway API for each.</summary>
    public string Routes()
    {
        if (!model.External.Any()) return "";
        var ingress = new Routes(model).Ingress(static workload => Placeholder(workload));
        var spec = ingress["spec"]!.AsObject();
        // An empty name would be a class of that name; no name stands for the cluster's default.
        spec.Remove("ingressClassName");
        spec.InsertLines(0, "{{- with .Values.ingress.className }}\ningressClassName: {{ . | quote }}\n{{- end }}");
        ingress["metadata"]!.AsObject().InsertLines(1, $$$"""
            {{- with .Values.ingress.annotations }}
            annotations:
              {{- {{{names.TextsOf("ingress.annotations", ".")}}} | nindent 4 }}
            {{- end }}
            """);
        var tls = spec["tls"]![0]!.AsObject();
        tls.Remove("secretName");
        tls.InsertLines(1, "{{- with .Values.ingress.tlsSecret }}\nsecretName: {{ . | quote }}\n{{- end }}");
        var text = $"{{{{- if .Values.ingress.enabled }}}}\n{HelmActions.Write(ingress)}{{{{- end }}}}\n";
        foreach (var workload in model.External)
        {
            var route = new Routes(model).HttpRoute(workload, Placeholder(workload));
            var parent = route["spec"]!["parentRefs"]![0]!.AsObject();
            parent["name"] = HelmActions.Value("{{ .Values.gateway.name | quote }}");
            parent.InsertLines(1, "{{- with .Values.gateway.namespace }}\nnamespace: {{ . | quote }}\n{{- end }}");
            text += $"---\n{{{{- if .Values.gateway.enabled }}}}\n{HelmActions.Write(route)}{{{{- end }}}}\n";
        }

        return text;
    }

    /// <summary>What Helm prints after it has installed the chart.</summary>
    public string Notes()
    {
        var migrating = model.Workloads.Where(static workload => workload.Migration is not null).ToList();
        var served = migrating.Count > 0 ? migrating : [.. model.Workloads.Where(static workload => !workload.KeepsData)];
        var rollouts = string.Join(' ', served.Select(static workload => $"deployment/{workload.Name}"));
        var ready = migrating.Count > 0 ? "The services are ready once their migration jobs have completed" : "Wait until it is ready";
        var forwards = string.Concat(model.External.Select(workload =>
            $"\n  kubectl --namespace {{{{ .Release.Namespace }}}} port-forward service/{workload.Name} {model.LocalPort(workload)}:{workload.Ports[0].Port}"));
        return $$$"""
            {{{model.Options.Title}}} {{ .Chart.AppVersion }} is being installed. {{{ready}}}:

              kubectl --namespace {{ .Release.Namespace }} rollout status {{{rollouts}}}

            """ + (forwards.Length == 0 ? "" : $$$"""

            {{- if not (or .Values.ingress.enabled .Values.gateway.enabled) }}

            Nothing can be reached from outside yet (ingress.enabled, gateway.enabled). From this machine:
            {{{forwards}}}
            {{- end }}

            """);
    }

    private static string Placeholder(Workload workload) => HelmActions.Value($"{{{{ {HelmNames.Value(workload, "host")} | quote }}}}").GetValue<string>();
}
