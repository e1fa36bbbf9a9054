namespace KubeCredential.Messaging;

/// <summary>The state of a stream and its group.</summary>
/// <param name="Length">How many entries the stream holds.</param>
/// <param name="Lag">How many of them the group has not read, or null where Redis cannot tell.</param>
/// <param name="Pending">How many the group has read and not acknowledged.</param>
/// <param name="Consumers">The members of the group.</param>
public sealed record StreamStats(long Length, long? Lag, long Pending, IReadOnlyList<ConsumerStats> Consumers);
