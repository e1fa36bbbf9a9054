using System.Text.Json.Nodes;
using static KubeCredential.Publishing.Kubernetes.Helm.JsonSchema;

namespace KubeCredential.Publishing.Kubernetes.Helm;

/// <summary>The schema of the values, by which Helm refuses what it cannot use. Its descriptions are the chart's documentation.</summary>
internal sealed class HelmSchema(DeploymentModel model)
{
    public JsonObject Tree()
    {
        var properties = Common();
        var rules = new JsonArray();
        foreach (var workload in model.Workloads)
        {
            properties[HelmNames.Key(workload.Name)] = Map($"The workload {workload.Name}", Of(workload));
            if (workload.KeepsData) rules.Add((JsonNode)NeedsConnectionStrings(workload));
        }

        foreach (var name in model.Secrets) rules.Add((JsonNode)RefusesWeak(name));
        var schema = Map($"Values of the chart {model.Application}", properties);
        schema["$schema"] = Draft7;
        if (rules.Count > 0) schema["allOf"] = rules;
        return schema;
    }

    private JsonObject Common() => new()
    {
        ["image"] = Map("The images that are built from the application's source", new()
        {
            ["registry"] = Text("Where the images are, such as registry.example/acme", "^[a-z0-9][a-z0-9./:_-]*$"),
            ["tag"] = Text("Their tag. Empty: the chart's application version", "^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$"),
            ["pullPolicy"] = OneOf("When an image is pulled", "Always", "IfNotPresent", "Never"),
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
        ["environment"] = OneOf("The environment that the services are told. In Production weak secrets are refused", "Development", "Staging", "Production"),
        ["secrets"] = Map("Passwords and connection strings", new()
        {
            ["existingSecret"] = Text($"The name of a Secret of your own with the keys {string.Join(", ", model.SecretsAndHashes)} (a hash is SHA-256 in hexadecimal), and the connection strings to your own servers"),
            ["revision"] = new JsonObject
            {
                ["description"] = "Any text or number; a new one replaces the pods. Change it when the values of an existingSecret have changed and Helm cannot look them up (helm template, Argo CD)",
                ["type"] = new JsonArray("string", "integer"),
            },
            ["values"] = Map("The values of the Secret, if you have none of your own", SecretValues()),
        }),
        ["ingress"] = Map("An Ingress for the web apps", new()
        {
            ["enabled"] = Flag("Whether to create it"),
            ["className"] = Text("The class of its controller. Empty: the cluster's default"),
            ["tlsSecret"] = Text("The Secret with the certificate for all hosts. Empty: the controller's own certificate"),
            ["annotations"] = Free("Its annotations"),
        }),
        ["gateway"] = Map("Routes of the Gateway API for the web apps, instead of an Ingress", new()
        {
            ["enabled"] = Flag("Whether to create them"),
            ["name"] = Text("The name of the Gateway", "^.+$"),
            ["namespace"] = Text("Its namespace, if it is another one"),
        }),
        ["networkPolicy"] = Map("Policies that let each pod talk to the pods that it has to talk to, and no others", new()
        {
            ["enabled"] = Flag("Whether to create them"),
            ["ingressNamespace"] = Text("The namespace of the ingress controller or gateway", "^.+$"),
            ["monitoringNamespace"] = Text("The namespace of Prometheus, which may then read metrics of the services"),
        }),
        ["telemetry"] = Map("Where logs, metrics and traces go", new()
        {
            ["endpoint"] = Text("A collector for OTLP over gRPC, for the services", "^(https?://.+)?$"),
            ["browserEndpoint"] = Text("A collector for OTLP over HTTP, for browsers' traces", "^(https?://.+)?$"),
            ["namespace"] = Text("The namespace of the collector, which network policies then let pods talk to"),
        }),
        ["global"] = Free("Helm's own"),
    };

    private JsonObject SecretValues()
    {
        var secrets = new JsonObject();
        foreach (var name in model.Secrets)
        {
            secrets[name] = Text($"The secret {name}. Empty: a random value that upgrades keep; refused if Helm cannot ask a cluster (helm template, Argo CD). At least {SecretRules.MinLength} characters, hard to guess");
        }

        foreach (var name in HelmNames.ConnectionStrings(model))
        {
            secrets[name] = HelmNames.Connections(model).FirstOrDefault(entry => entry.Name == name)?.Server is { } server
                ? Text($"The connection string of your own server. Required if {HelmNames.Key(server)}.enabled is false and no existingSecret has it")
                : Text("The connection string of the role that owns the schema on your own server and migrates it. Empty: the service's own role does");
        }

        foreach (var name in HelmNames.OptionalSecrets(model)) secrets[name] = Text($"The secret {name}. Empty: there is none");
        return secrets;
    }

    private static JsonObject Of(Workload workload)
    {
        var own = new JsonObject();
        if (workload.KeepsData) own["enabled"] = Flag("Whether to install it. False: a server of your own, whose connection string is in the Secret");
        if (workload.Image is not null) own["image"] = Text("Its image", "^[^:@ ]+(:[0-9]+/[^:@ ]+)?[:@].+$");
        if (workload.KeepsData)
        {
            own["storage"] = Map("Its volume", new() { ["size"] = Text("Its size, such as 10Gi", "^[0-9]+(Mi|Gi|Ti)$"), ["className"] = Text("Its class. Empty: the cluster's default") });
            own["external"] = Map("A server of your own, for the network policies", new()
            {
                ["cidr"] = Text("Its addresses", "^[0-9a-f.:]+/[0-9]{1,3}$"),
                ["port"] = Number("Its port", 1, 65535),
                ["morePorts"] = new JsonObject { ["description"] = "Further ports, such as 26379 of Redis Sentinel", ["type"] = "array", ["items"] = Number("A port", 1, 65535) },
            });
        }
        else
        {
            own["replicas"] = Number(workload.Deployment.Scale is null ? "The number of pods" : "The number of pods if autoscaling is off", 0, 1000);
            if (workload.Deployment.Scale is not null)
            {
                own["autoscaling"] = Map("The number of pods, by CPU", new()
                {
                    ["enabled"] = Flag("Whether the number follows the CPU"),
                    ["minReplicas"] = Number("The minimum", 1, 1000),
                    ["maxReplicas"] = Number("The maximum", 1, 1000),
                    ["targetCpuPercent"] = Number("The share of the requested CPU above which pods are added", 1, 100),
                });
            }

            var configuration = Free("Environment variables, added to those of the chart or replacing them");
            configuration["propertyNames"] = new JsonObject { ["pattern"] = "^[A-Za-z_][A-Za-z0-9_.-]*$" };
            configuration["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") };
            own["configuration"] = configuration;
        }

        if (workload.IsExternal) own["host"] = Text("Its host name in the Ingress or route", @"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$");
        own["resources"] = Free("Its resource requests and limits");
        return own;
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
        foreach (var name in HelmNames.Connections(model).Where(entry => entry.Server == store.Name).Select(static entry => entry.Name).Distinct())
            needed[name] = new JsonObject { ["minLength"] = 1 };
        return If(
            new() { [HelmNames.Key(store.Name)] = In("enabled", new JsonObject { ["const"] = false }), ["secrets"] = In("existingSecret", new JsonObject { ["const"] = "" }) },
            new() { ["secrets"] = In("values", new JsonObject { ["properties"] = needed }) });
    }
}
