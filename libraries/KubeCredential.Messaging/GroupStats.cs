namespace KubeCredential.Messaging;

/// <summary>How far a consumer group has come.</summary>
/// <param name="Name">The group.</param>
/// <param name="Lag">How many entries of the stream it has not read: counted, up to <see cref="StreamStats.MostCounted"/>.</param>
/// <param name="LagIsExact">Whether <paramref name="Lag"/> is the whole number; false: there are that many or more.</param>
/// <param name="Pending">How many it has read and not acknowledged.</param>
/// <param name="Consumers">How many members it has.</param>
/// <param name="IdleMilliseconds">For how long none of them has asked for entries, in milliseconds; null where it has none.</param>
/// <param name="Retries">Events in its retry queue.</param>
/// <param name="DeadLetters">Its dead letters.</param>
public sealed record GroupStats(
    string Name, long Lag, bool LagIsExact, long Pending, int Consumers, long? IdleMilliseconds, long Retries, long DeadLetters);
