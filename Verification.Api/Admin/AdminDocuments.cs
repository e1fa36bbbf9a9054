using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Messaging;
using KubeCredential.Text;
using Verification.Api.Credentials;

namespace Verification.Api.Admin;

/// <summary>The response to <c>GET /admin/queue-stats</c>. Figures from Redis are null while Redis is unavailable.</summary>
/// <param name="Status"><c>healthy</c>, <c>attention</c> if events are dead, being retried or held back, <c>stalled</c> if events are waiting and none has been read or settled for a while, or <c>redis-away</c> while Redis is unavailable.</param>
/// <param name="RetryQueueSize">Events waiting to be retried.</param>
/// <param name="DeadLetterSize">Events given up.</param>
/// <param name="NextRetryAt">When the next retry is due, or null.</param>
/// <param name="StalledSince">Since when events have been waiting with none read or settled, if consumption has stalled; else null.</param>
/// <param name="AsOf">Until when everything from the issuer has been heard and applied; null if nothing has been heard yet.</param>
/// <param name="HeardAt">When this service learned that, or null.</param>
/// <param name="AgeSeconds">How long ago <paramref name="AsOf"/> was, in seconds, or null.</param>
/// <param name="Stream">The stream and its consumers.</param>
/// <param name="CircuitBreaker">This replica's breaker in front of the service's database.</param>
/// <param name="RedisCircuitBreaker">This replica's breaker in front of Redis.</param>
/// <param name="WorkerId">The replica that answered.</param>
/// <param name="Timestamp">When the figures were read.</param>
internal sealed record QueueStats(
    [property: AllowedValues("healthy", "attention", "stalled", "redis-away")] string Status,
    long? RetryQueueSize,
    long? DeadLetterSize,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? NextRetryAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? StalledSince,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? AsOf,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? HeardAt,
    double? AgeSeconds,
    StreamStats? Stream,
    CircuitSnapshot CircuitBreaker,
    CircuitSnapshot RedisCircuitBreaker,
    string WorkerId,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp);

/// <summary>The response to <c>GET /admin/metrics</c>: totals of the whole service since it was set up.</summary>
/// <param name="WorkerId">The replica that answered.</param>
/// <param name="Events">What happened to events.</param>
/// <param name="Verification">The verdicts given.</param>
/// <param name="Timestamp">When the figures were read.</param>
internal sealed record MetricsDocument(
    string WorkerId, EventTotals Events, VerificationTotals Verification, [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp);

/// <summary>Totals of events.</summary>
/// <param name="ProcessedSuccess">Events that changed the read model.</param>
/// <param name="ProcessedFailed">Attempts that failed because of the event itself.</param>
/// <param name="Duplicates">Events that the read model already contained.</param>
/// <param name="Retried">Attempts that had to be repeated.</param>
/// <param name="DeadLettered">Events given up.</param>
/// <param name="FailedQueueSize">Events now in the retry queue or among the dead letters; null while Redis is unavailable.</param>
/// <param name="IsListening">Whether the replica that answered is reading events.</param>
internal sealed record EventTotals(long ProcessedSuccess, long ProcessedFailed, long Duplicates, long Retried, long DeadLettered, long? FailedQueueSize, bool IsListening);

/// <summary>Totals of verdicts.</summary>
/// <param name="Total">Verdicts given.</param>
/// <param name="Valid">On valid credentials.</param>
/// <param name="Expired">On expired ones.</param>
/// <param name="NotYetValid">On credentials that are not valid yet.</param>
/// <param name="Suspended">On suspended ones.</param>
/// <param name="Revoked">On revoked ones.</param>
/// <param name="Superseded">On credentials whose place another one has taken.</param>
/// <param name="Erased">On credentials whose content was erased.</param>
/// <param name="Different">On credentials whose content does not match what was issued.</param>
/// <param name="Stale">On credentials of which this service knew less recently than the caller asked for.</param>
/// <param name="NotAuthentic">On credentials of which it was not certain that the issuer had signed what this service holds.</param>
/// <param name="Unknown">On credentials that were not found.</param>
internal sealed record VerificationTotals(
    long Total, long Valid, long Expired, long NotYetValid, long Suspended, long Revoked, long Superseded, long Erased, long Different, long Stale, long NotAuthentic, long Unknown);

/// <summary>The response to <c>GET /admin/event-status</c>.</summary>
/// <param name="Success">Always true.</param>
/// <param name="EventSubscriber">The consumer.</param>
/// <param name="WorkerId">The replica that answered.</param>
/// <param name="Timestamp">When the figures were read.</param>
internal sealed record EventStatusDocument(
    bool Success, EventSubscriber EventSubscriber, string WorkerId, [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp);

/// <summary>The status of the consumer.</summary>
/// <param name="IsListening">Whether this replica is reading events.</param>
/// <param name="ProcessedSuccess">Events that changed the read model.</param>
/// <param name="ProcessedFailed">Attempts that failed because of the event itself.</param>
/// <param name="FailedQueueSize">Events now in the retry queue or among the dead letters; null while Redis is unavailable.</param>
internal sealed record EventSubscriber(bool IsListening, long ProcessedSuccess, long ProcessedFailed, long? FailedQueueSize);

/// <summary>The response to <c>GET /admin/synced-credentials</c>.</summary>
/// <param name="Success">Always true.</param>
/// <param name="SyncedCredentials">The credentials, newest first.</param>
/// <param name="Count">How many this response contains.</param>
/// <param name="Limit">How many were requested.</param>
internal sealed record SyncedCredentialsDocument(bool Success, IReadOnlyList<SyncedCredential> SyncedCredentials, int Count, int Limit);

/// <summary>An event in the retry queue or among the dead letters.</summary>
/// <param name="Id">The ID that the administration uses: the event's ID, or <c>entry-</c> and the stream entry's ID if no event could be read.</param>
/// <param name="EventType">What happened, if it could be read.</param>
/// <param name="CredentialId">The credential, if it could be read.</param>
/// <param name="Reason">Why the last attempt failed.</param>
/// <param name="Attempts">How many attempts have failed.</param>
/// <param name="FirstFailedAt">When the first attempt failed.</param>
/// <param name="LastFailedAt">When the last attempt failed.</param>
/// <param name="NextAttemptAt">When the next attempt is due; null for dead letters.</param>
/// <param name="TraceParent">The trace context of the sender.</param>
/// <param name="Payload">The event, if it is JSON.</param>
/// <param name="Text">The entry's text, if it is not JSON.</param>
internal sealed record FailedEvent(
    string Id,
    string? EventType,
    Guid? CredentialId,
    string Reason,
    int Attempts,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset FirstFailedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset LastFailedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? NextAttemptAt,
    string? TraceParent,
    JsonElement? Payload,
    string? Text);
