using System.Text.Json;
using System.Text.Json.Serialization;
using Issuance.Api.Credentials;
using KubeCredential.ServiceDefaults.OpenApi;
using KubeCredential.Text;

namespace Issuance.Api.Feed;

/// <summary>An event of the event store.</summary>
/// <param name="EventType">What happened, such as <c>CREDENTIAL_ISSUED</c>.</param>
/// <param name="EventId">The event.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Version">The event's number within its credential, from 1.</param>
/// <param name="CorrelationId">The correlation ID of the request that caused it.</param>
/// <param name="CredentialId">The credential.</param>
/// <param name="Status">The credential's complete status from then on.</param>
/// <param name="ContentHash">The salted hash of the content: SHA-256 over the salt followed by the content, in hexadecimal.</param>
/// <param name="ContentSalt">The salt, in hexadecimal; null once the content has been erased.</param>
/// <param name="Credential">The credential's content, byte for byte as it was issued; null once it has been erased.</param>
/// <param name="KeyId">The key of the signature: one of <c>/.well-known/jwks.json</c>.</param>
/// <param name="Signature">The issuer's signature by Ed25519 (RFC 8032), in base64url: over the event's ID, type, credential, version and time, the hash of its content and that of its status.</param>
internal sealed record EventDocument(
    string EventType,
    Guid EventId,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp,
    int Version,
    string CorrelationId,
    Guid CredentialId,
    StatusText Status,
    string? ContentHash,
    string? ContentSalt,
    ContentText? Credential,
    string KeyId,
    string Signature);

/// <summary>The content of a credential, written byte for byte.</summary>
/// <param name="Json">The JSON text of a <see cref="IssuedContent"/>.</param>
[WrittenAs(typeof(IssuedContent))]
[JsonConverter(typeof(StoredTextConverter<ContentText>))]
internal sealed record ContentText(string Json) : StoredText(Json);

/// <summary>The status of a credential, written byte for byte: its hash is signed.</summary>
/// <param name="Json">The JSON text of a <see cref="StatusDocument"/>.</param>
[WrittenAs(typeof(StatusDocument))]
[JsonConverter(typeof(StoredTextConverter<StatusText>))]
internal sealed record StatusText(string Json) : StoredText(Json);

/// <summary>JSON text that is written as it is stored.</summary>
/// <param name="Json">The text.</param>
internal abstract record StoredText(string Json);

/// <summary>Writes stored text.</summary>
/// <typeparam name="T">What the text is.</typeparam>
internal sealed class StoredTextConverter<T> : JsonConverter<T> where T : StoredText
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("Stored texts are only written.");

    // This service wrote the text itself, so it is not validated again.
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteRawValue(value.Json, skipInputValidation: true);
}

/// <summary>A page of the event store.</summary>
/// <param name="Items">The events, oldest first.</param>
/// <param name="NextAfter">The value of <c>after</c> to continue from here, now or later.</param>
/// <param name="UpToDate">Whether there were no further events to show when the page was read.</param>
/// <param name="SettledBefore">Every transaction of the database with a number below this one had ended, so its events are shown. 0 on SQLite.</param>
/// <param name="BegunBefore">No transaction of the database with this number or a higher one had begun: once <paramref name="SettledBefore"/> has reached it, everything is shown that was committed by now. 0 on SQLite.</param>
internal sealed record EventPage(IReadOnlyList<EventDocument> Items, string NextAfter, bool UpToDate, long SettledBefore, long BegunBefore);
