using System.Text.Json.Nodes;

namespace KubeCredential.Publishing.Kubernetes.Helm;

/// <summary>The values of the chart, as <c>values.yaml</c> has them. <see cref="HelmSchema"/> describes them.</summary>
internal sealed class HelmValues(DeploymentModel model, PublishSettings settings)
{
    public JsonObject Tree()
    {
        var values = new JsonObject
        {
            ["image"] = new JsonObject { ["registry"] = settings.Registry, ["tag"] = "", ["pullPolicy"] = "IfNotPresent", ["pullSecrets"] = new JsonArray() },
            ["environment"] = "Production",
            ["secrets"] = new JsonObject
            {
                ["existingSecret"] = "",
                ["revision"] = "",
                ["values"] = new JsonObject([.. model.Secrets.Concat(HelmNames.ConnectionStrings(model)).Concat(HelmNames.OptionalSecrets(model)).Select(static name => KeyValuePair.Create(name, (JsonNode?)JsonValue.Create("")))]),
            },
            ["ingress"] = new JsonObject { ["enabled"] = false, ["className"] = model.Options.IngressClass, ["tlsSecret"] = model.TlsSecretName, ["annotations"] = new JsonObject() },
            ["gateway"] = new JsonObject { ["enabled"] = false, ["name"] = model.Application, ["namespace"] = "" },
            ["networkPolicy"] = new JsonObject { ["enabled"] = true, ["ingressNamespace"] = model.Options.IngressNamespace, ["monitoringNamespace"] = "" },
            ["telemetry"] = new JsonObject { ["endpoint"] = "", ["browserEndpoint"] = "", ["namespace"] = "" },
        };
        foreach (var workload in model.Workloads) values[HelmNames.Key(workload.Name)] = Of(workload);
        return values;
    }

    private JsonObject Of(Workload workload)
    {
        var deployment = workload.Deployment;
        var own = new JsonObject();
        if (workload.KeepsData) own["enabled"] = true;
        if (workload.Image is not null) own["image"] = workload.Image;
        if (workload.KeepsData)
        {
            own["storage"] = new JsonObject { ["size"] = workload.StorageSize, ["className"] = "" };
            own["external"] = new JsonObject { ["cidr"] = "0.0.0.0/0", ["port"] = workload.Ports[0].Port, ["morePorts"] = new JsonArray() };
        }
        else
        {
            own["replicas"] = deployment.Scale?.Min ?? 1;
            if (deployment.Scale is var (min, max))
                own["autoscaling"] = new JsonObject { ["enabled"] = true, ["minReplicas"] = min, ["maxReplicas"] = max, ["targetCpuPercent"] = KubernetesObjects.TargetCpuPercent };
            own["configuration"] = new JsonObject();
        }

        if (workload.IsExternal) own["host"] = $"{workload.Name}.{settings.Domain}";
        own["resources"] = new JsonObject
        {
            ["requests"] = new JsonObject { ["cpu"] = deployment.Cpu, ["memory"] = deployment.Memory },
            ["limits"] = new JsonObject { ["memory"] = deployment.MemoryLimit },
        };
        return own;
    }
}
