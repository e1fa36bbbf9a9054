using Issuance.Api.Credentials;
using Issuance.Api.Outbox;
using KubeCredential.ServiceDefaults.Background;
using KubeCredential.ServiceDefaults.Live;
using KubeCredential.ServiceDefaults.Storage;
using StackExchange.Redis;

namespace Issuance.Api.Live;

/// <summary>Tells clients how the credentials that they follow come along, and what is on its way in all.</summary>
internal sealed class DeliveryHub : LiveHub
{
    private static readonly TimeSpan QueuesInterval = TimeSpan.FromSeconds(1);
    private readonly CredentialStore _credentials;
    private readonly OutboxReport _report;
    private readonly DeliveryStatus _status;
    private readonly IConnectionMultiplexer _redis;
    private readonly TimeProvider _time;
    private QueuesEvent? _told;
    private long _lastQueues;

    public DeliveryHub(
        CredentialStore credentials, OutboxReport report, DeliveryStatus status, IConnectionMultiplexer redis, DatabaseReadiness database, TimeProvider time,
        LoopRegistry loops, ILogger<DeliveryHub> logger)
        : base(database, time, loops, logger)
    {
        (_credentials, _report, _status, _redis, _time) = (credentials, report, status, redis, time);
        _status.Changed += Signal;
    }

    public override void Dispose()
    {
        _status.Changed -= Signal;
        base.Dispose();
    }

    protected override async Task LookAsync(IReadOnlyList<LiveSubscription> subscriptions, CancellationToken cancellationToken)
    {
        var open = subscriptions.SelectMany(static one => one.Open).Distinct().ToArray();
        if (open.Length > 0)
        {
            foreach (var found in await _credentials.FindManyAsync(open, cancellationToken))
            {
                var (id, delivery) = (found.Credential.Id, found.Delivery);
                var isFinal = delivery.State == DeliveryDocument.NameOf(DeliveryState.Confirmed);
                foreach (var subscription in subscriptions) subscription.TellState(id, delivery, isFinal, "delivery", new DeliveryEvent(id, delivery));
            }
        }

        if (_time.GetElapsedTime(_lastQueues) < QueuesInterval && !subscriptions.Any(static one => one.IsNew)) return;
        var queues = await ReadQueuesAsync(cancellationToken);
        _lastQueues = _time.GetTimestamp();
        var isChanged = queues != (_told is null ? null : _told with { Timestamp = queues.Timestamp });
        _told = queues;
        foreach (var subscription in subscriptions)
        {
            if (isChanged || subscription.IsNew) subscription.Tell("queues", queues);
            subscription.IsNew = false;
        }
    }

    private async Task<QueuesEvent> ReadQueuesAsync(CancellationToken cancellationToken)
    {
        var depths = await _report.DepthsAsync(cancellationToken);
        var newest = await _credentials.ListAsync(null, 1, cancellationToken);
        var circuit = _status.Circuit;
        var now = _time.GetUtcNow();
        return new QueuesEvent(
            depths.StatusWith(circuit), depths.Pending, depths.Retrying, depths.Published, depths.Dead,
            depths.OldestPendingAt is { } oldest ? (long)Math.Max(0, (now - oldest).TotalSeconds) : null,
            depths.NextRetryAt, circuit, _redis.IsConnected, newest is [var last] ? last.Credential.Id : null, now);
    }
}
