using System.Text.Json;
using Issuance.Api.CredentialTypes;

namespace Issuance.Api.Batches;

/// <summary>What the registered types of credentials say about the columns of a file.</summary>
internal sealed class BatchTypes(TypeRegistry registry)
{
    /// <summary>The members of the metadata that a type names; empty if it is not registered.</summary>
    public async ValueTask<IReadOnlyList<BatchTypeProperty>> PropertiesOfAsync(string? name, string? issuer, CancellationToken cancellationToken) =>
        name is not null && await registry.FindAsync(name, issuer ?? "", cancellationToken) is { } type ? PropertiesOf(type.Definition) : [];

    /// <summary>The members of the metadata that a definition names.</summary>
    internal static IReadOnlyList<BatchTypeProperty> PropertiesOf(TypeDefinition definition)
    {
        if (!definition.Schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object) return [];
        HashSet<string> required = definition.Schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array
            ? [.. names.EnumerateArray().Where(static one => one.ValueKind == JsonValueKind.String).Select(static one => one.GetString()!)]
            : [];
        var order = definition.Display.SelectMany(static one => one.Fields).Select(static field => field.Name).Distinct().ToList();
        return
        [
            .. properties.EnumerateObject()
                .OrderBy(one => order.IndexOf(one.Name) is >= 0 and var place ? place : int.MaxValue)
                .Select(one => new BatchTypeProperty(
                    one.Name, KindOf(one.Value), required.Contains(one.Name), [.. definition.Display.SelectMany(static display => display.Fields).Where(field => field.Name == one.Name).Select(static field => field.Label)])),
        ];
    }

    private static BatchValueKind KindOf(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("type", out var type)) return BatchValueKind.Any;
        var named = type.ValueKind switch
        {
            JsonValueKind.String => type.GetString(),
            // A member that may be null is what it is otherwise.
            JsonValueKind.Array => type.EnumerateArray().Where(static one => one.ValueKind == JsonValueKind.String && one.GetString() != "null").Select(static one => one.GetString()).ToArray() is [var only] ? only : null,
            _ => null,
        };
        return named switch
        {
            "number" => BatchValueKind.Number,
            "integer" => BatchValueKind.Integer,
            "boolean" => BatchValueKind.Boolean,
            "string" when schema.TryGetProperty("format", out var format) && format.ValueKind == JsonValueKind.String && format.GetString() == "date" => BatchValueKind.Date,
            "string" => BatchValueKind.Text,
            _ => BatchValueKind.Any,
        };
    }
}

/// <summary>A member of the metadata that a schema names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="IsRequired">Whether it must be there.</param>
/// <param name="Labels">What people call it, in the languages of the type.</param>
internal sealed record BatchTypeProperty(string Name, BatchValueKind Kind, bool IsRequired, IReadOnlyList<string> Labels);

/// <summary>What the values of a member of the metadata are.</summary>
internal enum BatchValueKind
{
    /// <summary>Whatever the cell holds.</summary>
    Any,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>Yes or no.</summary>
    Boolean,

    /// <summary>A day.</summary>
    Date,
}
