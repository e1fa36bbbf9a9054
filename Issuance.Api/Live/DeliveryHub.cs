using Issuance.Api.Credentials;
using Issuance.Api.Outbox;
using KubeCredential.Hosting.Background;
using KubeCredential.Live;
using KubeCredential.Storage;
using StackExchange.Redis;

namespace Issuance.Api.Live;

/// <summary>Sends clients the delivery progress of the credentials that they follow, and the overall queue sizes.</summary>
internal sealed class DeliveryHub : LiveHub
{
    private static readonly TimeSpan QueuesInterval = TimeSpan.FromSeconds(1);
    private readonly CredentialStore _credentials;
    private readonly CredentialSearch _search;
    private readonly OutboxReport _report;
    private readonly DeliveryStatus _status;
    private readonly DeliveryProgress _progress;
    private readonly IConnectionMultiplexer _redis;
    private readonly TimeProvider _time;
    private Dictionary<string, QueuesEvent> _told = [];
    private long _lastQueues;

    public DeliveryHub(
        CredentialStore credentials, CredentialSearch search, OutboxReport report, DeliveryStatus status, DeliveryProgress progress, IConnectionMultiplexer redis, DatabaseReadiness database, TimeProvider time,
        LoopRegistry loops, ILogger<DeliveryHub> logger)
        : base(database, time, loops, logger)
    {
        (_credentials, _search, _report, _status, _progress, _redis, _time) = (credentials, search, report, status, progress, redis, time);
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
                // Never final: a confirmed credential may be suspended, replaced or revoked later.
                var state = new DeliveryEvent(found.Credential.Id, found.Delivery, StatusDocument.Of(found.Credential.Status), found.Credential.Version);
                foreach (var subscription in subscriptions.Where(one => one.Organisation is null || one.Organisation == found.Credential.IssuerName))
                    subscription.TellState(state.CredentialId, state, isFinal: false, "delivery", state);
            }
        }

        if (_time.GetElapsedTime(_lastQueues) < QueuesInterval && !subscriptions.Any(static one => one.IsNew)) return;
        var queues = await ReadQueuesAsync(cancellationToken);
        _lastQueues = _time.GetTimestamp();
        var told = new Dictionary<string, QueuesEvent>(StringComparer.Ordinal);
        foreach (var group in subscriptions.GroupBy(static one => one.Organisation))
        {
            // Anyone who knows an ID can verify the credential, so the ID of another organisation's newest credential is not disclosed.
            var mine = group.Key is { } organisation ? queues with { NewestCredentialId = await NewestOfAsync(organisation, cancellationToken) } : queues;
            var isChanged = mine != (_told.GetValueOrDefault(group.Key ?? "") is { } before ? before with { Timestamp = mine.Timestamp } : null);
            told[group.Key ?? ""] = mine;
            foreach (var subscription in group)
            {
                if (isChanged || subscription.IsNew) subscription.Tell("queues", mine);
                subscription.IsNew = false;
            }
        }

        _told = told;
    }

    private async Task<Guid?> NewestOfAsync(string organisation, CancellationToken cancellationToken) =>
        await _search.ListAsync(new CredentialFilter { Organisation = organisation }, null, 1, cancellationToken) is [var last] ? last.Credential.Id : null;

    private async Task<QueuesEvent> ReadQueuesAsync(CancellationToken cancellationToken)
    {
        var depths = await _report.DepthsAsync(cancellationToken);
        var newest = await _credentials.ListAsync(null, 1, cancellationToken);
        var circuit = _status.Circuit;
        var now = _time.GetUtcNow();
        return new QueuesEvent(
            _progress.StateOf(depths, circuit), depths.Pending, depths.Retrying, depths.Published, depths.Dead,
            depths.OldestPendingAt is { } oldest ? (long)Math.Max(0, (now - oldest).TotalSeconds) : null,
            depths.OldestWaitingAt is null && depths.OldestUnconfirmedAt is null ? null : (long)_progress.AgeOf(depths).TotalSeconds, _progress.LastProgressAt,
            depths.NextRetryAt, circuit, _redis.IsConnected, newest is [var last] ? last.Credential.Id : null, now);
    }
}
