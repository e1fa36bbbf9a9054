using KubeCredential.Events;

namespace KubeCredential.Messaging;

/// <summary>A stream entry as a consumer received it, before validation.</summary>
/// <param name="EntryId">The ID of the entry in the stream.</param>
/// <param name="Json">The <c>event</c> field, or null if the entry has none.</param>
/// <param name="TraceParent">The W3C trace context of the sender, or null.</param>
/// <param name="TraceState">Its vendor part, or null.</param>
/// <param name="Attempts">How many attempts have failed before, if the entry comes from the retry queue or the dead letters; otherwise null.</param>
/// <param name="FirstFailedAt">When the first attempt failed, or null.</param>
/// <param name="RetryDelay">The delay before this retry, or null if it is not a retry.</param>
/// <param name="Group">The group that retries the event, if the entry comes from its retry queue or dead letters; null if the entry is for all groups.</param>
/// <param name="Heartbeat">The <c>heartbeat</c> field of an entry that has no <c>event</c> field; null if the entry is not the issuer's heartbeat.</param>
/// <param name="Signature">The fields <c>keyId</c> and <c>signature</c>, unchecked; null if either is missing.</param>
public sealed record ReceivedEvent(
    string EntryId, string? Json, string? TraceParent, string? TraceState, int? Attempts, DateTimeOffset? FirstFailedAt, TimeSpan? RetryDelay = null, string? Group = null, string? Heartbeat = null, EventSignature? Signature = null);
