using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeCredential.Docs.Tests.Commands;

/// <summary>Writes JSON as the pages show it: what fits into a line stands in one.</summary>
internal static class JsonLayout
{
    private const int Width = 120;
    private const string Indentation = "  ";

    private static readonly JsonSerializerOptions s_scalars = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a value.</summary>
    public static string Write(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(text, node, "", 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node, string indentation, int column)
    {
        if (InOneLine(node) is var line && (node is not (JsonObject or JsonArray) || column + line.Length <= Width))
        {
            text.Append(line);
            return;
        }

        var inner = indentation + Indentation;
        var (open, close) = node is JsonObject ? ('{', '}') : ('[', ']');
        var items = node is JsonObject members ? members.Select(static one => (Name: $"{Text(one.Key)}: ", one.Value)) : node!.AsArray().Select(static one => (Name: "", Value: one));
        text.Append(open);
        var isFirst = true;
        foreach (var (name, value) in items)
        {
            text.Append(isFirst ? "\n" : ",\n").Append(inner).Append(name);
            isFirst = false;
            Write(text, value, inner, inner.Length + name.Length);
        }

        text.Append('\n').Append(indentation).Append(close);
    }

    private static string InOneLine(JsonNode? node) => node switch
    {
        JsonObject members => $"{{{string.Join(", ", members.Select(static one => $"{Text(one.Key)}: {InOneLine(one.Value)}"))}}}",
        JsonArray items => $"[{string.Join(", ", items.Select(InOneLine))}]",
        null => "null",
        _ => node.ToJsonString(s_scalars),
    };

    private static string Text(string name) => JsonSerializer.Serialize(name, s_scalars);
}
