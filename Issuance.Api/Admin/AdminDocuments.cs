using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Issuance.Api.Outbox;
using Issuance.Api.Storage;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Text;

namespace Issuance.Api.Admin;

/// <summary>The response to <c>GET /admin/queue-stats</c>: exact counts for the whole service.</summary>
/// <param name="Status"><c>healthy</c>; <c>attention</c> if events are dead, being retried, or held back by a breaker; <c>delayed</c> if the oldest event has waited too long;
/// <c>stalled</c> if events are waiting and none has been published or confirmed for a while.</param>
/// <param name="PendingSize">Events waiting to be published.</param>
/// <param name="RetryQueueSize">Events waiting to be retried after a failure.</param>
/// <param name="UnconfirmedSize">Events published but not yet confirmed by the verifier.</param>
/// <param name="DeadLetterSize">Events given up by this service or by the verifier.</param>
/// <param name="OldestPendingAgeSeconds">The age of the oldest event waiting to be published, or null.</param>
/// <param name="OldestUndeliveredAgeSeconds">The age of the oldest event that is due for publishing or awaiting confirmation, or null. This age decides whether delivery counts as delayed or stalled.</param>
/// <param name="LastProgressAt">When an event was last seen to be published or confirmed; initially when the replica started.</param>
/// <param name="NextRetryAt">When the next retry is due, or null.</param>
/// <param name="Stream">The stream in Redis, or null while Redis is unavailable.</param>
/// <param name="Groups">The groups that consume events, by name.</param>
/// <param name="CircuitBreaker">This replica's breaker in front of Redis.</param>
/// <param name="Heartbeat">The last heartbeat put on the stream, or null if none is known.</param>
/// <param name="WorkerId">The replica that answered.</param>
/// <param name="Timestamp">When the figures were read.</param>
internal sealed record QueueStats(
    [property: AllowedValues(DeliveryProgress.Healthy, DeliveryProgress.Attention, DeliveryProgress.Delayed, DeliveryProgress.Stalled)] string Status,
    long PendingSize,
    long RetryQueueSize,
    long UnconfirmedSize,
    long DeadLetterSize,
    double? OldestPendingAgeSeconds,
    double? OldestUndeliveredAgeSeconds,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? LastProgressAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? NextRetryAt,
    KubeCredential.Messaging.StreamStats? Stream,
    IReadOnlyList<GroupDocument> Groups,
    CircuitSnapshot CircuitBreaker,
    HeartbeatDocument? Heartbeat,
    string WorkerId,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp);

/// <summary>What the issuer last told its verifiers about how far the stream has come.</summary>
/// <param name="AsOf">Everything committed before this moment had been published.</param>
/// <param name="Position">The last place in the event store at that time, as <c>nextAfter</c> of <c>GET /api/v1/events</c>.</param>
/// <param name="SentAt">When it was sent.</param>
internal sealed record HeartbeatDocument(
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset AsOf, string Position, [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset SentAt);

/// <summary>The response to <c>GET /admin/metrics</c>: totals of the whole service since it was set up.</summary>
/// <param name="WorkerId">The replica that answered.</param>
/// <param name="Events">What happened to events.</param>
/// <param name="Queues">How many events are in delivery now.</param>
/// <param name="Timestamp">When the figures were read.</param>
internal sealed record MetricsDocument(
    string WorkerId, EventTotals Events, QueueDepths Queues, [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp);

/// <summary>Totals of events.</summary>
/// <param name="Published">Events published.</param>
/// <param name="Failed">Attempts to publish that failed because of the event itself.</param>
/// <param name="Retried">Attempts that had to be repeated.</param>
/// <param name="DeadLettered">Events given up.</param>
/// <param name="Confirmed">Events confirmed by the verifier.</param>
internal sealed record EventTotals(long Published, long Failed, long Retried, long DeadLettered, long Confirmed);

/// <summary>How many events are in delivery now.</summary>
/// <param name="Pending">Events waiting to be published.</param>
/// <param name="Retrying">Events waiting to be retried after a failure.</param>
/// <param name="Unconfirmed">Events published but not yet confirmed by the verifier.</param>
/// <param name="DeadLetter">Events given up by this service or by the verifier.</param>
internal sealed record QueueDepths(long Pending, long Retrying, long Unconfirmed, long DeadLetter);

/// <summary>An event in the retry queue or among the dead letters.</summary>
/// <param name="Id">The ID that the administration uses: the event's ID.</param>
/// <param name="EventId">The event.</param>
/// <param name="CredentialId">Its credential.</param>
/// <param name="EventType">What happened.</param>
/// <param name="Reason">Why the last attempt failed.</param>
/// <param name="GivenUpBy"><c>relay</c> or <c>verifier</c>; null while it is retried.</param>
/// <param name="Attempts">How many of the relay's attempts have failed.</param>
/// <param name="FirstFailedAt">When the first attempt failed.</param>
/// <param name="LastFailedAt">When it was given up, or null while it is retried.</param>
/// <param name="NextAttemptAt">When the next attempt is due, or null.</param>
/// <param name="TraceParent">The trace context of the request that caused it.</param>
/// <param name="Payload">The credential.</param>
internal sealed record FailedEvent(
    string Id,
    Guid EventId,
    Guid CredentialId,
    string EventType,
    string? Reason,
    [property: AllowedValues(DeadBy.Relay, DeadBy.Verifier)] string? GivenUpBy,
    int Attempts,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? FirstFailedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? LastFailedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? NextAttemptAt,
    string? TraceParent,
    JsonElement? Payload);
