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

/// <summary>A dead letter of a consumer group.</summary>
/// <param name="Id">Its ID among the group's dead letters: the event's ID, or <c>entry-</c> and the ID of a stream entry in which no event could be read.</param>
/// <param name="EventType">The event's type, or null if the event cannot be read.</param>
/// <param name="CredentialId">The credential, or null if the event cannot be read.</param>
/// <param name="Reason">Why the last attempt failed, in the words of the group's service.</param>
/// <param name="Attempts">How many attempts have failed.</param>
/// <param name="FirstFailedAt">When the first attempt failed.</param>
/// <param name="FailedAt">When it became a dead letter.</param>
internal sealed record GroupDeadLetter(
    string Id,
    string? EventType,
    Guid? CredentialId,
    string Reason,
    int Attempts,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset FirstFailedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset FailedAt);

/// <summary>A page of a consumer group's dead letters.</summary>
/// <param name="Name">The group.</param>
/// <param name="Required">Whether it is required: then only its own service can reprocess or discard them.</param>
/// <param name="Items">The dead letters, newest first.</param>
/// <param name="NextCursor">Passed as <c>cursor</c>, it returns the next page; null on the last one.</param>
internal sealed record GroupDeadLetterPage(string Name, bool Required, IReadOnlyList<GroupDeadLetter> Items, string? NextCursor);

/// <summary>The response to the retirement of a consumer group.</summary>
/// <param name="Success">Whether the group was retired.</param>
/// <param name="Message">The result as a sentence.</param>
/// <param name="Name">The group.</param>
/// <param name="Pending">How many events it had read but not acknowledged.</param>
/// <param name="RetryQueueSize">How many events were deleted with its retry queue.</param>
/// <param name="DeadLetterSize">How many dead letters were deleted; the audit trail names the oldest ones.</param>
/// <param name="WorkerId">The replica that answered.</param>
internal sealed record RetiredGroupDocument(bool Success, string Message, string Name, long Pending, long RetryQueueSize, long DeadLetterSize, string WorkerId);
