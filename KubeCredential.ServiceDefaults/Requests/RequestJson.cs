using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using KubeCredential.Text;

namespace KubeCredential.ServiceDefaults.Requests;

/// <summary>
/// Reads the JSON of all request bodies. A byte-order mark is skipped, duplicate members are reported by name, and errors do not quote the
/// body.
/// </summary>
public static class RequestJson
{
    /// <summary>The field for faults of the body as a whole.</summary>
    public const string BodyField = "body";

    /// <summary>The fault of a string that is not valid Unicode.</summary>
    public const string NotUnicode = "This contains an unpaired surrogate, which is not valid Unicode.";

    /// <summary>The maximum number of faults of one kind reported, so that a response is never many times the size of the request.</summary>
    internal const int MostTold = 20;

    /// <summary>
    /// The maximum nesting depth of a body, counting the outermost object. Answers show parts of it below levels of their own, and .NET, among
    /// others, reads and writes at most 64.
    /// </summary>
    public const int MaxDepth = 48;

    private const int MostNameCharacters = 60;

    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };
    private static readonly JsonDocumentOptions s_lenient = new() { MaxDepth = MaxDepth };

    /// <summary>Parses a body.</summary>
    /// <param name="utf8">The bytes of the body, which the document keeps using.</param>
    /// <param name="errors">Faults by field.</param>
    /// <returns>The document, which the caller disposes of; null if there are <paramref name="errors"/>.</returns>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> utf8, IDictionary<string, string[]> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        utf8 = WithoutByteOrderMark(utf8);
        if (utf8.IsEmpty)
        {
            errors[BodyField] = ["The body is empty; send a JSON object."];
            return null;
        }

        if (!Utf8.IsValid(utf8.Span))
        {
            errors[BodyField] = ["The body is not valid UTF-8."];
            return null;
        }

        try
        {
            return JsonDocument.Parse(utf8, s_strict);
        }
        catch (JsonException error)
        {
            if (FirstRepeated(utf8) is { } repeated) errors[repeated] = ["This member appears more than once."];
            // Only the position: the exception's message may quote the body.
            else errors[BodyField] = [string.Create(CultureInfo.InvariantCulture, $"The body is not valid JSON or has more than {MaxDepth} levels (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}).")];
        }
        catch (InvalidOperationException)
        {
            // The search for duplicate members met a name that is not valid Unicode.
            errors[BodyField] = ["The name of a member contains an unpaired surrogate, which is not valid Unicode."];
        }

        return null;
    }

    /// <summary>The bytes without the UTF-8 byte-order mark that some programs write (RFC 8259, section 8.1, allows parsers to ignore it).</summary>
    public static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> utf8) => utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;

    /// <summary>Reports unknown members, comparing names exactly; of many, only the first.</summary>
    /// <param name="element">A JSON object.</param>
    /// <param name="known">The names of its members.</param>
    /// <param name="path">Its path in the body; empty for the body itself.</param>
    /// <param name="errors">Faults by field.</param>
    public static void RefuseUnknown(JsonElement element, IReadOnlyCollection<string> known, string path, IDictionary<string, string[]> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        foreach (var member in element.EnumerateObject())
        {
            if (errors.Count >= MostTold) return;
            if (IsOneOf(known, member)) continue;
            var meant = known.FirstOrDefault(name => string.Equals(name, member.Name, StringComparison.OrdinalIgnoreCase));
            errors[PathOf(path, member.Name)] = [meant is null ? $"Unknown member; the known members are {string.Join(", ", known)}." : $"Unknown member; did you mean {meant}?"];
        }
    }

    private static bool IsOneOf(IReadOnlyCollection<string> known, JsonProperty member)
    {
        foreach (var name in known)
        {
            if (member.NameEquals(name)) return true;
        }

        return false;
    }

    /// <summary>The path of a member, shortened for display.</summary>
    internal static string PathOf(string path, string name)
    {
        var whole = path.Length == 0 ? name : $"{path}.{name}";
        return UnicodeText.Length(whole) <= MostNameCharacters ? whole : UnicodeText.Shorten(whole, MostNameCharacters) + "…";
    }

    private static string? FirstRepeated(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, s_lenient);
            return FirstRepeated(document.RootElement, "");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? FirstRepeated(JsonElement element, string path)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var names = new HashSet<string>(StringComparer.Ordinal);
                foreach (var member in element.EnumerateObject())
                {
                    if (!names.Add(member.Name)) return PathOf(path, member.Name);
                    if (FirstRepeated(member.Value, PathOf(path, member.Name)) is { } below) return below;
                }

                return null;
            case JsonValueKind.Array:
                var place = 0;
                foreach (var item in element.EnumerateArray())
                {
                    if (FirstRepeated(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{place}]")) is { } below) return below;
                    place++;
                }

                return null;
            default:
                return null;
        }
    }
}
