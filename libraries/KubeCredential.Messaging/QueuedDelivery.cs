using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>A failed delivery and its position in the retry queue or among the dead letters.</summary>
/// <param name="Id">Its key: the event's ID, or <c>entry-</c> and the stream entry's ID if no event could be read.</param>
/// <param name="Score">When it is due, or when it became a dead letter, in milliseconds since 1970.</param>
/// <param name="Delivery">The delivery.</param>
public sealed record QueuedDelivery(string Id, long Score, FailedDelivery Delivery)
{
    /// <summary><see cref="Score"/> as a date and time.</summary>
    public DateTimeOffset At => DateTimeOffset.FromUnixTimeMilliseconds(Score);

    /// <summary>The rows that the script <c>page</c> has read.</summary>
    internal static IReadOnlyList<QueuedDelivery> AllOf(RedisValue[] rows)
    {
        var page = new List<QueuedDelivery>(rows.Length / 3);
        for (var i = 0; i < rows.Length; i += 3)
        {
            var score = (long)(double)rows[i + 1];
            page.Add(new QueuedDelivery(rows[i].ToString(), score, FailedDelivery.ParseOrDescribe(rows[i + 2].ToString(), score)));
        }

        return page;
    }
}
