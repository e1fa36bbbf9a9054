using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Issuance.Api.Credentials;
using Issuance.Api.Documents;
using Issuance.Api.Issuers;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Text;
using KubeCredential.VerifiableCredentials;
using KubeCredential.VerifiableCredentials.Schemas;

namespace Issuance.Api.CredentialTypes;

/// <summary>Reads the bodies of requests about credential types. It reports all errors at once, each with its field and rule.</summary>
internal static partial class TypeRequestReader
{
    /// <summary>The largest schema, in bytes.</summary>
    public const int MaxSchemaBytes = 32 * 1024;

    private const int MaxTitle = 100;
    private const int MaxText = 500;
    private const int MaxHelp = 300;
    private const int MaxCriteria = 2000;
    private const int MaxTag = 50;
    private const int MostLanguages = 20;
    private const int MostFields = 100;
    private const int MostTags = 20;

    private static readonly string[] s_version = ["schema", "display", "design", "validity", "publicFields", "achievement", "formats"];
    private static readonly string[] s_type = ["id", "name", "issuer", .. s_version];
    private static readonly string[] s_ofFiles = ["contentEncoding", "contentMediaType"];
    private static readonly TypeDesign s_plain = new("#1f4e79", "#ffffff", null, null);

    /// <summary>The contents of a body; valid only if there are no errors.</summary>
    internal readonly record struct Result(string? Id, string Name, string? Issuer, TypeDefinition Definition);

    /// <summary>Reads a request to register a type.</summary>
    public static Result ReadType(ReadOnlyMemory<byte> utf8, Dictionary<string, string[]> errors) => CredentialFields.ReadBody(utf8, s_type, errors, root => new Result(
        Id(root, errors),
        CredentialFields.Text(root, "name", CredentialFields.MaxTypeCharacters, errors),
        CredentialFields.IsGiven(root, "issuer", out _) ? CredentialFields.Text(root, "issuer", CredentialFields.MaxNameCharacters, errors) : null,
        Definition(root, errors)));

    /// <summary>Reads a request to publish another version.</summary>
    public static TypeDefinition? ReadVersion(ReadOnlyMemory<byte> utf8, Dictionary<string, string[]> errors) => CredentialFields.ReadBody(utf8, s_version, errors, root => Definition(root, errors));

    private static TypeDefinition Definition(JsonElement root, Dictionary<string, string[]> errors)
    {
        var reader = new Reader(errors);
        var schema = Schema(root, errors);
        return new TypeDefinition(
            schema,
            reader.List(root, "display", "", MostLanguages, reader.Display),
            CredentialFields.IsGiven(root, "design", out var design) ? reader.Design(design) : s_plain,
            CredentialFields.IsGiven(root, "validity", out var validity) ? reader.Validity(validity) : new TypeValidity(TypeValidity.None),
            reader.List(root, "publicFields", "", MostFields, reader.Name),
            CredentialFields.IsGiven(root, "achievement", out var achievement) ? reader.Achievement(achievement) : null,
            CredentialFields.IsGiven(root, "formats", out _) ? reader.List(root, "formats", "", MostTags, reader.Format) : null);
    }

    private static string? Id(JsonElement root, Dictionary<string, string[]> errors)
    {
        if (!CredentialFields.IsGiven(root, "id", out var value)) return null;
        if (value.ValueKind == JsonValueKind.String && JsonText.ValueOf(value) is { } text && IssuerSlug.IsValid(text)) return text;
        errors["id"] = [IssuerSlug.Rule];
        return null;
    }

    private static JsonElement Schema(JsonElement root, Dictionary<string, string[]> errors)
    {
        const string Name = "schema";
        if (!CredentialFields.IsGiven(root, Name, out var schema) || schema.ValueKind != JsonValueKind.Object) return Fail("Send a JSON Schema of draft 2020-12 as a JSON object.");
        var bytes = Encoding.UTF8.GetBytes(schema.GetRawText());
        if (bytes.Length > MaxSchemaBytes) return Fail($"This is larger than {MaxSchemaBytes:N0} bytes.");
        if (!schema.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || type.GetString() != "object") return Fail("The metadata are a JSON object: the schema must have \"type\": \"object\".");
        if (PlaceOfFiles(schema, "") is { } place) return Fail("Files cannot be part of the metadata.", place);
        try
        {
            // It is applied once, because some mistakes only show then.
            using var nothing = JsonDocument.Parse("{}");
            _ = DocumentSchema.Read(bytes, assertsFormats: true).FaultsOf(nothing.RootElement);
            return schema.Clone();
        }
        catch (CredentialException error)
        {
            return Fail(error.Message, error.Location);
        }

        JsonElement Fail(string rule, string? place = null)
        {
            // The place is a JSON Pointer, since that is how tools for schemas name places.
            errors[$"{Name}{place}"] = [rule];
            return default;
        }
    }

    /// <summary>Where a schema asks for a file; null if it does not.</summary>
    private static string? PlaceOfFiles(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object) return null;
        foreach (var member in value.EnumerateObject())
        {
            if (s_ofFiles.Contains(member.Name)) return $"{path}/{member.Name}";
            if (member.NameEquals("format") && member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() is "binary" or "byte") return $"{path}/format";
            if (PlaceOfFiles(member.Value, $"{path}/{member.Name}") is { } below) return below;
        }

        return null;
    }

    [GeneratedRegex("^#[0-9a-f]{6}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Colour();

    [GeneratedRegex("^[0-9a-f]{64}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Picture();

    /// <summary>Reads the parts; each error gets the path of its member.</summary>
    private sealed class Reader(Dictionary<string, string[]> errors)
    {
        private static readonly string[] s_display = ["language", "title", "description", "fields"];
        private static readonly string[] s_field = ["name", "label", "help"];
        private static readonly string[] s_design = ["colour", "textColour", "background", "logo"];
        private static readonly string[] s_validity = ["kind", "date", "period"];
        private static readonly string[] s_achievement = ["criteria", "image", "tags"];

        public List<T> List<T>(JsonElement owner, string name, string path, int most, Func<JsonElement, string, T> read)
        {
            var here = path.Length == 0 ? name : $"{path}.{name}";
            if (!CredentialFields.IsGiven(owner, name, out var list)) return [];
            if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > most)
            {
                errors[here] = [$"This must be a list of at most {most} entries."];
                return [];
            }

            return [.. list.EnumerateArray().Select((item, place) => read(item, string.Create(CultureInfo.InvariantCulture, $"{here}[{place}]")))];
        }

        public TypeDisplay Display(JsonElement value, string path)
        {
            if (!IsObject(value, path, s_display)) return new TypeDisplay("", "", null, []);
            var language = Text(value, "language", path, MaxTitle) ?? "";
            if (language.Length > 0 && !LanguageTag.IsTag(language)) errors[$"{path}.language"] = [LanguageTag.Rule];
            return new TypeDisplay(language, Text(value, "title", path, MaxTitle) ?? "", Optional(value, "description", path, MaxText), List(value, "fields", path, MostFields, Field));
        }

        public TypeDesign Design(JsonElement value) => !IsObject(value, "design", s_design) ? s_plain : new TypeDesign(
            ColourOf(value, "colour", s_plain.Colour), ColourOf(value, "textColour", s_plain.TextColour), PictureOf(value, "background", "design"), PictureOf(value, "logo", "design"));

        public TypeValidity Validity(JsonElement value)
        {
            var none = new TypeValidity(TypeValidity.None);
            if (!IsObject(value, "validity", s_validity)) return none;
            switch (Text(value, "kind", "validity", MaxTitle))
            {
                case TypeValidity.None:
                    return none;
                case TypeValidity.Until when Optional(value, "date", "validity", MaxTitle) is { } date && Rfc3339.TryParse(date, out DateOnly day):
                    return new TypeValidity(TypeValidity.Until, Date: day);
                case TypeValidity.Until:
                    errors["validity.date"] = ["This must be a real calendar day, written YYYY-MM-DD."];
                    return none;
                case TypeValidity.ForPeriod when Optional(value, "period", "validity", MaxTitle) is { } period && TypePeriod.TryParse(period, out _):
                    return new TypeValidity(TypeValidity.ForPeriod, Period: period);
                case TypeValidity.ForPeriod:
                    errors["validity.period"] = [TypePeriod.Rule];
                    return none;
                default:
                    errors.TryAdd("validity.kind", ["This must be one of none, until, period."]);
                    return none;
            }
        }

        public TypeAchievement? Achievement(JsonElement value) => !IsObject(value, "achievement", s_achievement) ? null : new TypeAchievement(
            Text(value, "criteria", "achievement", MaxCriteria) ?? "", PictureOf(value, "image", "achievement"), List(value, "tags", "achievement", MostTags, (tag, path) => TextOf(tag, path, MaxTag) ?? ""));

        public string Name(JsonElement value, string path) => TextOf(value, path, MaxTitle) ?? "";

        public string Format(JsonElement value, string path)
        {
            if (value.ValueKind == JsonValueKind.String && DocumentFormat.Find(value.GetString()!) is { } format) return format.Name;
            errors[path] = [$"This must be {DocumentFormat.Names}."];
            return "";
        }

        private TypeFieldText Field(JsonElement value, string path) => !IsObject(value, path, s_field)
            ? new TypeFieldText("", "", null)
            : new TypeFieldText(Text(value, "name", path, MaxTitle) ?? "", Text(value, "label", path, MaxTitle) ?? "", Optional(value, "help", path, MaxHelp));

        private string ColourOf(JsonElement owner, string name, string otherwise)
        {
            if (!CredentialFields.IsGiven(owner, name, out var value)) return otherwise;
            if (value.ValueKind == JsonValueKind.String && value.GetString()!.ToLowerInvariant() is var colour && Colour().IsMatch(colour)) return colour;
            errors[$"design.{name}"] = ["This must be a colour, written #rrggbb."];
            return otherwise;
        }

        private string? PictureOf(JsonElement owner, string name, string path)
        {
            if (!CredentialFields.IsGiven(owner, name, out var value)) return null;
            if (value.ValueKind == JsonValueKind.String && Picture().IsMatch(value.GetString()!)) return value.GetString();
            errors[$"{path}.{name}"] = [TypeStore.PictureRule];
            return null;
        }

        private string? Text(JsonElement owner, string name, string path, int most)
        {
            if (CredentialFields.IsGiven(owner, name, out var value)) return TextOf(value, $"{path}.{name}", most);
            errors[$"{path}.{name}"] = ["This is required."];
            return null;
        }

        private string? Optional(JsonElement owner, string name, string path, int most) => CredentialFields.IsGiven(owner, name, out var value) ? TextOf(value, $"{path}.{name}", most) : null;

        private string? TextOf(JsonElement value, string path, int most)
        {
            if (value.ValueKind == JsonValueKind.String && JsonText.ValueOf(value)?.Trim() is { Length: > 0 } text && UnicodeText.Length(text) <= most && !text.Any(static one => char.IsControl(one) && one != '\n')
                && NameText.FaultOf(text) is null) return UnicodeText.ToNfc(text);
            errors[path] = [$"This must be text of 1 to {most} characters, with at least one visible one, and without control characters."];
            return null;
        }

        private bool IsObject(JsonElement value, string path, string[] known)
        {
            if (value.ValueKind != JsonValueKind.Object)
            {
                errors[path] = ["This must be a JSON object."];
                return false;
            }

            RequestJson.RefuseUnknown(value, known, path, errors);
            return true;
        }
    }
}
