using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KubeCredential.Publishing;

/// <summary>
/// Writes JSON trees as YAML 1.2 block style, the same tree always as the same text. Text that YAML could take for something else is
/// quoted, so that <c>"yes"</c> stays text. A tree may hold what is none of YAML's, such as
/// the actions of a template: see <see cref="Raw"/> and <see cref="Lines"/>.
/// </summary>
internal static partial class YamlText
{
    private const char RawMark = '\u0001';
    private const char LinesMark = '\u0002';

    /// <summary>A value written as it is, such as <c>{{ .Values.replicas }}</c>.</summary>
    public static JsonNode Raw(string text) => JsonValue.Create(RawMark + text);

    /// <summary>Lines written as they are in the place of an item of a list.</summary>
    public static JsonNode Lines(string text) => JsonValue.Create(LinesMark + text);

    /// <summary>Puts lines, written as they are, into a mapping.</summary>
    public static void InsertLines(this JsonObject map, int at, string text) =>
        map.Insert(at, string.Create(CultureInfo.InvariantCulture, $"{LinesMark}{map.Count}"), Lines(text));

    /// <summary>One document.</summary>
    public static string Write(JsonNode node)
    {
        var text = new StringBuilder();
        WriteMap(text, node.AsObject(), 0, false);
        return text.ToString();
    }

    /// <summary>Several documents of one file.</summary>
    public static string WriteAll(IEnumerable<JsonNode> documents) => string.Join("---\n", documents.Select(Write));

    private static void WriteMap(StringBuilder text, JsonObject map, int depth, bool startsInLine)
    {
        foreach (var (key, value) in map)
        {
            if (value is null || WriteLines(text, value)) continue;
            if (!startsInLine) text.Append(' ', depth);
            startsInLine = false;
            text.Append(Plain(key)).Append(':');
            switch (value)
            {
                case JsonObject { Count: 0 }:
                    text.Append(" {}\n");
                    break;
                case JsonArray { Count: 0 }:
                    text.Append(" []\n");
                    break;
                case JsonObject inner:
                    text.Append('\n');
                    WriteMap(text, inner, depth + 2, false);
                    break;
                case JsonArray inner:
                    text.Append('\n');
                    WriteList(text, inner, depth + 2);
                    break;
                case JsonValue when TextOf(value) is { } block && block.EndsWith('\n'):
                    text.Append(" |\n");
                    foreach (var line in block[..^1].Split('\n')) text.Append(' ', line.Length == 0 ? 0 : depth + 2).Append(line).Append('\n');
                    break;
                default:
                    text.Append(' ').Append(Scalar(value)).Append('\n');
                    break;
            }
        }
    }

    private static void WriteList(StringBuilder text, JsonArray list, int depth)
    {
        foreach (var item in list)
        {
            if (WriteLines(text, item!)) continue;
            text.Append(' ', depth).Append("- ");
            if (item is JsonObject { Count: > 0 } map) WriteMap(text, map, depth + 2, true);
            else text.Append(item is JsonObject ? "{}" : Scalar(item!)).Append('\n');
        }
    }

    private static bool WriteLines(StringBuilder text, JsonNode node)
    {
        if (TextOf(node) is not [LinesMark, .. var lines]) return false;
        text.Append(lines).Append('\n');
        return true;
    }

    private static string? TextOf(JsonNode node) => node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    private static string Scalar(JsonNode node)
    {
        if (TextOf(node) is not { } value) return node.ToJsonString();
        return value is [RawMark, .. var raw] ? raw : Plain(value);
    }

    private static string Plain(string value) =>
        SafeText().IsMatch(value) && !Ambiguous().IsMatch(value) ? value : JsonSerializer.Serialize(value, QuotedText);

    private static readonly JsonSerializerOptions QuotedText = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [GeneratedRegex(@"^[A-Za-z/][A-Za-z0-9_./-]*$")]
    private static partial Regex SafeText();

    // What YAML 1.1 parsers, of which there are many, take for a truth value, nothing, or a number.
    [GeneratedRegex("^(y|n|yes|no|on|off|true|false|null|nan|inf)$", RegexOptions.IgnoreCase)]
    private static partial Regex Ambiguous();
}
