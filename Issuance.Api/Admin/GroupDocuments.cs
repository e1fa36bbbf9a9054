using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace Issuance.Api.Admin;

/// <summary>A consumer group. Figures from Redis are null while Redis is unavailable.</summary>
/// <param name="Name">The group.</param>
/// <param name="Required">Whether it must confirm an event before the credential counts as verifiable.</param>
/// <param name="Lag">How many events of the stream it has not read yet, counted up to 10,000.</param>
/// <param name="LagIsExact">Whether <paramref name="Lag"/> is exact; if false, there are at least that many.</param>
/// <param name="Pending">How many events it has read but not acknowledged.</param>
/// <param name="Consumers">How many consumers it has.</param>
/// <param name="RetryQueueSize">Events in its retry queue.</param>
/// <param name="DeadLetterSize">Events among its dead letters.</param>
/// <param name="Confirmed">How many events it has confirmed since the service was set up. For a group that is not required, repeated confirmations count, too.</param>
/// <param name="DeadLettered">How many events it has given up since then.</param>
/// <param name="LastSeenAt">When one of its consumers last asked for events; null if it has no consumers.</param>
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

/// <summary>The response to the retirement of a consumer group.</summary>
/// <param name="Success">Whether the group was retired.</param>
/// <param name="Message">The result as a sentence.</param>
/// <param name="Name">The group.</param>
/// <param name="Pending">How many events it had read but not acknowledged.</param>
/// <param name="RetryQueueSize">How many events were deleted with its retry queue.</param>
/// <param name="DeadLetterSize">How many dead letters were deleted; the audit trail names the oldest ones.</param>
/// <param name="WorkerId">The replica that answered.</param>
internal sealed record RetiredGroupDocument(bool Success, string Message, string Name, long Pending, long RetryQueueSize, long DeadLetterSize, string WorkerId);
