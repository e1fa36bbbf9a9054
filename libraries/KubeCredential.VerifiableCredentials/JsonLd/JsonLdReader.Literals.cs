using System.Globalization;
using System.Numerics;
using System.Text.Json;
using KubeCredential.VerifiableCredentials.Json;
using KubeCredential.VerifiableCredentials.Rdf;

namespace KubeCredential.VerifiableCredentials.JsonLd;

/// <summary>Texts, numbers and the like.</summary>
internal sealed partial class JsonLdReader
{
    private const string RdfJson = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";
    private const string XsdBoolean = "http://www.w3.org/2001/XMLSchema#boolean";
    private const string XsdInteger = "http://www.w3.org/2001/XMLSchema#integer";
    private const string XsdDouble = "http://www.w3.org/2001/XMLSchema#double";

    /// <summary>Value expansion (W3C JSON-LD 1.1 API, section 5.3).</summary>
    private void ReadScalar(ActiveContext active, TermDefinition? definition, JsonElement value, in Target target)
    {
        if (target.Predicate is null && target.List is null) throw Invalid("A value stands where only an object can.", "");
        if (definition is not null) active = _contexts.Scoped(active, definition, propagates: true);
        if (value.ValueKind == JsonValueKind.String && definition?.Type is "@id" or "@vocab")
        {
            Place(target, Resource(AbsoluteOf(active, value.GetString()!, vocabulary: definition!.Type == "@vocab")));
            return;
        }

        var type = definition?.Type is "@id" or "@vocab" or "@none" ? null : definition?.Type;
        if (type is not null || value.ValueKind != JsonValueKind.String) Place(target, Literal(value, type));
        else Place(target, RdfTerm.Tagged(value.GetString()!, definition is { HasLanguage: true } ? definition.Language : active.Language, DirectionOf(active, definition)));
    }

    /// <summary>An object with <c>@value</c> (section 5.1, step 14).</summary>
    private void ReadLiteral(ActiveContext active, JsonElement owner, JsonElement value, List<string>? types, in Target target)
    {
        var (language, direction) = (default(string), default(string));
        foreach (var member in owner.EnumerateObject())
        {
            switch (active.Expand(member.Name, vocabulary: true))
            {
                case "@value" or "@type" or "@context": break;
                case "@index" when member.Value.ValueKind == JsonValueKind.String: break;
                case "@language" when member.Value.ValueKind == JsonValueKind.String && Keywords.IsLanguage(member.Value.GetString()!): language = member.Value.GetString()!.ToLowerInvariant(); break;
                case "@direction" when member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() is "ltr" or "rtl": direction = member.Value.GetString(); break;
                default: throw Invalid("A value object has a member that none has.", member.Name);
            }
        }

        if (types is { Count: > 1 } || (types is not null && (language ?? direction) is not null)) throw Invalid("A value object has two types, or a type and a language or a direction.", "@value");
        var type = types is null ? null : active.Expand(types[0], vocabulary: true);
        if (type == "@json")
        {
            Place(target, RdfTerm.Literal(Jcs.ToText(value), RdfJson));
            return;
        }

        if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null) throw Invalid("The value of a value object is not text, a number, true or false.", "@value");
        if (type is not null && !Keywords.IsAbsolute(type)) throw Invalid("The type of a value object is not an absolute IRI.", "@value");
        var isText = (language ?? direction) is not null;
        if (isText && value.ValueKind != JsonValueKind.String) throw Invalid("A value with a language or a direction is not text.", "@value");
        if (target.Predicate is null && target.List is null) throw Invalid("A value stands where only an object can.", "@value");
        Place(target, isText ? RdfTerm.Tagged(value.GetString()!, language, direction) : Literal(value, type));
    }

    private static string? DirectionOf(ActiveContext active, TermDefinition? definition) => definition is { HasDirection: true } ? definition.Direction : active.Direction;

    /// <summary>An object with a text for each language.</summary>
    private void ReadLanguages(ActiveContext active, TermDefinition definition, JsonElement map, in Target target)
    {
        var direction = DirectionOf(active, definition);
        foreach (var member in map.EnumerateObject())
        {
            var isNone = active.Expand(member.Name, vocabulary: true) == "@none";
            if (!isNone && !Keywords.IsLanguage(member.Name)) throw Invalid("A name is not a language tag.", member.Name);
            foreach (var item in JsonDocuments.OneOrMany(member.Value))
            {
                if (item.ValueKind == JsonValueKind.Null) continue;
                if (item.ValueKind != JsonValueKind.String) throw Invalid("A value with a language is not text.", member.Name);
                Place(target, RdfTerm.Tagged(item.GetString()!, isNone ? null : member.Name.ToLowerInvariant(), direction));
            }
        }
    }

    /// <summary>Section 8.2.2, "Object to RDF Conversion".</summary>
    private static RdfTerm Literal(JsonElement value, string? type)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.True: return RdfTerm.Literal("true", type ?? XsdBoolean);
            case JsonValueKind.False: return RdfTerm.Literal("false", type ?? XsdBoolean);
            case JsonValueKind.Number: break;
            default: return RdfTerm.Literal(value.GetString()!, type);
        }

        var number = value.GetDouble();
        if (!double.IsFinite(number)) throw new CredentialException(CredentialError.InvalidNumber, "A number is beyond the range of a double.");
        const double FirstWithExponent = 1e21;
        return double.IsInteger(number) && Math.Abs(number) < FirstWithExponent && type != XsdDouble
            ? RdfTerm.Literal(new BigInteger(number).ToString(CultureInfo.InvariantCulture), type ?? XsdInteger)
            : RdfTerm.Literal(DoubleText(number), type ?? XsdDouble);
    }

    /// <summary>The canonical form of xsd:double with 15 digits after the point, as section 8.6 wants it: <c>1.5E0</c>.</summary>
    private static string DoubleText(double number)
    {
        var text = number.ToString("E15", CultureInfo.InvariantCulture);
        var e = text.IndexOf('E', StringComparison.Ordinal);
        var digits = text.AsSpan(0, e).TrimEnd('0');
        var exponent = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{digits}{(digits[^1] == '.' ? "0" : "")}E{exponent}");
    }
}
