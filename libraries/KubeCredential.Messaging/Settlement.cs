using KubeCredential.Events;
using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>Where the events of a batch of stream entries go.</summary>
public sealed class Settlement
{
    /// <summary>IDs of the entries that have been handled, whatever the outcome.</summary>
    public List<RedisValue> Acknowledged { get; } = [];

    /// <summary>The issuer's heartbeats among them, in stream order, with their text as it was received.</summary>
    public List<(string EntryId, string Json, IssuerHeartbeat Heartbeat)> Heartbeats { get; } = [];

    /// <summary>Credentials whose erasure the subscriber has applied: their content must leave the group's retry queue and dead letters before the batch is settled.</summary>
    public HashSet<Guid> Erased { get; } = [];

    /// <summary>The reports to the issuer.</summary>
    public List<Confirmation> Confirmed { get; } = [];

    /// <summary>Events to retry after a delay, by key.</summary>
    public List<(string Id, TimeSpan Delay, FailedDelivery Delivery)> Retried { get; } = [];

    /// <summary>Events that become dead letters, by key.</summary>
    public List<(string Id, FailedDelivery Delivery)> Dead { get; } = [];
}
