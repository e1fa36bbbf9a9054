using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KubeCredential.Text;

namespace KubeCredential.Events;

/// <summary>
/// What happened to a credential, with its content and its whole status. The JSON is the same everywhere: on the channel, in the stream entry's
/// <c>event</c> field, in the retry queue and in the dead letters.
/// </summary>
/// <param name="EventType">One of <see cref="EventTypes"/>, or a type unknown to this version.</param>
/// <param name="EventId">The event's ID, a UUIDv7.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Version">1, 2, … per credential. A reader applies an event only if its version is higher than what it holds.</param>
/// <param name="RetryCount">How many attempts to apply the event have failed.</param>
/// <param name="MaxRetries">How many times the event is retried before it becomes a dead letter.</param>
/// <param name="CorrelationId">Identifies everything caused by one request.</param>
/// <param name="CredentialId">The credential; the ID inside <paramref name="Credential"/>.</param>
/// <param name="Credential">The credential's content, which never changes: the JSON text of an object. Null once it has been erased, in every event of the credential.</param>
public sealed record CredentialEvent(
    string EventType,
    Guid EventId,
    DateTimeOffset Timestamp,
    int Version,
    int RetryCount,
    int MaxRetries,
    string CorrelationId,
    Guid CredentialId,
    string? Credential)
{
    /// <summary>The maximum size of an event, in UTF-8 bytes. Credentials are far smaller: their fields are limited at issuance.</summary>
    public const int MaxBytes = 256 * 1024;

    private CredentialStatus _status = CredentialStatus.ActiveSince(Timestamp);

    /// <summary>The mutable part of the credential. An event without a status dates from the time when every credential was active.</summary>
    public CredentialStatus Status
    {
        get => _status;
        init => (_status, StatusJson) = (value, value.ToJson());
    }

    /// <summary>The status as it was received, or as it is to be sent: JSON text. Its hash is signed, so a member that this version does not know must stay in it.</summary>
    public string StatusJson { get; private init; } = CredentialStatus.ActiveSince(Timestamp).ToJson();

    /// <summary>The salted hash of the content (<see cref="Events.ContentHash"/>), which outlives it; null in events that date from before there was one.</summary>
    public string? ContentHash { get; init; }

    /// <summary>The salt of <see cref="ContentHash"/>; null once the content has been erased.</summary>
    public string? ContentSalt { get; init; }

    /// <summary>The issuer's signature, which travels and is stored beside the JSON text, never within; null if there is none.</summary>
    public EventSignature? Signature { get; init; }

    /// <summary>The event without its content and salt, after they have been erased.</summary>
    public CredentialEvent WithoutContent() => this with { Credential = null, ContentSalt = null };

    private static readonly JsonDocumentOptions ReadOptions = new() { AllowDuplicateProperties = false, MaxDepth = 32 };
    internal static readonly JsonWriterOptions WriteOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 32 };

    /// <summary>Reads an event from its JSON text. Unknown properties are ignored.</summary>
    /// <exception cref="EventFormatException">The text is too long, is not JSON, or lacks a property, which the message names.</exception>
    public static CredentialEvent Parse(string json)
    {
        if (Encoding.UTF8.GetByteCount(json) is > MaxBytes and var bytes) throw new EventFormatException($"The event has {bytes:N0} bytes; the maximum is {MaxBytes:N0}.");
        try
        {
            using var document = JsonDocument.Parse(json, ReadOptions);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw new EventFormatException("The event is not a JSON object.");
            // The content of an erased credential is null; without it, only the event itself names the credential.
            JsonElement? credential = root.TryGetProperty("credential", out var content) && content.ValueKind == JsonValueKind.Null ? null : EventJson.Property(root, "credential", JsonValueKind.Object);
            var named = EventJson.OptionalId(root, "credentialId");
            if (credential is null && named is null) throw EventJson.Wrong("credentialId", "a UUID");
            var id = credential is { } held ? EventJson.Id(held, "id") : named!.Value;
            if (named is { } other && other != id) throw EventJson.Wrong("credentialId", "the ID of its credential");
            var happened = new CredentialEvent(
                EventJson.Text(root, "eventType"),
                EventJson.Id(root, "eventId"),
                EventJson.Moment(root, "timestamp"),
                EventJson.Number(root, "version", minimum: 1),
                EventJson.Number(root, "retryCount", minimum: 0) is < int.MaxValue and var retryCount ? retryCount : throw EventJson.Wrong("retryCount", "a number that can be incremented"),
                EventJson.Number(root, "maxRetries", minimum: 0),
                EventJson.Text(root, "correlationId"),
                id,
                credential?.GetRawText())
            {
                ContentHash = EventJson.OptionalHex(root, "contentHash", 64),
                ContentSalt = EventJson.OptionalHex(root, "contentSalt", 2 * Events.ContentHash.SaltBytes),
            };
            return EventJson.Has(root, "status") ? happened.WithStatus(EventJson.Property(root, "status", JsonValueKind.Object)) : happened;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text with an unpaired surrogate.
            throw new EventFormatException("The event is not valid JSON.", error);
        }
    }

    /// <summary>The event with a status whose JSON text stays as it is.</summary>
    /// <exception cref="EventFormatException">A member of it is missing or has the wrong type.</exception>
    public CredentialEvent WithStatus(JsonElement status) => this with { _status = CredentialStatus.Read(status), StatusJson = status.GetRawText() };

    /// <summary>The event with a status whose JSON text stays as it is.</summary>
    /// <exception cref="EventFormatException">The text is not JSON, or a member of it is missing or has the wrong type.</exception>
    public CredentialEvent WithStatus(string json)
    {
        try
        {
            return this with { _status = CredentialStatus.Parse(json), StatusJson = json };
        }
        catch (JsonException error)
        {
            throw new EventFormatException("The status is not valid JSON.", error);
        }
    }

    /// <summary>Writes the event as JSON text, the credential last and unchanged.</summary>
    /// <exception cref="EventFormatException"><see cref="Credential"/> is not JSON.</exception>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>((Credential?.Length ?? 0) + 700);
        using (var json = new Utf8JsonWriter(buffer, WriteOptions))
        {
            json.WriteStartObject();
            json.WriteString("eventType", EventType);
            json.WriteString("eventId", EventId);
            json.WriteString("timestamp", Rfc3339.Format(Timestamp));
            json.WriteNumber("version", Version);
            json.WriteString("credentialId", CredentialId);
            json.WriteNumber("retryCount", RetryCount);
            json.WriteNumber("maxRetries", MaxRetries);
            json.WriteString("correlationId", CorrelationId);
            json.WritePropertyName("status");
            json.WriteRawValue(StatusJson);
            if (ContentHash is not null) json.WriteString("contentHash", ContentHash);
            if (ContentSalt is not null) json.WriteString("contentSalt", ContentSalt);
            json.WritePropertyName("credential");
            try
            {
                if (Credential is null) json.WriteNullValue();
                else json.WriteRawValue(Credential);
            }
            catch (Exception error) when (error is JsonException or ArgumentException)
            {
                throw new EventFormatException("The stored credential is not valid JSON.", error);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
