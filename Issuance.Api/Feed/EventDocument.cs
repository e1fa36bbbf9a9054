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
internal sealed record EventDocument(
    string EventType,
    Guid EventId,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp,
    int Version,
    string CorrelationId,
    Guid CredentialId,
    StatusDocument Status,
    string? ContentHash,
    string? ContentSalt,
    ContentText? Credential);

/// <summary>The content of a credential, written byte for byte.</summary>
/// <param name="Json">The JSON text of a <see cref="IssuedContent"/>.</param>
[WrittenAs(typeof(IssuedContent))]
[JsonConverter(typeof(Raw))]
internal sealed record ContentText(string Json)
{
    internal sealed class Raw : JsonConverter<ContentText>
    {
        public override ContentText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("Contents are only written.");

        // This service wrote the text itself when it issued the credential, so it is not validated again.
        public override void Write(Utf8JsonWriter writer, ContentText value, JsonSerializerOptions options) => writer.WriteRawValue(value.Json, skipInputValidation: true);
    }
}

/// <summary>A page of the event store.</summary>
/// <param name="Items">The events, oldest first.</param>
/// <param name="NextAfter">The value of <c>after</c> to continue from here, now or later.</param>
/// <param name="UpToDate">Whether there were no further events when the page was read.</param>
internal sealed record EventPage(IReadOnlyList<EventDocument> Items, string NextAfter, bool UpToDate);
