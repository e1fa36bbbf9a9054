namespace KubeCredential.Messaging;

/// <summary>A stream entry as a consumer got it, before anything is believed of it.</summary>
/// <param name="EntryId">The id of the entry in the stream.</param>
/// <param name="Json">The <c>event</c> field, or null where the entry has none.</param>
/// <param name="TraceParent">The W3C trace context of the sender, or null.</param>
/// <param name="TraceState">Its vendor part, or null.</param>
/// <param name="Attempts">How many attempts have failed before, where the entry comes from the retry queue or the dead letters; else null.</param>
/// <param name="FirstFailedAt">When the first attempt failed, or null.</param>
/// <param name="RetryDelay">The delay of the retry that this is, or null where it is none.</param>
/// <param name="Group">The group that tries the event again, where the entry comes from its retry queue or its dead letters; null: the entry is for all.</param>
public sealed record ReceivedEvent(
    string EntryId, string? Json, string? TraceParent, string? TraceState, int? Attempts, DateTimeOffset? FirstFailedAt, TimeSpan? RetryDelay = null, string? Group = null);
