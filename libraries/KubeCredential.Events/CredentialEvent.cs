using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KubeCredential.Text;

namespace KubeCredential.Events;

/// <summary>
/// What happened to a credential, with the credential's whole state. One JSON shape everywhere: on the channel, in the stream entry's
/// <c>event</c> field, in the retry queue and among dead letters.
/// </summary>
/// <param name="EventType">One of <see cref="EventTypes"/>, or one that this version does not know.</param>
/// <param name="EventId">The event's id, a UUIDv7.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Version">1, 2, … per credential. A reader applies an event only if its version is higher than what it holds.</param>
/// <param name="RetryCount">How many attempts to apply the event have failed.</param>
/// <param name="MaxRetries">How many times the event is tried again before it is given up.</param>
/// <param name="CorrelationId">Ties together what one request caused.</param>
/// <param name="CredentialId">The id inside <paramref name="Credential"/>.</param>
/// <param name="Credential">The credential as the REST API shows it: the JSON text of an object.</param>
public sealed record CredentialEvent(
    string EventType,
    Guid EventId,
    DateTimeOffset Timestamp,
    int Version,
    int RetryCount,
    int MaxRetries,
    string CorrelationId,
    Guid CredentialId,
    string Credential)
{
    /// <summary>The largest event that is handled, in UTF-8 bytes. A credential is far smaller, since its parts are limited when it is issued.</summary>
    public const int MaxBytes = 256 * 1024;

    private static readonly JsonDocumentOptions ReadOptions = new() { AllowDuplicateProperties = false, MaxDepth = 32 };
    private static readonly JsonWriterOptions WriteOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 32 };

    /// <summary>Reads an event from its JSON text. Properties that this version does not know are passed over.</summary>
    /// <exception cref="EventFormatException">The text is too long, is not JSON, or lacks a property. The message names it.</exception>
    public static CredentialEvent Parse(string json)
    {
        if (Encoding.UTF8.GetByteCount(json) is > MaxBytes and var bytes) throw new EventFormatException($"The event has {bytes:N0} bytes; at most {MaxBytes:N0} are handled.");
        try
        {
            using var document = JsonDocument.Parse(json, ReadOptions);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw new EventFormatException("The event is not a JSON object.");
            var credential = Property(root, "credential", JsonValueKind.Object);
            return new CredentialEvent(
                Text(root, "eventType"),
                Id(root, "eventId"),
                Property(root, "timestamp", JsonValueKind.String).TryGetDateTimeOffset(out var timestamp) ? timestamp : throw Wrong("timestamp", "an RFC 3339 moment"),
                Number(root, "version", minimum: 1),
                Number(root, "retryCount", minimum: 0) is < int.MaxValue and var retryCount ? retryCount : throw Wrong("retryCount", "a number that can be raised"),
                Number(root, "maxRetries", minimum: 0),
                Text(root, "correlationId"),
                Id(credential, "id"),
                credential.GetRawText());
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text with half a surrogate pair.
            throw new EventFormatException("The event is not valid JSON.", error);
        }
    }

    /// <summary>Writes the event as JSON text, the credential last and unchanged.</summary>
    /// <exception cref="EventFormatException"><see cref="Credential"/> is not JSON.</exception>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(Credential.Length + 512);
        using (var json = new Utf8JsonWriter(buffer, WriteOptions))
        {
            json.WriteStartObject();
            json.WriteString("eventType", EventType);
            json.WriteString("eventId", EventId);
            json.WriteString("timestamp", Rfc3339.Format(Timestamp));
            json.WriteNumber("version", Version);
            json.WriteNumber("retryCount", RetryCount);
            json.WriteNumber("maxRetries", MaxRetries);
            json.WriteString("correlationId", CorrelationId);
            json.WritePropertyName("credential");
            try
            {
                json.WriteRawValue(Credential);
            }
            catch (Exception error) when (error is JsonException or ArgumentException)
            {
                throw new EventFormatException("The stored credential is not valid JSON.", error);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static JsonElement Property(JsonElement parent, string name, JsonValueKind kind) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : throw Wrong(name, $"of kind {kind}");

    private static string Text(JsonElement parent, string name) =>
        Property(parent, name, JsonValueKind.String).GetString() is { Length: > 0 and <= 200 } text ? text : throw Wrong(name, "of 1 to 200 characters");

    private static Guid Id(JsonElement parent, string name) =>
        Property(parent, name, JsonValueKind.String).TryGetGuid(out var id) ? id : throw Wrong(name, "a UUID");

    private static int Number(JsonElement parent, string name, int minimum) =>
        Property(parent, name, JsonValueKind.Number).TryGetInt32(out var number) && number >= minimum ? number : throw Wrong(name, $"a whole number from {minimum}");

    private static EventFormatException Wrong(string name, string rule) => new($"The event's '{name}' is missing, or not {rule}.");
}
