namespace KubeCredential.Messaging;

/// <summary>What was removed with a consumer group, or would be.</summary>
/// <param name="State">Whether the group was, or could be, retired.</param>
/// <param name="Pending">Entries that the group had read but not acknowledged.</param>
/// <param name="Retries">Events in its retry queue.</param>
/// <param name="DeadLetters">Its dead letters.</param>
/// <param name="DeadLetterIds">The oldest of its dead letters, at most <see cref="ConsumerGroupRetirement.MostNamed"/>.</param>
public sealed record RetiredGroup(RetirementState State, long Pending, long Retries, long DeadLetters, IReadOnlyList<string> DeadLetterIds);
