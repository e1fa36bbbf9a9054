using KubeCredential.Hosting.Background;
using KubeCredential.Messaging;
using KubeCredential.Storage;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Issuance.Api.Outbox;

/// <summary>
/// Reads the confirmation stream and marks the outbox. An entry is acknowledged only after its mark is committed; lost confirmations are
/// detected by <see cref="OutboxMaintenance"/>, which looks up unconfirmed events.
/// </summary>
internal sealed partial class ConfirmationLoop : BackgroundLoop, IAsyncDisposable
{
    private const int BatchSize = 500;
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromSeconds(30);

    private readonly OutboxStore _store;
    private readonly GroupConfirmations _byGroup;
    private readonly RequiredGroups _required;
    private readonly UnmarkedPublications _unmarked;
    private readonly OutboxSignal _relay;
    private readonly DeliveryStatus _status;
    private readonly DatabaseReadiness _database;
    private readonly IConnectionMultiplexer _redis;
    private readonly OutboxOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ConfirmationLoop> _logger;
    private readonly StreamGroup _group;
    private readonly WakeUp _wakeUp = new();
    private long _lastClaim;
    private bool _subscribed;

    public ConfirmationLoop(
        OutboxStore store, GroupConfirmations byGroup, RequiredGroups required, UnmarkedPublications unmarked, OutboxSignal relay, DeliveryStatus status, DatabaseReadiness database, IConnectionMultiplexer redis, IOptions<OutboxOptions> options,
        TimeProvider time, LoopRegistry loops, ILogger<ConfirmationLoop> logger)
        : base("confirmations", loops, logger)
    {
        (_store, _byGroup, _required, _unmarked, _relay) = (store, byGroup, required, unmarked, relay);
        (_status, _database, _redis, _options, _time, _logger) = (status, database, redis, options.Value, time, logger);
        _group = new StreamGroup(redis, MessagingKeys.Applied, MessagingKeys.IssuanceGroup, ConsumerName.Create());
        _lastClaim = time.GetTimestamp();
    }

    /// <summary>This process's membership in the group.</summary>
    public StreamGroup Group => _group;

    public async ValueTask DisposeAsync()
    {
        if (_subscribed && _redis.IsConnected) await _redis.GetSubscriber().UnsubscribeAsync(RedisChannel.Literal(MessagingKeys.Applied));
        _wakeUp.Dispose();
    }

    protected override Task PrepareAsync(CancellationToken cancellationToken) => _database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => _wakeUp.WaitAsync(_options.PollInterval, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (!_status.Redis.AllowsCalls) return false;
        if (!_subscribed)
        {
            await _wakeUp.SubscribeAsync(_redis, MessagingKeys.Applied);
            _subscribed = true;
        }

        var entries = await _status.Redis.CallAsync(_ => _group.ReadAsync(BatchSize), cancellationToken);
        if (entries.Length == 0 && _time.GetElapsedTime(_lastClaim) > AbandonedAfter / 2)
        {
            entries = await _status.Redis.CallAsync(_ => _group.ClaimAsync(AbandonedAfter, BatchSize), cancellationToken);
            if (entries.Length == 0) _lastClaim = _time.GetTimestamp();
        }

        if (entries.Length == 0) return false;

        var confirmations = new List<Confirmation>(entries.Length);
        foreach (var entry in entries)
        {
            if (ConfirmationReader.Read(entry) is { } confirmation) confirmations.Add(confirmation);
            else LogStrange(_logger, entry.Id.ToString()); // Delivery does not depend on it: maintenance looks up unconfirmed events.
        }

        await RefuseAsync(confirmations, cancellationToken);
        var (required, others) = _required.Part(confirmations);
        await _byGroup.CountAsync(others, cancellationToken);
        if (_required.AreSeveral) required = await _byGroup.ConfirmAsync(required, cancellationToken);
        else await ConfirmAsync(required, cancellationToken);
        _status.HasConfirmed(required);
        await _status.Redis.CallAsync(_ => _group.AcknowledgeAsync(Array.ConvertAll(entries, static entry => entry.Id)), cancellationToken);
        return entries.Length == BatchSize;
    }

    /// <summary>Takes out what nobody can have confirmed: whoever can write to the stream must not be able to end a delivery that has not begun.</summary>
    private async Task RefuseAsync(List<Confirmation> confirmations, CancellationToken cancellationToken)
    {
        var others = confirmations.FindAll(one => !_unmarked.Contains(one.EventId)); // What this process has just published need not be looked up.
        if (others.Count == 0) return;
        var unpublished = await _store.FindUnpublishedAsync(others, cancellationToken);
        if (unpublished.Count == 0) return;
        var refused = confirmations.RemoveAll(one => unpublished.Contains(one.EventId));
        DeliveryTelemetry.CountRefused(refused);
        LogRefused(_logger, refused);
    }

    /// <summary>Confirms events for the only required group; in the same statement it marks those that this process has published but not yet marked.</summary>
    private async Task ConfirmAsync(List<Confirmation> confirmations, CancellationToken cancellationToken)
    {
        var publications = _unmarked.Take(confirmations.Where(static one => one.IsDelivered));
        try
        {
            var marked = await _store.MarkConfirmedAsync(publications, cancellationToken);
            _unmarked.Add(publications.Where(one => !marked.Contains(one.EventId)));
            if (marked.Count > 0) _relay.Wake();
            await _store.ConfirmAsync(marked.Count == 0 ? confirmations : confirmations.FindAll(one => !marked.Contains(one.EventId)), cancellationToken);
        }
        catch
        {
            _unmarked.Add(publications); // Marking twice has no further effect.
            throw;
        }
    }

    [LoggerMessage(LogLevel.Error, "Refused {Count} confirmations of events that are unknown here or have not been published: somebody else has made them")]
    private static partial void LogRefused(ILogger logger, int count);

    [LoggerMessage(LogLevel.Warning, "Entry {EntryId} of the confirmation stream is not a confirmation and was skipped")]
    private static partial void LogStrange(ILogger logger, string entryId);
}
