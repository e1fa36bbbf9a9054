using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>Where the events of a batch of stream entries go.</summary>
public sealed class Settlement
{
    /// <summary>IDs of the entries that have been handled, whatever the outcome.</summary>
    public List<RedisValue> Acknowledged { get; } = [];

    /// <summary>The reports to the issuer.</summary>
    public List<Confirmation> Confirmed { get; } = [];

    /// <summary>Events to retry after a delay, by key.</summary>
    public List<(string Id, TimeSpan Delay, FailedDelivery Delivery)> Retried { get; } = [];

    /// <summary>Events that become dead letters, by key.</summary>
    public List<(string Id, FailedDelivery Delivery)> Dead { get; } = [];
}
