using System.Text.Json;
using Json.Schema;
using Json.Schema.Keywords;
using KubeCredential.VerifiableCredentials.Json;

namespace KubeCredential.VerifiableCredentials.Schemas;

/// <summary>Checks a credential against a JSON Schema of draft 2020-12 (W3C Verifiable Credentials JSON Schema, section 2.1). Formats are notes only, as that draft has it.</summary>
internal static class CredentialSchema
{
    private const string Draft = "https://json-schema.org/draft/2020-12/schema";

    private static readonly Dialect s_dialect = new(
    [
        RefKeyword.Instance, DefsKeyword.Instance, CommentKeyword.Instance, TitleKeyword.Instance, DescriptionKeyword.Instance, DefaultKeyword.Instance, ExamplesKeyword.Instance,
        DeprecatedKeyword.Instance, ReadOnlyKeyword.Instance, WriteOnlyKeyword.Instance, ContentEncodingKeyword.Instance, ContentMediaTypeKeyword.Instance, ContentSchemaKeyword.Instance,
        AllOfKeyword.Instance, AnyOfKeyword.Instance, OneOfKeyword.Instance, NotKeyword.Instance, IfKeyword.Instance, ThenKeyword.Instance, ElseKeyword.Instance,
        DependentSchemasKeyword.Instance, DependentRequiredKeyword.Instance, PropertiesKeyword.Instance, AdditionalPropertiesKeyword.Instance, PropertyNamesKeyword.Instance, PatternPropertiesKeyword.Instance,
        UnevaluatedPropertiesKeyword.Instance, PrefixItemsKeyword.Instance, ItemsKeyword.Instance, ContainsKeyword.Instance, MinContainsKeyword.Instance, MaxContainsKeyword.Instance, UnevaluatedItemsKeyword.Instance,
        TypeKeyword.Instance, EnumKeyword.Instance, ConstKeyword.Instance, RequiredKeyword.Instance, MultipleOfKeyword.Instance, MaximumKeyword.Instance, MinimumKeyword.Instance,
        ExclusiveMaximumKeyword.Instance, ExclusiveMinimumKeyword.Instance, MaxLengthKeyword.Instance, MinLengthKeyword.Instance, MaxItemsKeyword.Instance, MinItemsKeyword.Instance, UniqueItemsKeyword.Instance,
        MaxPropertiesKeyword.Instance, MinPropertiesKeyword.Instance, new LinearPattern(),
    ])
    { AllowUnknownKeywords = true };

    /// <summary>Where the document breaks the schema, as a JSON Pointer; null: it does not.</summary>
    /// <exception cref="CredentialException">The schema cannot be read, is of another draft, or costs too much.</exception>
    public static string? Violation(ReadOnlySpan<byte> schema, JsonElement document, CredentialLimits limits)
    {
        var parsed = JsonDocuments.ParseObject(schema, limits);
        if (parsed.TryGetProperty("$schema", out _) && JsonDocuments.Text(parsed, "$schema")?.TrimEnd('#') != Draft) throw Unsupported("The schema is of another draft than 2020-12.");
        // Its address is not needed, since nothing outside is read.
        var inner = JsonDocuments.Without(JsonDocuments.Without(parsed, "$schema"), "$id");
        SchemaCost.Check(inner, document);
        try
        {
            var results = JsonSchema.Build(inner, new BuildOptions { Dialect = s_dialect, SchemaRegistry = new SchemaRegistry() }).Evaluate(document, new EvaluationOptions { OutputFormat = OutputFormat.List });
            return results.IsValid ? null : results.Details?.FirstOrDefault(static detail => detail.Errors is { Count: > 0 })?.InstanceLocation.ToString() ?? "";
        }
        catch (Exception error) when (error is JsonException or JsonSchemaException or InvalidOperationException or ArgumentException)
        {
            throw new CredentialException(CredentialError.UnsupportedSchema, "The schema is malformed.", inner: error);
        }
    }

    private static CredentialException Unsupported(string message) => new(CredentialError.UnsupportedSchema, message);
}
