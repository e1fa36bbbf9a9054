using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KubeCredential.Text;

namespace KubeCredential.ServiceDefaults.Requests;

/// <summary>
/// Compares the JSON of a body with the type that a handler accepts before deserialising it. Unknown members, including those in another
/// case, and values of another type are reported with their paths, all at once.
/// </summary>
internal static class RequestShape
{
    /// <summary>Reports what does not match.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">The expected type.</param>
    /// <param name="path">Its path in the body; empty for the body itself.</param>
    /// <param name="errors">Faults by field.</param>
    public static void Check(JsonElement value, JsonTypeInfo type, string path, IDictionary<string, string[]> errors)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object:
                if (value.ValueKind != JsonValueKind.Object)
                {
                    errors[path.Length == 0 ? RequestJson.BodyField : path] = [path.Length == 0 ? "The body must be a JSON object." : "This must be a JSON object."];
                    return;
                }

                RequestJson.RefuseUnknown(value, [.. type.Properties.Select(static property => property.Name)], path, errors);
                foreach (var property in type.Properties)
                {
                    if (!value.TryGetProperty(property.Name, out var member)) continue;
                    if (member.ValueKind == JsonValueKind.Null && IsNullable(property.PropertyType)) continue;
                    Check(member, type.Options.GetTypeInfo(property.PropertyType), RequestJson.PathOf(path, property.Name), errors);
                }

                break;
            case JsonTypeInfoKind.Enumerable:
                if (value.ValueKind != JsonValueKind.Array)
                {
                    errors[path] = ["This must be a list."];
                    return;
                }

                var place = 0;
                foreach (var item in value.EnumerateArray())
                {
                    if (errors.Count >= RequestJson.MostTold) return;
                    var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{place++}]");
                    if (item.ValueKind == JsonValueKind.Null) errors[at] = ["This must not be null."];
                    else Check(item, type.Options.GetTypeInfo(type.ElementType!), at, errors);
                }

                break;
            default:
                if (FaultOf(value, Nullable.GetUnderlyingType(type.Type) ?? type.Type) is { } fault) errors[path] = [fault];
                break;
        }
    }

    private static bool IsNullable(Type type) => !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;

    private static string? FaultOf(JsonElement value, Type type)
    {
        if (type == typeof(string)) return value.ValueKind != JsonValueKind.String ? "This must be text." : JsonText.ValueOf(value) is null ? RequestJson.NotUnicode : null;
        if (type == typeof(bool)) return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "This must be true or false.";
        if (type == typeof(int)) return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _) ? null : $"This must be a whole number from {int.MinValue} to {int.MaxValue}.";
        if (type == typeof(long)) return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _) ? null : $"This must be a whole number from {long.MinValue} to {long.MaxValue}.";
        if (type == typeof(DateTimeOffset))
        {
            return value.ValueKind == JsonValueKind.String && Rfc3339.TryParse(JsonText.ValueOf(value), out DateTimeOffset _)
                ? null
                : "This must be an RFC 3339 date and time, such as 2026-01-31T08:15:30Z.";
        }

        // Arbitrary JSON, or a type with a converter of its own.
        return null;
    }
}
