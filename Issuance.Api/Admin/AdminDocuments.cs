using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Issuance.Api.Outbox;
using Issuance.Api.Storage;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Text;

namespace Issuance.Api.Admin;

/// <summary>The answer to <c>GET /admin/queue-stats</c>: true counts of the whole service.</summary>
/// <param name="Status"><c>healthy</c>; <c>attention</c> where events are dead, retried, or kept back by a breaker; <c>delayed</c> where the oldest event has waited for longer than it should;
/// <c>stalled</c> where events wait and none has been published or confirmed for a while.</param>
/// <param name="PendingSize">Events waiting to be published.</param>
/// <param name="RetryQueueSize">Events to be tried again after a fault.</param>
/// <param name="UnconfirmedSize">Events published and not confirmed by the verifier.</param>
/// <param name="DeadLetterSize">Events given up, here or by the verifier.</param>
/// <param name="OldestPendingAgeSeconds">The age of the longest waiting event, or null.</param>
/// <param name="OldestUndeliveredAgeSeconds">The age of the longest waiting event that waits for its turn or for its confirmation, or null. By it delivery counts as delayed or stalled.</param>
/// <param name="LastProgressAt">When an event was last seen to be published or confirmed; at first when the replica started.</param>
/// <param name="NextRetryAt">When the next retry is due, or null.</param>
/// <param name="Stream">The stream in Redis, or null while Redis is away.</param>
/// <param name="Groups">The groups that consume events, by name.</param>
/// <param name="CircuitBreaker">The breaker in front of Redis, of this replica.</param>
/// <param name="WorkerId">The replica that answered.</param>
/// <param name="Timestamp">When.</param>
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
    string WorkerId,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp);

/// <summary>The answer to <c>GET /admin/metrics</c>: totals of the whole service since it was set up.</summary>
/// <param name="WorkerId">The replica that answered.</param>
/// <param name="Events">What became of events.</param>
/// <param name="Queues">What is on its way.</param>
/// <param name="Timestamp">When.</param>
internal sealed record MetricsDocument(
    string WorkerId, EventTotals Events, QueueDepths Queues, [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp);

/// <summary>Totals of events.</summary>
/// <param name="Published">Events published.</param>
/// <param name="Failed">Attempts to publish that failed through a fault of the event.</param>
/// <param name="Retried">Attempts that had to be made again.</param>
/// <param name="DeadLettered">Events given up.</param>
/// <param name="Confirmed">Events confirmed by the verifier.</param>
internal sealed record EventTotals(long Published, long Failed, long Retried, long DeadLettered, long Confirmed);

/// <summary>How much is on its way now.</summary>
/// <param name="Pending">Events waiting to be published.</param>
/// <param name="Retrying">Events to be tried again after a fault.</param>
/// <param name="Unconfirmed">Events published and not confirmed by the verifier.</param>
/// <param name="DeadLetter">Events given up, here or by the verifier.</param>
internal sealed record QueueDepths(long Pending, long Retrying, long Unconfirmed, long DeadLetter);

/// <summary>An event in the retry queue or among the dead letters.</summary>
/// <param name="Id">Its id for the administration: the event's id.</param>
/// <param name="EventId">The event.</param>
/// <param name="CredentialId">Its credential.</param>
/// <param name="EventType">What happened.</param>
/// <param name="Reason">Why the last attempt failed.</param>
/// <param name="GivenUpBy"><c>relay</c> or <c>verifier</c>; null while it is retried.</param>
/// <param name="Attempts">How many attempts of the relay have failed.</param>
/// <param name="FirstFailedAt">When the first attempt failed.</param>
/// <param name="LastFailedAt">When it was given up, or null while it is retried.</param>
/// <param name="NextAttemptAt">When it is tried again, or null.</param>
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
