namespace KubeCredential.Messaging;

/// <summary>A failed delivery and its position in the retry queue or among the dead letters.</summary>
/// <param name="Id">Its key: the event's ID, or <c>entry-</c> and the stream entry's ID if no event could be read.</param>
/// <param name="Score">When it is due, or when it became a dead letter, in milliseconds since 1970.</param>
/// <param name="Delivery">The delivery.</param>
public sealed record QueuedDelivery(string Id, long Score, FailedDelivery Delivery)
{
    /// <summary><see cref="Score"/> as a date and time.</summary>
    public DateTimeOffset At => DateTimeOffset.FromUnixTimeMilliseconds(Score);
}
