using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace Issuance.Api.Admin;

/// <summary>A consumer group. What lives in Redis is null while Redis is unavailable.</summary>
/// <param name="Name">The group.</param>
/// <param name="Required">Whether it has to confirm an event before its credential counts as verifiable.</param>
/// <param name="Lag">How many events of the stream it has not read: counted, up to 10,000.</param>
/// <param name="LagIsExact">Whether <paramref name="Lag"/> is the whole number; false: there are that many or more.</param>
/// <param name="Pending">How many it has read and not acknowledged.</param>
/// <param name="Consumers">How many consumers it has.</param>
/// <param name="RetryQueueSize">Events that it tries again.</param>
/// <param name="DeadLetterSize">Events that it has given up.</param>
/// <param name="Confirmed">How many events it has confirmed since the service was set up. Of a group that is not required, repetitions count, too.</param>
/// <param name="DeadLettered">How many it has given up since then.</param>
/// <param name="LastSeenAt">When one of its consumers last asked for events; null where it has none.</param>
internal sealed record GroupDocument(
    string Name,
    bool Required,
    long? Lag,
    bool? LagIsExact,
    long? Pending,
    int? Consumers,
    long? RetryQueueSize,
    long? DeadLetterSize,
    long Confirmed,
    long DeadLettered,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? LastSeenAt);

/// <summary>The answer to the retirement of a consumer group.</summary>
/// <param name="Success">Whether it was done.</param>
/// <param name="Message">The answer as a sentence.</param>
/// <param name="Name">The group.</param>
/// <param name="Pending">How many events it had read and not acknowledged.</param>
/// <param name="RetryQueueSize">How many events were in its retry queue, and are gone.</param>
/// <param name="DeadLetterSize">How many dead letters it had, and are gone; the audit trail names the oldest.</param>
/// <param name="WorkerId">The replica that answered.</param>
internal sealed record RetiredGroupDocument(bool Success, string Message, string Name, long Pending, long RetryQueueSize, long DeadLetterSize, string WorkerId);
