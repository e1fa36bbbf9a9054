using System.Globalization;
using System.Text.Json;
using Issuance.Api.Credentials;
using KubeCredential.VerifiableCredentials.Schemas;

namespace Issuance.Api.CredentialTypes;

/// <summary>Says the rules of a schema as sentences.</summary>
internal static class SchemaRules
{
    private const string Root = "/metadata";
    private const int MostChoices = 20;

    /// <summary>The faults of metadata at a place where it breaks its schema: one, or one for each member that is missing.</summary>
    public static IEnumerable<TypeFault> Of(SchemaFault fault, JsonElement metadata)
    {
        var there = ValueAt(metadata, fault.Place);
        return fault.Keyword == "required" && fault.Value.ValueKind == JsonValueKind.Array && there.ValueKind == JsonValueKind.Object
            ? fault.Value.EnumerateArray().Select(static name => name.GetString()!).Where(name => !there.TryGetProperty(name, out _))
                .Select(name => new TypeFault($"{Root}{fault.Place}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", "This is required.", "nothing"))
            : [new TypeFault(Root + fault.Place, RuleOf(fault), KindOf(there))];
    }

    private static string RuleOf(SchemaFault fault) => (fault.Keyword, fault.Value.ValueKind) switch
    {
        ("type", JsonValueKind.String) => $"This must be {NameOf(fault.Value.GetString()!)}.",
        ("type", JsonValueKind.Array) => $"This must be {string.Join(" or ", fault.Value.EnumerateArray().Select(static one => NameOf(one.GetString()!)))}.",
        ("enum", JsonValueKind.Array) when fault.Value.GetArrayLength() <= MostChoices => $"This must be one of {string.Join(", ", fault.Value.EnumerateArray().Select(TextOf))}.",
        ("const", _) => $"This must be {TextOf(fault.Value)}.",
        ("minLength", _) => $"This must have at least {TextOf(fault.Value)} characters.",
        ("maxLength", _) => $"This must have at most {TextOf(fault.Value)} characters.",
        ("minimum", _) => $"This must be at least {TextOf(fault.Value)}.",
        ("maximum", _) => $"This must be at most {TextOf(fault.Value)}.",
        ("exclusiveMinimum", _) => $"This must be more than {TextOf(fault.Value)}.",
        ("exclusiveMaximum", _) => $"This must be less than {TextOf(fault.Value)}.",
        ("multipleOf", _) => $"This must be a multiple of {TextOf(fault.Value)}.",
        ("minItems", _) => $"This must have at least {TextOf(fault.Value)} entries.",
        ("maxItems", _) => $"This must have at most {TextOf(fault.Value)} entries.",
        ("uniqueItems", _) => "No two entries may be the same.",
        ("pattern", _) => $"This must match the pattern {TextOf(fault.Value)}.",
        ("format", JsonValueKind.String) => fault.Value.GetString() switch
        {
            "date" => "This must be a real calendar day, written YYYY-MM-DD.",
            "date-time" => "This must be a time with its zone, written YYYY-MM-DDThh:mm:ssZ.",
            "email" => "This must be an e-mail address, such as name@example.org.",
            "uri" => "This must be a complete web address, such as https://example.org/.",
            var format => $"This must be of the format {format}.",
        },
        ("additionalProperties" or "unevaluatedProperties", _) => "The type has no such field.",
        _ => $"{fault.Message.TrimEnd('.')}.",
    };

    private static string NameOf(string type) => type switch
    {
        "string" => "text",
        "number" => "a number",
        "integer" => "a whole number",
        "boolean" => "true or false",
        "array" => "a list",
        "object" => "an object",
        _ => type,
    };

    private static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "text",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "list",
        JsonValueKind.Object => "object",
        JsonValueKind.Null => "null",
        _ => "nothing",
    };

    private static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static JsonElement ValueAt(JsonElement place, string pointer)
    {
        foreach (var part in pointer.Split('/').Skip(1))
        {
            var name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (place.ValueKind == JsonValueKind.Object && place.TryGetProperty(name, out var member)) place = member;
            else if (place.ValueKind == JsonValueKind.Array && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < place.GetArrayLength()) place = place[index];
            else return default;
        }

        return place;
    }
}
