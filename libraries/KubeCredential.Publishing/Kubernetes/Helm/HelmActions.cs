using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KubeCredential.Publishing.Kubernetes.Helm;

/// <summary>
/// Puts the actions of Helm's templates, <c>{{ … }}</c>, into trees. They are no YAML, so the tree holds placeholders, which are replaced
/// once it is written.
/// </summary>
internal static partial class HelmActions
{
    // The text itself is in the placeholder, in hexadecimal, which no writer of YAML quotes or breaks.
    private const string ValuePrefix = "helm-value-";
    private const string LinesPrefix = "helm-lines-";

    /// <summary>A value that is written as it is, such as <c>{{ .Values.replicas }}</c>.</summary>
    public static JsonNode Value(string text) => JsonValue.Create(Placeholder(ValuePrefix, text));

    /// <summary>Lines in place of an item of a list, indented as an item is.</summary>
    public static JsonNode Lines(string text) => JsonValue.Create(Placeholder(LinesPrefix, text));

    /// <summary>Puts lines into a mapping, indented as its keys are.</summary>
    public static void InsertLines(this JsonObject map, int at, string text) => map.Insert(at, Placeholder($"{LinesPrefix}{map.Count}-", text), null);

    /// <summary>One document of a template.</summary>
    public static string Write(JsonNode document)
    {
        // Text of the model that looks like an action is none.
        var text = Yaml.Write(document).Replace("{{", "{{ \"{{\" }}", StringComparison.Ordinal);
        text = LinesPlaceholder().Replace(text, static match => Indent(Text(match), match.Groups["indent"].Value));
        return ValuePlaceholder().Replace(text, Text);
    }

    /// <summary>Lines with an indentation.</summary>
    private static string Indent(string text, string indent) => string.Concat(text.Split('\n').Select(line => line.Length == 0 ? "\n" : $"{indent}{line}\n"));

    private static string Placeholder(string prefix, string text) => $"{prefix}{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n")))}-";

    private static string Text(Match match) => Encoding.UTF8.GetString(Convert.FromHexString(match.Groups["text"].ValueSpan));

    [GeneratedRegex("helm-value-(?<text>[0-9a-f]+)-")]
    private static partial Regex ValuePlaceholder();

    [GeneratedRegex(@"^(?<indent> *)(- )?helm-lines-([0-9]+-)?(?<text>[0-9a-f]+)-(: null)?\n", RegexOptions.Multiline)]
    private static partial Regex LinesPlaceholder();
}
