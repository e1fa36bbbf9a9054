using System.Text.Json.Nodes;

namespace KubeCredential.Publishing.Kubernetes;

/// <summary>The ways in from outside: an Ingress, or routes of the Gateway API.</summary>
internal static class Routes
{
    public const string Name = DeploymentModel.Application;
    public const string TlsSecret = "kubecredential-tls";

    /// <summary>One Ingress for all workloads that are reached from outside.</summary>
    /// <param name="workloads">Those workloads.</param>
    /// <param name="host">The host name of each.</param>
    public static JsonObject Ingress(IEnumerable<Workload> workloads, Func<Workload, string> host)
    {
        var all = workloads.ToList();
        return new()
        {
            ["apiVersion"] = "networking.k8s.io/v1",
            ["kind"] = "Ingress",
            ["metadata"] = new JsonObject { ["name"] = Name },
            ["spec"] = new JsonObject
            {
                ["ingressClassName"] = "nginx",
                ["tls"] = new JsonArray(new JsonObject { ["secretName"] = TlsSecret, ["hosts"] = new JsonArray([.. all.Select(one => (JsonNode)host(one))]) }),
                ["rules"] = new JsonArray([.. all.Select(one => new JsonObject
                {
                    ["host"] = host(one),
                    ["http"] = new JsonObject
                    {
                        ["paths"] = new JsonArray(new JsonObject
                        {
                            ["path"] = "/",
                            ["pathType"] = "Prefix",
                            ["backend"] = new JsonObject { ["service"] = new JsonObject { ["name"] = one.Name, ["port"] = new JsonObject { ["name"] = one.Ports[0].Name } } },
                        }),
                    },
                })]),
            },
        };
    }

    /// <summary>A route of the Gateway API (gateway.networking.k8s.io/v1) for a workload.</summary>
    public static JsonObject HttpRoute(Workload workload, string host) => new()
    {
        ["apiVersion"] = "gateway.networking.k8s.io/v1",
        ["kind"] = "HTTPRoute",
        ["metadata"] = new JsonObject { ["name"] = workload.Name },
        ["spec"] = new JsonObject
        {
            ["parentRefs"] = new JsonArray(new JsonObject { ["name"] = Name }),
            ["hostnames"] = new JsonArray(host),
            ["rules"] = new JsonArray(new JsonObject
            {
                ["backendRefs"] = new JsonArray(new JsonObject { ["name"] = workload.Name, ["port"] = workload.Ports[0].Port }),
            }),
        },
    };
}
