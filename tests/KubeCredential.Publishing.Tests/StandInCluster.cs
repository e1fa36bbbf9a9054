using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace KubeCredential.Publishing.Tests;

/// <summary>
/// Answers helm as a cluster's API does that has one namespace and at most one Secret: enough for the templates to look things up. No
/// cluster runs where the tests do; what it cannot show is what a cluster makes of the objects.
/// </summary>
internal sealed class StandInCluster : IAsyncDisposable
{
    private static readonly Dictionary<string, (string Plural, string Kind)[]> Groups = new()
    {
        ["v1"] = [("namespaces", "Namespace"), ("secrets", "Secret"), ("serviceaccounts", "ServiceAccount"), ("configmaps", "ConfigMap"), ("services", "Service")],
        ["apps/v1"] = [("deployments", "Deployment"), ("statefulsets", "StatefulSet")],
        ["batch/v1"] = [("jobs", "Job")],
        ["autoscaling/v2"] = [("horizontalpodautoscalers", "HorizontalPodAutoscaler")],
        ["policy/v1"] = [("poddisruptionbudgets", "PodDisruptionBudget")],
        ["networking.k8s.io/v1"] = [("networkpolicies", "NetworkPolicy"), ("ingresses", "Ingress")],
    };

    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public StandInCluster(string directory, string space)
    {
        Namespace = space;
        using (var port = new TcpListener(IPAddress.Loopback, 0))
        {
            port.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)port.LocalEndpoint).Port}";
        }

        _listener.Prefixes.Add($"{Address}/");
        _listener.Start();
        Configuration = Path.Combine(directory, "kubeconfig");
        File.WriteAllText(Configuration, $$$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "{{{Address}}}"}}]
            users: [{name: u, user: {}}]
            contexts: [{name: x, context: {cluster: c, user: u}}]
            current-context: x
            """);
        _serving = ServeAsync();
    }

    public string Namespace { get; }

    /// <summary>The kubeconfig that leads here.</summary>
    public string Configuration { get; }

    /// <summary>The Secret that there is; null for none.</summary>
    public JsonObject? Secret { get; set; }

    /// <summary>Whether the namespace is there already.</summary>
    public bool HasNamespace { get; set; } = true;

    private string Address { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var answer = Answer(context.Request.Url!.AbsolutePath);
            context.Response.StatusCode = answer is null ? 404 : 200;
            context.Response.ContentType = "application/json";
            answer ??= new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Failure", ["reason"] = "NotFound", ["code"] = 404 };
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer.ToJsonString()));
            context.Response.Close();
        }
    }

    private JsonNode? Answer(string path)
    {
        if (path == "/version") return new JsonObject { ["major"] = "1", ["minor"] = "35", ["gitVersion"] = "v1.35.0" };
        if (path == "/api") return new JsonObject { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") };
        if (path == "/apis")
        {
            return new JsonObject
            {
                ["kind"] = "APIGroupList",
                ["apiVersion"] = "v1",
                ["groups"] = new JsonArray([.. Groups.Keys.Where(static group => group.Contains('/', StringComparison.Ordinal)).Select(static group => new JsonObject
                {
                    ["name"] = group.Split('/')[0],
                    ["versions"] = new JsonArray(Version(group)),
                    ["preferredVersion"] = Version(group),
                })]),
            };
        }

        foreach (var (group, kinds) in Groups)
        {
            if (path != (group == "v1" ? "/api/v1" : $"/apis/{group}")) continue;
            return new JsonObject
            {
                ["kind"] = "APIResourceList",
                ["apiVersion"] = "v1",
                ["groupVersion"] = group,
                ["resources"] = new JsonArray([.. kinds.Select(static one => new JsonObject
                {
                    ["name"] = one.Plural,
                    ["singularName"] = "",
                    ["namespaced"] = one.Plural != "namespaces",
                    ["kind"] = one.Kind,
                    ["verbs"] = new JsonArray("get", "list", "create"),
                })]),
            };
        }

        if (path == "/api/v1/namespaces/kube-system") return Object("Namespace", "kube-system", null);
        if (!HasNamespace) return null;
        if (path == $"/api/v1/namespaces/{Namespace}/serviceaccounts/default") return Object("ServiceAccount", "default", Namespace);
        return Secret is { } secret && path == $"/api/v1/namespaces/{Namespace}/secrets/{secret["metadata"]!["name"]!.GetValue<string>()}" ? secret.DeepClone() : null;

        static JsonObject Version(string group) => new() { ["groupVersion"] = group, ["version"] = group.Split('/')[1] };
    }

    private static JsonObject Object(string kind, string name, string? space)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (space is not null) metadata["namespace"] = space;
        return new() { ["apiVersion"] = "v1", ["kind"] = kind, ["metadata"] = metadata };
    }
}
