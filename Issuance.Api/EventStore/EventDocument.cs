using System.Text.Json;
using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace Issuance.Api.EventStore;

/// <summary>An event of the event store.</summary>
/// <param name="EventType">What happened, such as <c>CREDENTIAL_ISSUED</c>.</param>
/// <param name="EventId">The event.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Version">The event's number within its credential, from 1.</param>
/// <param name="CorrelationId">The correlation ID of the request that caused it.</param>
/// <param name="Credential">The credential, byte for byte as it was issued.</param>
internal sealed record EventDocument(
    string EventType,
    Guid EventId,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp,
    int Version,
    string CorrelationId,
    JsonElement Credential);

/// <summary>A page of the event store.</summary>
/// <param name="Items">The events, oldest first.</param>
/// <param name="NextAfter">The value of <c>after</c> to continue from here, now or later.</param>
/// <param name="UpToDate">Whether there were no further events when the page was read.</param>
internal sealed record EventPage(IReadOnlyList<EventDocument> Items, string NextAfter, bool UpToDate);
