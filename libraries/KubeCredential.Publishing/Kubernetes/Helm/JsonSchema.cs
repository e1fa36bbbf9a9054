using System.Text.Json.Nodes;

namespace KubeCredential.Publishing.Kubernetes.Helm;

/// <summary>Parts of a JSON schema, draft 7: the version that Helm reads.</summary>
internal static class JsonSchema
{
    public const string Draft7 = "https://json-schema.org/draft-07/schema#";

    public static JsonObject Map(string description, JsonObject properties) =>
        new() { ["description"] = description, ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };

    public static JsonObject Free(string description) => new() { ["description"] = description, ["type"] = "object" };

    public static JsonObject Flag(string description) => new() { ["description"] = description, ["type"] = "boolean" };

    public static JsonObject Number(string description, int min, int max) =>
        new() { ["description"] = description, ["type"] = "integer", ["minimum"] = min, ["maximum"] = max };

    public static JsonObject Text(string description, string? pattern = null)
    {
        var text = new JsonObject { ["description"] = description, ["type"] = "string" };
        if (pattern is not null) text["pattern"] = pattern;
        return text;
    }

    public static JsonObject OneOf(string description, params ReadOnlySpan<string> values)
    {
        var list = new JsonArray();
        foreach (var value in values) list.Add((JsonNode)value);
        return new() { ["description"] = description, ["enum"] = list };
    }

    public static JsonObject If(JsonObject condition, JsonObject then) => new()
    {
        ["if"] = new JsonObject { ["properties"] = condition },
        ["then"] = new JsonObject { ["properties"] = then },
    };

    public static JsonObject In(string property, JsonObject schema) => new() { ["properties"] = new JsonObject { [property] = schema } };
}
