using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace KubeCredential.Publishing.Tests;

/// <summary>What we use of a route of the Gateway API (gateway.networking.k8s.io/v1); any other field is an error.</summary>
public sealed class HttpRoute : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public RouteSpec Spec { get; set; } = new();

    public sealed class RouteSpec
    {
        [JsonPropertyName("parentRefs")]
        public List<Reference> ParentRefs { get; set; } = [];

        [JsonPropertyName("hostnames")]
        public List<string> Hostnames { get; set; } = [];

        [JsonPropertyName("rules")]
        public List<Rule> Rules { get; set; } = [];
    }

    public sealed class Rule
    {
        [JsonPropertyName("backendRefs")]
        public List<Reference> BackendRefs { get; set; } = [];
    }

    public sealed class Reference
    {
        [JsonPropertyName("name")]
        public string Name { get; set; } = "";

        [JsonPropertyName("namespace")]
        public string? Namespace { get; set; }

        [JsonPropertyName("port")]
        public int? Port { get; set; }
    }
}
