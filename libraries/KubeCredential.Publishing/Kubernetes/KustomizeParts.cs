using System.Text.Json.Nodes;

namespace KubeCredential.Publishing.Kubernetes;

/// <summary>Parts that the overlays and the components have in common.</summary>
internal static class KustomizeParts
{
    public const string File = "kustomization.yaml";

    /// <summary>The host name of an external workload.</summary>
    public static string Host(Workload workload, string domain) => $"{workload.Name}.{domain}";

    /// <summary>A patch that removes the objects of a kind, or one of them.</summary>
    public static JsonObject Delete(string version, string kind, string? name = null)
    {
        var target = new JsonObject { ["kind"] = kind };
        if (name is not null) target["name"] = name;
        return new()
        {
            ["target"] = target,
            ["patch"] = Yaml.Write(new JsonObject
            {
                ["$patch"] = "delete",
                ["apiVersion"] = version,
                ["kind"] = kind,
                ["metadata"] = new JsonObject { ["name"] = name ?? "any" },
            }),
        };
    }

    public static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(static value => JsonValue.Create(value))]);
}
