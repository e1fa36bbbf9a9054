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
    private bool _comparesAll;

    private SchemaCost(JsonElement schema) => _schema = schema;

    /// <exception cref="CredentialException">The schema has parts that are not read (<see cref="CredentialError.UnsupportedSchema"/>), or costs too much (<see cref="CredentialError.TooMuchWork"/>).</exception>
    public static void Check(JsonElement schema, JsonElement document)
    {
        var cost = new SchemaCost(schema);
        var (written, values) = (cost.Of(schema), Count(document));
        if (Math.Min(written, Most) * values > Most || (cost._comparesAll && values * values > Most)) throw TooMuch();
    }

    private long Of(JsonElement value)
    {
        long sum = 1;
        if (value.ValueKind == JsonValueKind.Array) foreach (var item in value.EnumerateArray()) sum = Add(sum, Of(item));
        if (value.ValueKind != JsonValueKind.Object) return sum;
        foreach (var member in value.EnumerateObject())
        {
            if (member.NameEquals("$ref")) sum = Add(sum, OfReference(member.Value));
            else if (s_refused.Contains(member.Name)) throw new CredentialException(CredentialError.UnsupportedSchema, $"The schema uses '{member.Name}', which is not read here.");
            else sum = Add(sum, Of(member.Value));
            _comparesAll |= member.NameEquals("uniqueItems");
        }

        return sum;
    }

    private long OfReference(JsonElement value)
    {
        const long Open = -1;
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not ['#', ..] reference) throw new CredentialException(CredentialError.UnsupportedSchema, "The schema refers to another one, which is not read.");
        if (_ofReferences.TryGetValue(reference, out var known)) return known == Open ? throw new CredentialException(CredentialError.UnsupportedSchema, "The schema refers to itself, which is not read.") : known;
        _ofReferences[reference] = Open;
        return _ofReferences[reference] = Of(Find(reference));
    }

    /// <summary>A place by its JSON Pointer in a fragment (RFC 6901, section 6).</summary>
    private JsonElement Find(string reference)
    {
        var place = _schema;
        foreach (var part in Uri.UnescapeDataString(reference[1..]).Split('/').Skip(1))
        {
            var name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (place.ValueKind == JsonValueKind.Object && place.TryGetProperty(name, out var member)) place = member;
            else throw new CredentialException(CredentialError.UnsupportedSchema, "The schema refers to a place that is not in it.");
        }

        return reference.Length == 1 || reference[1] == '/' ? place : throw new CredentialException(CredentialError.UnsupportedSchema, "The schema refers to a name, which is not read.");
    }

    private static long Add(long sum, long more) => sum + more <= Most ? sum + more : throw TooMuch();

    private static long Count(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => 1 + value.EnumerateObject().Sum(static member => Count(member.Value)),
        JsonValueKind.Array => 1 + value.EnumerateArray().Sum(Count),
        _ => 1,
    };

    private static CredentialException TooMuch() => new(CredentialError.TooMuchWork, "Checking the document against its schema would take too much work.");
}
