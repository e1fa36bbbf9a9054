using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Issuance.Api.Credentials;
using Issuance.Api.Outbox;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Live;
using KubeCredential.Text;

namespace Issuance.Api.Live;

/// <summary>A credential's way to the verifier has changed.</summary>
/// <param name="CredentialId">The credential.</param>
/// <param name="Delivery">How far it is now.</param>
internal sealed record DeliveryEvent(Guid CredentialId, DeliveryDocument Delivery);

/// <summary>What is on its way, of all replicas together.</summary>
/// <param name="Status"><c>healthy</c>; <c>attention</c> where events are dead, retried, or kept back by a breaker; <c>delayed</c> where the oldest event has waited for longer than it should;
/// <c>stalled</c> where events wait and none has been published or confirmed for a while.</param>
/// <param name="Pending">Events waiting to be published.</param>
/// <param name="Retrying">Events to be tried again after a fault.</param>
/// <param name="Published">Events published and not confirmed.</param>
/// <param name="Dead">Events given up.</param>
/// <param name="OldestPendingSeconds">The age of the longest waiting event in whole seconds, or null.</param>
/// <param name="OldestUndeliveredSeconds">The age of the longest waiting event that waits for its turn or for its confirmation in whole seconds, or null.</param>
/// <param name="LastProgressAt">When an event was last seen to be published or confirmed; at first when the replica started.</param>
/// <param name="NextRetryAt">When the next retry is due, or null.</param>
/// <param name="CircuitBreaker">The breaker in front of Redis, of this replica.</param>
/// <param name="RedisConnected">Whether this replica is connected to Redis.</param>
/// <param name="NewestCredentialId">The credential issued last, or null.</param>
/// <param name="Timestamp">When.</param>
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
/// <param name="Delivery">How far a followed credential is.</param>
/// <param name="Queues">What is on its way.</param>
/// <param name="Problem">Why the stream ends.</param>
internal sealed record CredentialStreamEvents(HelloEvent Hello, DeliveryEvent Delivery, QueuesEvent Queues, ProblemEvent Problem);
