using System.Diagnostics;
using KubeCredential.Events;
using KubeCredential.Hosting;
using KubeCredential.Hosting.Background;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Messaging;
using KubeCredential.Messaging.Resilience;
using KubeCredential.Messaging.Telemetry;
using KubeCredential.Storage;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Issuance.Api.Outbox;

/// <summary>
/// Publishes events that are due: claims them, appends them to the stream and announces them in one script, then marks them. A crash
/// between the last two steps publishes an event twice, which the verifier detects; no event is ever lost. Any number of relays may run. Events
/// just committed by this process arrive as <see cref="FreshEvents"/>, already claimed.
/// </summary>
internal sealed partial class OutboxRelay(
    OutboxStore store, FreshEvents fresh, UnmarkedPublications unmarked, DeliveryControl control, EventPublisher publisher, DeliveryStatus status, OutboxSignal signal, DatabaseReadiness database,
    IOptions<OutboxOptions> options, TimeProvider time, LoopRegistry loops, ILogger<OutboxRelay> logger)
    : BackgroundLoop("outbox-relay", loops, logger)
{
    private const int Window = 8;

    private readonly OutboxOptions _options = options.Value;
    private readonly Backoff _retry = new(options.Value.FirstRetry, options.Value.LongestRetry);
    private Guid? _epoch;
    private long _lastLook;
    private bool _isBehind = true;

    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) =>
        signal.WaitAsync(unmarked.Count == 0 || _options.PollInterval < _options.MarkDelay ? _options.PollInterval : _options.MarkDelay, cancellationToken);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        fresh.IsOpen = false; // Not earlier: a step still running would have opened it again.
        if (!database.IsReady) return;
        try
        {
            while (_epoch is not null && status.Redis.AllowsCalls && fresh.Take(_options.BatchSize) is { Count: > 0 } last) await PublishAndMarkAsync(last, cancellationToken);
            await GiveBackAsync(cancellationToken);
        }
        finally
        {
            await MarkAsync(TimeSpan.Zero, cancellationToken);
        }
    }

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await RelayAsync(cancellationToken);
        }
        catch (Exception error)
        {
            fresh.IsOpen = false; // Until a step succeeds, committed events wait in the table.
            if (RedisFault.IsOutage(error)) await GiveBackAsync(cancellationToken);
            throw;
        }
    }

    private async Task<bool> RelayAsync(CancellationToken cancellationToken)
    {
        await MarkAsync(_options.MarkDelay, cancellationToken);
        var look = time.GetElapsedTime(_lastLook) >= _options.PollInterval;
        if (look)
        {
            await status.Operator.LookAsync(() => control.IsIsolatedAsync(cancellationToken));
        }

        if (status.Isolated || !status.Redis.AllowsCalls)
        {
            fresh.IsOpen = false;
            await GiveBackAsync(cancellationToken);
            return false;
        }

        _epoch ??= await store.GetEpochAsync(cancellationToken);

        // Checked regularly, and after a failure before anything is claimed: Redis is reachable and still has its data.
        if (look || status.Redis.Snapshot().State != CircuitSnapshot.Closed)
        {
            if (await PublishAsync([], cancellationToken) is null)
            {
                await RenewEpochAsync(cancellationToken);
                return true;
            }

            _lastLook = time.GetTimestamp();
        }

        // Gives the verifier a moment to catch up: events it confirms need no separate mark, and every claim has to skip the unmarked ones.
        if (unmarked.Count >= Window * _options.BatchSize)
        {
            fresh.IsOpen = false;
            _isBehind = true;
            return false;
        }

        var messages = fresh.Take(_options.BatchSize);
        var more = messages.Count == _options.BatchSize;
        await PublishAndMarkAsync(messages, cancellationToken);
        if (signal.TakeDue() | look | _isBehind)
        {
            messages = await store.ClaimAsync(cancellationToken);
            _isBehind = messages.Count == _options.BatchSize;
            await PublishAndMarkAsync(messages, cancellationToken);
        }

        fresh.IsOpen = !_isBehind; // Behind a backlog, committed events wait their turn in the table.
        return more || _isBehind;
    }

    /// <summary>Returns handed-over events to the table; otherwise they would have to wait for the end of their lease.</summary>
    private async Task GiveBackAsync(CancellationToken cancellationToken)
    {
        if (fresh.Take(int.MaxValue) is { Count: > 0 } rest) await store.GiveBackAsync(rest.ConvertAll(static message => message.Event.EventId), cancellationToken);
    }

    private async Task PublishAndMarkAsync(List<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count == 0) return;
        FailPoint.Hit("claimed");
        var sends = new List<(OutboxMessage Message, OutgoingEvent Event, Activity? Span)>(messages.Count);
        foreach (var message in messages)
        {
            Activity.Current = null;
            var span = MessagingTelemetry.StartSend(
                message.TraceParent, message.TraceState, message.Event.EventId, message.Publications + message.Attempts + 1, time.GetUtcNow() - message.Event.Timestamp,
                message.RetryDelay);
            try
            {
                var outgoing = new OutgoingEvent(message.Event.EventId, message.Event.ToJson(), span?.Id ?? message.TraceParent, span?.TraceStateString ?? message.TraceState, message.Event.Signature);
                sends.Add((message, outgoing, span));
            }
            catch (EventFormatException error)
            {
                using (span) await MarkFaultAsync(message, span, error, cancellationToken);
            }
        }

        Activity.Current = null;
        try
        {
            // A batch that Redis rejects because of its content is halved until the bad event is isolated.
            await Bisection.RunAsync(
                sends, part => SendAsync(part, cancellationToken), static error => error is RedisServerException && !RedisFault.IsOutage(error),
                (send, error) => MarkFaultAsync(send.Message, send.Span, error, cancellationToken));
        }
        finally
        {
            foreach (var (_, _, span) in sends) span?.Dispose();
        }
    }

    private async Task SendAsync(List<(OutboxMessage Message, OutgoingEvent Event, Activity? Span)> sends, CancellationToken cancellationToken)
    {
        var epoch = _epoch!.Value;
        string[]? entryIds;
        try
        {
            entryIds = await PublishAsync(sends.ConvertAll(static send => send.Event), cancellationToken);
        }
        catch (Exception error) when (RedisFault.IsOutage(error))
        {
            // Redis is unavailable or did not answer in time, so the events may or may not be there. They are sent again, and no attempt is used up.
            MessagingTelemetry.CountSent(sends.Count, error.GetType().Name);
            foreach (var (_, _, span) in sends) span.Fail("Redis is away", error.GetType().Name);
            await store.ReleaseAsync(sends.ConvertAll(static send => send.Event.EventId), cancellationToken);
            throw;
        }

        if (entryIds is null)
        {
            await store.ReleaseAsync(sends.ConvertAll(static send => send.Event.EventId), cancellationToken);
            await RenewEpochAsync(cancellationToken);
            return;
        }

        FailPoint.Hit("published");
        var now = time.GetTimestamp();
        unmarked.Add(sends.Zip(entryIds, (send, entryId) =>
            new Publication(send.Event.EventId, send.Message.Event.CredentialId, entryId, epoch, now, send.Message.Event.CorrelationId, send.Message.TraceParent, send.Message.Event.Signature?.KeyId ?? "")));
        if (_options.MarkDelay == TimeSpan.Zero) await MarkAsync(TimeSpan.Zero, cancellationToken);
        MessagingTelemetry.CountSent(sends.Count);
    }

    /// <summary>Marks publications that have gone unconfirmed for this long.</summary>
    private async Task MarkAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        var publications = unmarked.TakeOlderThan(age);
        if (publications.Count == 0) return;
        try
        {
            foreach (var published in publications.GroupBy(static one => one.Epoch))
                await store.MarkPublishedAsync(published.Key, [.. published.Select(static one => (one.EventId, one.EntryId, one.KeyId))], cancellationToken);
        }
        catch
        {
            unmarked.Add(publications); // Marked at the next step; marking twice has no further effect.
            throw;
        }

        status.HasChanged();
    }

    private async Task MarkFaultAsync(OutboxMessage message, Activity? span, Exception error, CancellationToken cancellationToken)
    {
        var (attempt, delay) = (message.Attempts + 1, _retry.Next(message.Attempts + 1));
        Activity.Current = span; // Log entries belong to the event's trace.
        LogFault(logger, error, message.Event.EventId, attempt);
        if (attempt > _options.MaxRetries) span.NoteDeadLetter(attempt);
        else span.NoteRetry(attempt, delay);
        MessagingTelemetry.CountSent(1, error.GetType().Name);
        span.Fail("The event could not be published", error.GetType().Name);
        await store.MarkFaultAsync(message, delay, error is EventFormatException ? error.Message : "Redis refused the event.", cancellationToken);
    }

    /// <summary>Redis does not have the current epoch: it has lost data, or is another server. Whatever it may have lost is published again.</summary>
    private async Task RenewEpochAsync(CancellationToken cancellationToken)
    {
        var current = await store.GetEpochAsync(cancellationToken);
        var held = await status.Redis.CallAsync(_ => publisher.GetEpochAsync(), cancellationToken);
        if (held != current && await store.RenewEpochAsync(current, cancellationToken) is { } renewed)
        {
            if (held is null && renewed.Events == 0) LogFirstEpoch(logger);
            else LogEpoch(logger, renewed.Events);
            current = renewed.Epoch;
            await status.Redis.CallAsync(_ => publisher.SetEpochAsync(current), cancellationToken);
        }

        _epoch = null; // Another relay may have been quicker, so it is read again.
    }

    private Task<string[]?> PublishAsync(IReadOnlyCollection<OutgoingEvent> events, CancellationToken cancellationToken) =>
        status.Redis.CallAsync(_ => publisher.PublishAsync(_epoch!.Value, events), cancellationToken);

    [LoggerMessage(LogLevel.Warning, "Event {EventId} could not be published at attempt {Attempt}")]
    private static partial void LogFault(ILogger logger, Exception error, Guid eventId, int attempt);

    [LoggerMessage(LogLevel.Information, "Redis and the outbox are empty: writing the first epoch to Redis")]
    private static partial void LogFirstEpoch(ILogger logger);

    [LoggerMessage(LogLevel.Warning, "Redis has lost data or is another server: publishing {Events} events again under a new epoch")]
    private static partial void LogEpoch(ILogger logger, int events);
}
