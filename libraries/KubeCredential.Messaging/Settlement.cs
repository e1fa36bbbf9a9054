using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>What becomes of a batch of stream entries.</summary>
public sealed class Settlement
{
    /// <summary>Ids of the entries whose handling has ended, one way or another.</summary>
    public List<RedisValue> Acknowledged { get; } = [];

    /// <summary>What the issuer is told.</summary>
    public List<Confirmation> Confirmed { get; } = [];

    /// <summary>Events to be tried again after a delay, by key.</summary>
    public List<(string Id, TimeSpan Delay, FailedDelivery Delivery)> Retried { get; } = [];

    /// <summary>Events that are given up, by key.</summary>
    public List<(string Id, FailedDelivery Delivery)> Dead { get; } = [];
}
