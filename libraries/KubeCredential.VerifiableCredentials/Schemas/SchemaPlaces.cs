using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace KubeCredential.VerifiableCredentials.Schemas;

/// <summary>Finds places in a schema, which follow from what its keywords hold: a schema, several by name, or several in a row (draft 2020-12, sections 10 and 11 of the core).</summary>
internal static class SchemaPlaces
{
    private static readonly string[] s_ofOne = ["not", "if", "then", "else", "items", "additionalProperties", "contains", "propertyNames", "unevaluatedItems", "unevaluatedProperties", "contentSchema"];
    private static readonly string[] s_ofNamed = ["properties", "$defs", "dependentSchemas"];
    private static readonly string[] s_ofMany = ["allOf", "anyOf", "oneOf", "prefixItems"];

    /// <summary>The first keyword that has a fault by itself.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="isFaulty">Whether a schema that has a single keyword has a fault.</param>
    /// <returns>Its place: a JSON Pointer (RFC 6901); null if there is none, so that the keywords do not go together.</returns>
    public static string? FirstThat(JsonElement schema, Func<JsonElement, bool> isFaulty) => Find(schema, "", isFaulty);

    private static string? Find(JsonElement schema, string place, Func<JsonElement, bool> isFaulty)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False) return null;
        if (schema.ValueKind != JsonValueKind.Object) return place;
        foreach (var member in schema.EnumerateObject())
        {
            var there = $"{place}/{SchemaCost.Escape(member.Name)}";
            var found = member.Name switch
            {
                "$ref" => null, // Where it leads to is looked at in its own place.
                var name when s_ofOne.Contains(name) => Find(member.Value, there, isFaulty),
                var name when s_ofNamed.Contains(name) => member.Value.ValueKind != JsonValueKind.Object
                    ? there
                    : member.Value.EnumerateObject().Select(one => Find(one.Value, $"{there}/{SchemaCost.Escape(one.Name)}", isFaulty)).FirstOrDefault(static one => one is not null),
                var name when s_ofMany.Contains(name) => member.Value.ValueKind != JsonValueKind.Array
                    ? there
                    : member.Value.EnumerateArray().Select((one, index) => Find(one, string.Create(CultureInfo.InvariantCulture, $"{there}/{index}"), isFaulty)).FirstOrDefault(static one => one is not null),
                _ => isFaulty(Alone(member)) ? there : null,
            };
            if (found is not null) return found;
        }

        return null;
    }

    /// <summary>A schema that has this keyword alone.</summary>
    private static JsonElement Alone(JsonProperty member)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            member.WriteTo(json);
            json.WriteEndObject();
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }
}
