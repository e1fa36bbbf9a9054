using System.Globalization;
using System.Text.Json;

namespace KubeCredential.VerifiableCredentials.Schemas;

/// <summary>
/// What a foreign schema may cost, found out before it is used: references go to places within it, never in a circle, and the schema with all references written out, times the size of the
/// document, is bounded.
/// </summary>
internal sealed class SchemaCost
{
    private const long Most = 5_000_000;
    private static readonly string[] s_refused = ["$dynamicRef", "$recursiveRef", "$anchor", "$dynamicAnchor", "$id", "$schema", "$vocabulary", "patternProperties"];

    private readonly JsonElement _schema;
    private readonly Dictionary<string, long> _ofReferences = new(StringComparer.Ordinal);
    private readonly long _written;
    private bool _comparesAll;

    /// <summary>Reads a schema.</summary>
    /// <exception cref="CredentialException">It has parts that are not read (<see cref="CredentialError.UnsupportedSchema"/>), or is too large (<see cref="CredentialError.TooMuchWork"/>).</exception>
    public SchemaCost(JsonElement schema)
    {
        _schema = schema;
        _written = Math.Min(Of(schema, ""), Most);
    }

    /// <summary>The schema.</summary>
    public JsonElement Schema => _schema;

    /// <summary>Refuses a document that would cost too much.</summary>
    /// <exception cref="CredentialException">It would (<see cref="CredentialError.TooMuchWork"/>).</exception>
    public void Check(JsonElement document)
    {
        var values = Count(document);
        if (_written * values > Most || (_comparesAll && values * values > Most)) throw TooMuch();
    }

    /// <summary>The part of the schema that an evaluation path leads to, through references; undefined if there is none.</summary>
    public JsonElement Follow(string path)
    {
        var place = _schema;
        foreach (var part in Parts(path))
        {
            if (part == "$ref" && place.ValueKind == JsonValueKind.Object && place.TryGetProperty(part, out var reference)) place = Find(reference.GetString()!);
            else if (place.ValueKind == JsonValueKind.Object && place.TryGetProperty(part, out var member)) place = member;
            else if (place.ValueKind == JsonValueKind.Array && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < place.GetArrayLength()) place = place[index];
            else if (part != "items") return default; // JsonSchema.Net's paths say it twice.
        }

        return place;
    }

    private long Of(JsonElement value, string place)
    {
        long sum = 1;
        if (value.ValueKind == JsonValueKind.Array) foreach (var (index, item) in value.EnumerateArray().Index()) sum = Add(sum, Of(item, string.Create(CultureInfo.InvariantCulture, $"{place}/{index}")));
        if (value.ValueKind != JsonValueKind.Object) return sum;
        foreach (var member in value.EnumerateObject())
        {
            var there = $"{place}/{Escape(member.Name)}";
            if (member.NameEquals("$ref")) sum = Add(sum, OfReference(member.Value, there));
            else if (s_refused.Contains(member.Name)) throw Unsupported($"The schema uses '{member.Name}', which is not read here.", there);
            else sum = Add(sum, Of(member.Value, there));
            _comparesAll |= member.NameEquals("uniqueItems");
        }

        return sum;
    }

    private long OfReference(JsonElement value, string place)
    {
        const long Open = -1;
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not ['#', ..] reference) throw Unsupported("The schema refers to another one, which is not read.", place);
        if (_ofReferences.TryGetValue(reference, out var known)) return known == Open ? throw Unsupported("The schema refers to itself, which is not read.", place) : known;
        _ofReferences[reference] = Open;
        return _ofReferences[reference] = Of(Find(reference, place), Uri.UnescapeDataString(reference[1..]));
    }

    /// <summary>A place by its JSON Pointer in a fragment (RFC 6901, section 6).</summary>
    private JsonElement Find(string reference, string? from = null)
    {
        var place = _schema;
        foreach (var name in Parts(Uri.UnescapeDataString(reference[1..])))
        {
            if (place.ValueKind == JsonValueKind.Object && place.TryGetProperty(name, out var member)) place = member;
            else throw Unsupported("The schema refers to a place that is not in it.", from);
        }

        return reference.Length == 1 || reference[1] == '/' ? place : throw Unsupported("The schema refers to a name, which is not read.", from);
    }

    /// <summary>The name of a member as a part of a JSON Pointer.</summary>
    public static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static CredentialException Unsupported(string message, string? place) => new(CredentialError.UnsupportedSchema, message, place);

    private static IEnumerable<string> Parts(string pointer) =>
        pointer.Split('/').Skip(1).Select(static part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));

    private static long Add(long sum, long more) => sum + more <= Most ? sum + more : throw TooMuch();

    private static long Count(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => 1 + value.EnumerateObject().Sum(static member => Count(member.Value)),
        JsonValueKind.Array => 1 + value.EnumerateArray().Sum(Count),
        _ => 1,
    };

    private static CredentialException TooMuch() => new(CredentialError.TooMuchWork, "Checking the document against its schema would take too much work.");
}
