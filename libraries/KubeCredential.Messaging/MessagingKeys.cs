namespace KubeCredential.Messaging;

/// <summary>Names in Redis. The keys share one hash tag, so that a Redis Cluster keeps them on one node and a script can use several of them.</summary>
public static class MessagingKeys
{
    /// <summary>The pub/sub channel on which every event is announced as JSON: a wake-up for this system, a feed for others.</summary>
    public const string Channel = "credential-events";

    /// <summary>The durable log of events (a stream).</summary>
    public const string Stream = "{credential-events}:stream";

    /// <summary>The confirmation stream, from the consumers back to the issuer: what has become of events (a stream, and the wake-up channel of the same name).</summary>
    public const string Applied = "{credential-events}:applied";

    /// <summary>A group's events waiting for another attempt (a sorted set of event IDs by due time in milliseconds since 1970).</summary>
    public static string Retry(string group) => $"{{credential-events}}:retry:{group}";

    /// <summary>The events of <see cref="Retry"/> (a hash from event ID to failed delivery).</summary>
    public static string RetryEntries(string group) => $"{Retry(group)}:entries";

    /// <summary>
    /// The stream entry under which an event was last moved back from <see cref="Retry"/> or <see cref="DeadLetter"/> (a string): a heartbeat before it says nothing about
    /// that event.
    /// </summary>
    public static string LastRetry(string group) => $"{Retry(group)}:last";

    /// <summary>A group's dead letters (a sorted set of event IDs by the time they were given up, in milliseconds since 1970).</summary>
    public static string DeadLetter(string group) => $"{{credential-events}}:dead-letter:{group}";

    /// <summary>The events of <see cref="DeadLetter"/> (a hash from event ID to failed delivery).</summary>
    public static string DeadLetterEntries(string group) => $"{DeadLetter(group)}:entries";

    /// <summary>The epoch, by which the issuer recognises a Redis that still has all its data.</summary>
    public const string Epoch = "{credential-events}:epoch";

    /// <summary>
    /// The prefix of the keys that count clients' use of their limits; each key has its own hash tag: <c>rl:fw:{limits:SERVICE:LIMIT:CLIENT}</c> and the same with
    /// <c>:exp</c>. RedisRateLimiting creates them. They are spread over a cluster, and each expires a second after its window.
    /// </summary>
    public const string Limits = "limits:";

    /// <summary>The consumer group of the verification service on <see cref="Stream"/>.</summary>
    public const string VerificationGroup = "verification";

    /// <summary>The consumer group of the issuance service on <see cref="Applied"/>.</summary>
    public const string IssuanceGroup = "issuance";
}
