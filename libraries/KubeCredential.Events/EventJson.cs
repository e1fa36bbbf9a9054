using System.Text.Json;

namespace KubeCredential.Events;

/// <summary>Reads the members of an event. Errors name the member.</summary>
internal static class EventJson
{
    private const int MaxReason = 4000;

    public static JsonElement Property(JsonElement parent, string name, JsonValueKind kind) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : throw Wrong(name, $"of kind {kind}");

    public static string Text(JsonElement parent, string name) =>
        Property(parent, name, JsonValueKind.String).GetString() is { Length: > 0 and <= 200 } text ? text : throw Wrong(name, "of 1 to 200 characters");

    public static string? OptionalText(JsonElement parent, string name) =>
        !Has(parent, name) ? null : Property(parent, name, JsonValueKind.String).GetString() is { Length: <= MaxReason } text ? text : throw Wrong(name, $"of at most {MaxReason} characters");

    public static string? OptionalHex(JsonElement parent, string name, int characters) =>
        !Has(parent, name) ? null
        : Property(parent, name, JsonValueKind.String).GetString() is { } text && text.Length == characters && text.All(char.IsAsciiHexDigitLower) ? text
        : throw Wrong(name, $"{characters} hexadecimal digits in lower case");

    public static Guid Id(JsonElement parent, string name) =>
        Property(parent, name, JsonValueKind.String).TryGetGuid(out var id) ? id : throw Wrong(name, "a UUID");

    public static Guid? OptionalId(JsonElement parent, string name) => Has(parent, name) ? Id(parent, name) : null;

    public static DateTimeOffset Moment(JsonElement parent, string name) =>
        Property(parent, name, JsonValueKind.String).TryGetDateTimeOffset(out var moment) ? moment : throw Wrong(name, "an RFC 3339 date and time");

    public static int Number(JsonElement parent, string name, int minimum) =>
        Property(parent, name, JsonValueKind.Number).TryGetInt32(out var number) && number >= minimum ? number : throw Wrong(name, $"a whole number from {minimum}");

    public static bool Has(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    public static EventFormatException Wrong(string name, string rule) => new($"The event's '{name}' is missing or is not {rule}.");
}
