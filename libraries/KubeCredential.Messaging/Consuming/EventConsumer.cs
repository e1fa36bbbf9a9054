using KubeCredential.Hosting;
using KubeCredential.Hosting.Background;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace KubeCredential.Messaging.Consuming;

/// <summary>
/// Reads events as a member of the consumer group and has them applied. It is woken by pub/sub, polls once a second in case a wake-up was
/// lost, takes over what dead consumers left behind, and moves due retries back to the stream. Entries that were read but could not be settled are
/// held and handled again before anything new is read.
/// </summary>
internal sealed class EventConsumer : BackgroundLoop
{
    private static readonly TimeSpan ConsumerGoneAfter = TimeSpan.FromHours(1);

    private readonly IEventSubscriber _subscriber;
    private readonly EventHandling _handling;
    private readonly EventInbox _inbox;
    private readonly HeardHeartbeats _heartbeats;
    private readonly ConsumptionStatus _status;
    private readonly EventArrivals _arrivals;
    private readonly ConsumptionOptions _options;
    private readonly TimeProvider _time;
    private readonly StreamGroup _group;
    private StreamEntry[] _held = [];
    private long _lastLook;
    private long _lastClaim;

    // Consumers are numbered 1, 2, … within this process.
    public EventConsumer(
        int number, ConsumerGroup group, IEventSubscriber subscriber, EventHandling handling, EventInbox inbox, HeardHeartbeats heartbeats, EventArrivals arrivals, ConsumptionStatus status, IConnectionMultiplexer redis,
        IOptions<ConsumptionOptions> options, TimeProvider time, LoopRegistry loops, ILogger<EventConsumer> logger)
        : base($"event-consumer-{number}", loops, logger)
    {
        (_subscriber, _handling, _inbox, _heartbeats, _arrivals, _status) = (subscriber, handling, inbox, heartbeats, arrivals, status);
        (_options, _time) = (options.Value, time);
        _group = new StreamGroup(redis, MessagingKeys.Stream, group.Name, ConsumerName.Create());
        _lastClaim = time.GetTimestamp();
    }

    protected override Task PrepareAsync(CancellationToken cancellationToken) => _subscriber.PrepareAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => _arrivals.WaitAsync(_options.PollInterval, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (!_status.Redis.AllowsCalls || !_status.Database.AllowsCalls) return false;
        var look = _time.GetElapsedTime(_lastLook) >= _options.PollInterval;
        if (look)
        {
            // Also the probe of an open breaker: nothing is read from the stream until the store answers.
            await _status.Operator.LookAsync(() => _status.Database.CallAsync(_subscriber.IsStoppedAsync, cancellationToken));
        }

        if (_status.Isolated) return false;
        await _arrivals.ListenAsync();
        if (_held.Length > 0) return await HandleHeldAsync(cancellationToken);
        if (look)
        {
            await _status.Redis.CallAsync(_ => _inbox.PromoteDueAsync(_options.BatchSize), cancellationToken);
            await EraseAgainAsync(cancellationToken);
            if (_heartbeats.AreWaiting) await _status.Redis.CallAsync(_heartbeats.PromoteAsync, cancellationToken);
            _lastLook = _time.GetTimestamp();
        }

        // Not only when there is nothing to read: with the issuer's heartbeats, there nearly always is.
        if (_time.GetElapsedTime(_lastClaim) >= _options.AbandonedAfter / 2)
        {
            _held = await _status.Redis.CallAsync(_ => _group.ClaimAsync(_options.AbandonedAfter, _options.BatchSize), cancellationToken);
            if (_held.Length == 0)
            {
                await _status.Redis.CallAsync(_ => _group.RemoveIdleConsumersAsync(ConsumerGoneAfter), cancellationToken);
                _lastClaim = _time.GetTimestamp();
            }
        }

        if (_status.Isolated) return false; // Ordered meanwhile; what was claimed is held.
        if (_held.Length < _options.BatchSize)
        {
            var read = await _status.Redis.CallAsync(_ => _group.ReadAsync(_options.BatchSize - _held.Length), cancellationToken);
            _held = _held.Length == 0 ? read : [.. _held, .. read];
        }

        _status.HasRead();
        if (_held.Length == _options.BatchSize) _arrivals.Set(); // There is more: another consumer may read while this one is busy.
        return _held.Length > 0 && await HandleHeldAsync(cancellationToken);
    }

    /// <summary>Handles the held entries. They stay held until they are settled; handling them twice does no harm.</summary>
    private async Task<bool> HandleHeldAsync(CancellationToken cancellationToken)
    {
        var full = _held.Length >= _options.BatchSize;
        var settlement = await _handling.HandleAsync(_held, _group.Consumer, cancellationToken);
        FailPoint.Hit("applied");
        if (settlement.Erased.Count > 0) await _status.Redis.CallAsync(_ => _inbox.EraseAsync(settlement.Erased), cancellationToken);
        await _status.Redis.CallAsync(_ => _inbox.SettleAsync(settlement), cancellationToken);
        _held = [];
        if (settlement.Heartbeats.Count > 0)
        {
            _heartbeats.Add(settlement.Heartbeats);
            await _status.Redis.CallAsync(_heartbeats.PromoteAsync, cancellationToken);
        }

        return full;
    }

    private async Task EraseAgainAsync(CancellationToken cancellationToken)
    {
        var due = _handling.Erased.TakeDue();
        if (due.Count == 0) return;
        try
        {
            await _status.Redis.CallAsync(_ => _inbox.EraseAsync(due), cancellationToken);
        }
        catch
        {
            _handling.Erased.Add(due);
            throw;
        }
    }
}
