namespace KubeCredential.Messaging;

/// <summary>A member of a consumer group.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pending">How many entries it has read and not acknowledged.</param>
/// <param name="IdleMilliseconds">How long it has not asked for entries, in milliseconds.</param>
public sealed record ConsumerStats(string Name, int Pending, long IdleMilliseconds);
