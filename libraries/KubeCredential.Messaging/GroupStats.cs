namespace KubeCredential.Messaging;

/// <summary>The progress of a consumer group.</summary>
/// <param name="Name">The group.</param>
/// <param name="Lag">How many events of the stream it has not read: counted up to <see cref="StreamStats.MostCounted"/>.</param>
/// <param name="LagIsExact">Whether <paramref name="Lag"/> is the exact number; otherwise there are at least that many.</param>
/// <param name="Pending">How many entries it has read but not acknowledged.</param>
/// <param name="Consumers">How many members it has.</param>
/// <param name="IdleMilliseconds">How long ago a member last asked for entries, in milliseconds; null if there are no members.</param>
/// <param name="Retries">Events in its retry queue.</param>
/// <param name="DeadLetters">Its dead letters.</param>
public sealed record GroupStats(
    string Name, long Lag, bool LagIsExact, long Pending, int Consumers, long? IdleMilliseconds, long Retries, long DeadLetters);
