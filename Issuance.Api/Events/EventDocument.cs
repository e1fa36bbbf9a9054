using System.Text.Json;
using System.Text.Json.Serialization;
using KubeCredential.ServiceDefaults;

namespace Issuance.Api.Events;

/// <summary>An event of the event store.</summary>
internal sealed record EventDocument(
    string EventType,
    Guid EventId,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp,
    int Version,
    string CorrelationId,
    JsonElement Credential);

/// <summary>A page of the event store.</summary>
/// <param name="Items">The events, oldest first.</param>
/// <param name="NextAfter">Given as <c>after</c>, it leads on from here, now or later.</param>
/// <param name="UpToDate">Whether there was nothing more when the page was read.</param>
internal sealed record EventPage(IReadOnlyList<EventDocument> Items, string NextAfter, bool UpToDate);
