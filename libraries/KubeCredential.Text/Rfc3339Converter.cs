using System.Text.Json;
using System.Text.Json.Serialization;

namespace KubeCredential.Text;

/// <summary>Writes times as <see cref="Rfc3339.Format(DateTimeOffset)"/> does; reads any RFC 3339 date-time.</summary>
public sealed class Rfc3339Converter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Rfc3339.TryParse(reader.GetString(), out DateTimeOffset moment) ? moment : throw new JsonException("This must be an RFC 3339 date and time.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Rfc3339.Format(value));
}
