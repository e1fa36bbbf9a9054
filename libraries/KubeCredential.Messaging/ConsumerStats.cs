namespace KubeCredential.Messaging;

/// <summary>A member of a consumer group.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pending">How many entries it has read but not acknowledged.</param>
/// <param name="IdleMilliseconds">How long ago it last asked for entries, in milliseconds.</param>
public sealed record ConsumerStats(string Name, int Pending, long IdleMilliseconds);
