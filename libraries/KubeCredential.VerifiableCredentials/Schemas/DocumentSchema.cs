using System.Text.Json;
using Json.Schema;
using Json.Schema.Keywords;
using KubeCredential.VerifiableCredentials.Json;

namespace KubeCredential.VerifiableCredentials.Schemas;

/// <summary>
/// A JSON Schema of draft 2020-12 that somebody else has written, read once and applied to any number of documents. Nothing outside it is read, references never go in a circle, patterns are
/// checked in linear time, and the cost of a check is bounded. It can be used by several threads.
/// </summary>
public sealed class DocumentSchema
{
    /// <summary>The draft, as schemas name it.</summary>
    public const string Draft = "https://json-schema.org/draft/2020-12/schema";

    private static readonly IKeywordHandler[] s_keywords =
    [
        RefKeyword.Instance, DefsKeyword.Instance, CommentKeyword.Instance, TitleKeyword.Instance, DescriptionKeyword.Instance, DefaultKeyword.Instance, ExamplesKeyword.Instance,
        DeprecatedKeyword.Instance, ReadOnlyKeyword.Instance, WriteOnlyKeyword.Instance, ContentEncodingKeyword.Instance, ContentMediaTypeKeyword.Instance, ContentSchemaKeyword.Instance,
        AllOfKeyword.Instance, AnyOfKeyword.Instance, OneOfKeyword.Instance, NotKeyword.Instance, IfKeyword.Instance, ThenKeyword.Instance, ElseKeyword.Instance,
        DependentSchemasKeyword.Instance, DependentRequiredKeyword.Instance, PropertiesKeyword.Instance, AdditionalPropertiesKeyword.Instance, PropertyNamesKeyword.Instance, PatternPropertiesKeyword.Instance,
        UnevaluatedPropertiesKeyword.Instance, PrefixItemsKeyword.Instance, ItemsKeyword.Instance, ContainsKeyword.Instance, MinContainsKeyword.Instance, MaxContainsKeyword.Instance, UnevaluatedItemsKeyword.Instance,
        TypeKeyword.Instance, EnumKeyword.Instance, ConstKeyword.Instance, RequiredKeyword.Instance, MultipleOfKeyword.Instance, MaximumKeyword.Instance, MinimumKeyword.Instance,
        ExclusiveMaximumKeyword.Instance, ExclusiveMinimumKeyword.Instance, MaxLengthKeyword.Instance, MinLengthKeyword.Instance, MaxItemsKeyword.Instance, MinItemsKeyword.Instance, UniqueItemsKeyword.Instance,
        MaxPropertiesKeyword.Instance, MinPropertiesKeyword.Instance, new LinearPattern(),
    ];

    private static readonly Dialect s_withoutFormats = new(s_keywords) { AllowUnknownKeywords = true };
    private static readonly Dialect s_withFormats = new([.. s_keywords, FormatKeyword.Instance]) { AllowUnknownKeywords = true };

    private static readonly JsonElement[] s_ofEachKind = [.. JsonDocument.Parse("""[{"a":1},"a",1,[1],true,null]""").RootElement.EnumerateArray()];

    private readonly SchemaCost _cost;
    private readonly JsonSchema _schema;
    private readonly EvaluationOptions _options;

    private DocumentSchema(SchemaCost cost, JsonSchema schema, bool assertsFormats)
    {
        (_cost, _schema) = (cost, schema);
        _options = new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = assertsFormats };
    }

    /// <summary>Reads a schema.</summary>
    /// <param name="utf8">The schema: a JSON object. Its <c>$id</c> is not used.</param>
    /// <param name="assertsFormats">Whether the keyword <c>format</c> is a rule; in the draft itself it is a note only.</param>
    /// <param name="limits">What it may cost; null: <see cref="CredentialLimits.Default"/>.</param>
    /// <exception cref="CredentialException">
    /// It is not JSON, is malformed, of another draft, or has parts that are not read, such as references to elsewhere (<see cref="CredentialError.UnsupportedSchema"/>), or is too large
    /// (<see cref="CredentialError.TooMuchWork"/>).
    /// </exception>
    public static DocumentSchema Read(ReadOnlySpan<byte> utf8, bool assertsFormats = false, CredentialLimits? limits = null)
    {
        var parsed = JsonDocuments.ParseObject(utf8, limits ?? CredentialLimits.Default);
        if (parsed.TryGetProperty("$schema", out _) && JsonDocuments.Text(parsed, "$schema")?.TrimEnd('#') != Draft) throw Unsupported("The schema is of another draft than 2020-12.");
        // Its address is not needed, since nothing outside is read.
        var json = JsonDocuments.Without(JsonDocuments.Without(parsed, "$schema"), "$id");
        var cost = new SchemaCost(json); // Before it is built: building follows the references.
        return Guarded(json, assertsFormats, () => new DocumentSchema(cost, Build(json, assertsFormats), assertsFormats));
    }

    private static JsonSchema Build(JsonElement json, bool assertsFormats) =>
        JsonSchema.Build(json, new BuildOptions { Dialect = assertsFormats ? s_withFormats : s_withoutFormats, SchemaRegistry = new SchemaRegistry() });

    /// <summary>Where a document breaks the schema; empty if it follows it.</summary>
    /// <param name="document">The document.</param>
    /// <exception cref="CredentialException">The check would cost too much (<see cref="CredentialError.TooMuchWork"/>), or the schema turns out to be malformed (<see cref="CredentialError.UnsupportedSchema"/>).</exception>
    public IReadOnlyList<SchemaFault> FaultsOf(JsonElement document)
    {
        _cost.Check(document);
        return Guarded(_cost.Schema, _options.RequireFormatValidation, () =>
        {
            var results = _schema.Evaluate(document, _options);
            if (results.IsValid) return [];
            var faults = new List<SchemaFault>();
            Collect(results, faults);
            foreach (var detail in results.Details ?? []) Collect(detail, faults);
            return faults.Count > 0 ? (IReadOnlyList<SchemaFault>)faults : [new SchemaFault("", "", default, "The document does not follow the schema.")];
        });
    }

    private void Collect(EvaluationResults results, List<SchemaFault> faults)
    {
        if (results.IsValid || results.Errors is not { Count: > 0 } errors) return;
        var (pointer, path) = (results.InstanceLocation.ToString(), results.EvaluationPath.ToString());
        foreach (var (keyword, message) in errors)
        {
            // A subschema that is false has no keyword of its own: the last part of its path is the one that led to it.
            var value = keyword.Length > 0 ? _cost.Follow(path) is { ValueKind: JsonValueKind.Object } owner && owner.TryGetProperty(keyword, out var found) ? found : default : default;
            faults.Add(new SchemaFault(pointer, keyword.Length > 0 ? keyword : path[(path.LastIndexOf('/') + 1)..], value, message));
        }
    }

    private static T Guarded<T>(JsonElement schema, bool assertsFormats, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (IsOfSchema(error))
        {
            throw new CredentialException(CredentialError.UnsupportedSchema, error is CredentialException ? error.Message : "The schema is malformed.", SchemaPlaces.FirstThat(schema, keyword => IsMalformed(keyword, assertsFormats)), error);
        }
    }

    /// <summary>Whether a schema of one keyword cannot be used.</summary>
    private static bool IsMalformed(JsonElement keyword, bool assertsFormats)
    {
        try
        {
            // Some mistakes only show once the keyword meets a value that it is about.
            var schema = Build(keyword, assertsFormats);
            foreach (var one in s_ofEachKind) schema.Evaluate(one);
            return false;
        }
        catch (Exception error) when (IsOfSchema(error))
        {
            return true;
        }
    }

    private static bool IsOfSchema(Exception error) =>
        error is JsonException or JsonSchemaException or InvalidOperationException or ArgumentException or CredentialException { Code: CredentialError.UnsupportedSchema, Location: null };

    private static CredentialException Unsupported(string message) => new(CredentialError.UnsupportedSchema, message);
}
