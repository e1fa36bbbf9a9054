namespace KubeCredential.Messaging;

/// <summary>A failed delivery at its place in the retry queue or among the dead letters.</summary>
/// <param name="Id">Its key: the event's id, or <c>entry-</c> and the stream entry's id where no event could be read.</param>
/// <param name="Score">When it is due, or when it was given up, in milliseconds since 1970.</param>
/// <param name="Delivery">The delivery.</param>
public sealed record QueuedDelivery(string Id, long Score, FailedDelivery Delivery)
{
    /// <summary><see cref="Score"/> as a moment.</summary>
    public DateTimeOffset At => DateTimeOffset.FromUnixTimeMilliseconds(Score);
}
