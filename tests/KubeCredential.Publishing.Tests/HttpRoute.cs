using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace KubeCredential.Publishing.Tests;

/// <summary>What we use of a route of the Gateway API.</summary>
public sealed class HttpRoute : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public Dictionary<string, object> Spec { get; set; } = [];
}
