namespace KubeCredential.Messaging;

/// <summary>Names in Redis. The keys share one hash tag, so that a Redis Cluster keeps them on one node and scripts may touch several.</summary>
public static class MessagingKeys
{
    /// <summary>The pub/sub channel on which every event is announced as JSON; for this system it is a wake-up, for others a feed.</summary>
    public const string Channel = "credential-events";

    /// <summary>The durable log of events (a stream).</summary>
    public const string Stream = "{credential-events}:stream";

    /// <summary>What has become of events: the way back from the consumers to the issuer (a stream, and the wake-up channel of the same name).</summary>
    public const string Applied = "{credential-events}:applied";

    /// <summary>A group's events waiting for another attempt (a sorted set of event ids by due time in milliseconds since 1970).</summary>
    public static string Retry(string group) => $"{{credential-events}}:retry:{group}";

    /// <summary>The events of <see cref="Retry"/> (a hash from event id to failed delivery).</summary>
    public static string RetryEntries(string group) => $"{Retry(group)}:entries";

    /// <summary>Events that a group has given up (a sorted set of event ids by time of giving up in milliseconds since 1970).</summary>
    public static string DeadLetter(string group) => $"{{credential-events}}:dead-letter:{group}";

    /// <summary>The events of <see cref="DeadLetter"/> (a hash from event id to failed delivery).</summary>
    public static string DeadLetterEntries(string group) => $"{DeadLetter(group)}:entries";

    /// <summary>The value by which the issuer recognises a Redis that still has everything it was given.</summary>
    public const string Epoch = "{credential-events}:epoch";

    /// <summary>
    /// How what clients have used of their limits begins, in the hash tag of each key: <c>rl:fw:{limits:SERVICE:LIMIT:CLIENT}</c> and the same with
    /// <c>:exp</c>. They are of RedisRateLimiting, and are spread over a cluster; each ends a second after its window.
    /// </summary>
    public const string Limits = "limits:";

    /// <summary>The consumer group of the verification service on <see cref="Stream"/>.</summary>
    public const string VerificationGroup = "verification";

    /// <summary>The consumer group of the issuance service on <see cref="Applied"/>.</summary>
    public const string IssuanceGroup = "issuance";
}
