using System.Text.Json.Nodes;
using k8s.Models;

namespace KubeCredential.Publishing.Kubernetes;

/// <summary>The ways in from outside: an Ingress, or routes of the Gateway API.</summary>
/// <param name="model">The application.</param>
internal sealed class Routes(DeploymentModel model)
{
    /// <summary>One Ingress for all external workloads.</summary>
    /// <param name="host">The host name of each.</param>
    public JsonObject Ingress(Func<Workload, string> host) => KubernetesObjects.Tree(new V1Ingress
    {
        ApiVersion = "networking.k8s.io/v1",
        Kind = "Ingress",
        Metadata = new() { Name = model.Application },
        Spec = new()
        {
            IngressClassName = model.Options.IngressClass,
            Tls = [new() { SecretName = model.TlsSecretName, Hosts = [.. model.External.Select(host)] }],
            Rules =
            [
                .. model.External.Select(one => new V1IngressRule
                {
                    Host = host(one),
                    Http = new() { Paths = [new() { Path = "/", PathType = "Prefix", Backend = new() { Service = new() { Name = one.Name, Port = new() { Name = one.Ports[0].Name } } } }] },
                }),
            ],
        },
    });

    /// <summary>A route of the Gateway API (gateway.networking.k8s.io/v1) for a workload.</summary>
    public JsonObject HttpRoute(Workload workload, string host) => new()
    {
        ["apiVersion"] = "gateway.networking.k8s.io/v1",
        ["kind"] = "HTTPRoute",
        ["metadata"] = new JsonObject { ["name"] = workload.Name },
        ["spec"] = new JsonObject
        {
            ["parentRefs"] = new JsonArray(new JsonObject { ["name"] = model.Application }),
            ["hostnames"] = new JsonArray(host),
            ["rules"] = new JsonArray(new JsonObject
            {
                ["backendRefs"] = new JsonArray(new JsonObject { ["name"] = workload.Name, ["port"] = workload.Ports[0].Port }),
            }),
        },
    };
}
