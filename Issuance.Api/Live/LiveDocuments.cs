using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Issuance.Api.Credentials;
using Issuance.Api.Outbox;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Live;
using KubeCredential.Text;

namespace Issuance.Api.Live;

/// <summary>A credential's status, or the status of its delivery, has changed.</summary>
/// <param name="CredentialId">The credential.</param>
/// <param name="Delivery">The delivery status of its latest event.</param>
/// <param name="Status">Its status.</param>
/// <param name="Version">Its version.</param>
internal sealed record DeliveryEvent(Guid CredentialId, DeliveryDocument Delivery, StatusDocument Status, int Version);

/// <summary>How many events are in delivery, for all replicas together.</summary>
/// <param name="Status"><c>healthy</c>; <c>attention</c> if events are dead, being retried, or held back by a breaker; <c>delayed</c> if the oldest event has waited too long;
/// <c>stalled</c> if events are waiting and none has been published or confirmed for a while.</param>
/// <param name="Pending">Events waiting to be published.</param>
/// <param name="Retrying">Events waiting to be retried after a failure.</param>
/// <param name="Published">Events published but not yet confirmed.</param>
/// <param name="Dead">Events given up.</param>
/// <param name="OldestPendingSeconds">The age of the oldest event waiting to be published, in whole seconds, or null.</param>
/// <param name="OldestUndeliveredSeconds">The age of the oldest event that is due for publishing or awaiting confirmation, in whole seconds, or null.</param>
/// <param name="LastProgressAt">When an event was last seen to be published or confirmed; initially when the replica started.</param>
/// <param name="NextRetryAt">When the next retry is due, or null.</param>
/// <param name="CircuitBreaker">This replica's breaker in front of Redis.</param>
/// <param name="RedisConnected">Whether this replica is connected to Redis.</param>
/// <param name="NewestCredentialId">The credential issued last, or null.</param>
/// <param name="Timestamp">When the figures were read.</param>
internal sealed record QueuesEvent(
    [property: AllowedValues(DeliveryProgress.Healthy, DeliveryProgress.Attention, DeliveryProgress.Delayed, DeliveryProgress.Stalled)] string Status,
    long Pending,
    long Retrying,
    long Published,
    long Dead,
    long? OldestPendingSeconds,
    long? OldestUndeliveredSeconds,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? LastProgressAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? NextRetryAt,
    CircuitSnapshot CircuitBreaker,
    bool RedisConnected,
    Guid? NewestCredentialId,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp);

/// <summary>The events of the stream, by name, as the OpenAPI document describes them.</summary>
/// <param name="Hello">The first event of each stream.</param>
/// <param name="Delivery">The delivery status of a followed credential.</param>
/// <param name="Queues">How many events are in delivery.</param>
/// <param name="Problem">Why the stream ends.</param>
internal sealed record CredentialStreamEvents(HelloEvent Hello, DeliveryEvent Delivery, QueuesEvent Queues, ProblemEvent Problem);
