namespace KubeCredential.Messaging;

/// <summary>What was taken away with a consumer group, or would be.</summary>
/// <param name="State">Whether it was.</param>
/// <param name="Pending">Entries that the group had read and not acknowledged.</param>
/// <param name="Retries">Events in its retry queue.</param>
/// <param name="DeadLetters">Its dead letters.</param>
/// <param name="DeadLetterIds">The oldest of these, at most <see cref="ConsumerGroupRetirement.MostNamed"/>.</param>
public sealed record RetiredGroup(RetirementState State, long Pending, long Retries, long DeadLetters, IReadOnlyList<string> DeadLetterIds);
