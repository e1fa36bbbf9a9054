using System.Diagnostics;
using KubeCredential.Events;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Messaging.Telemetry;
using KubeCredential.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using StackExchange.Redis;

namespace KubeCredential.Messaging.Consuming;

/// <summary>
/// Has a batch of stream entries applied and decides where each goes. An entry that cannot be read, is too large or is rejected by the subscriber
/// becomes a dead letter immediately; one that the subscriber's store rejects is retried later; the rest of the batch is applied. While the store is
/// unavailable, nothing is decided.
/// </summary>
internal sealed partial class EventHandling(
    IEventSubscriber subscriber, ConsumerGroup group, ConsumptionStatus status, IOptions<ConsumptionOptions> options, TimeProvider time, ILogger<EventHandling> logger)
{
    private readonly Backoff _retry = new(options.Value.FirstRetry, options.Value.LongestRetry);

    /// <summary>The credentials whose erasure this process has applied; searched a second time once another consumer's entries have been settled or taken over.</summary>
    public ErasedCredentials Erased { get; } = new(options.Value.AbandonedAfter * 1.5, time);

    /// <summary>Handles entries. It may be called again with the same entries.</summary>
    /// <returns>The decisions; none of them has been carried out in Redis yet.</returns>
    /// <exception cref="Exception">The store is unavailable.</exception>
    public async Task<Settlement> HandleAsync(StreamEntry[] entries, string consumer, CancellationToken cancellationToken)
    {
        var settlement = new Settlement();
        var readable = new List<Handled>(entries.Length);
        var consumed = 0;
        foreach (var entry in entries)
        {
            settlement.Acknowledged.Add(entry.Id);
            var received = EventInbox.Read(entry);
            if (received.Heartbeat is not null)
            {
                await HearAsync(settlement, received, cancellationToken);
                continue;
            }

            consumed++;
            if (received.Group is { } other && other != group.Name) continue; // A retry of another group; this one has already handled the event.
            Activity.Current = null;
            var span = MessagingTelemetry.StartProcess(received, group.Name, consumer);
            var started = time.GetTimestamp();
            try
            {
                if (received.Json is null) throw new EventFormatException("The entry has no 'event' field.");
                var happened = CredentialEvent.Parse(received.Json) with { Signature = received.Signature };
                span.Identify(happened, time.GetUtcNow());
                readable.Add(new Handled(received, new IncomingEvent(happened, (received.Attempts ?? 0) + 1, received.TraceParent), span, started));
            }
            catch (EventFormatException error)
            {
                Reject(settlement, received, span, error.Message);
                span?.Dispose();
            }
        }

        if (consumed > 0) MessagingTelemetry.CountConsumed(consumed, group.Name);
        Activity.Current = null;
        try
        {
            await Bisection.RunAsync(
                readable, batch => ApplyAsync(batch, settlement, cancellationToken),
                error => !subscriber.IsOutage(error) && error is not (OperationCanceledException or BrokenCircuitException),
                (handled, error) =>
                {
                    TryAgain(settlement, handled, error);
                    Finish(handled, error.GetType().Name);
                    return Task.CompletedTask;
                });
        }
        catch (Exception error)
        {
            foreach (var handled in readable) Finish(handled, error.GetType().Name);
            throw;
        }

        Erased.Add(settlement.Erased);
        ForgetContent(settlement);
        FailedAttempt[] failed = [.. settlement.Retried.Select(static one => new FailedAttempt(one.Delivery, IsDead: false)), .. settlement.Dead.Select(static one => new FailedAttempt(one.Delivery, IsDead: true))];
        if (failed.Length > 0)
        {
            status.Count(0, failed.Length);
            await status.Database.CallAsync(token => subscriber.RecordAsync(failed, token), cancellationToken);
        }

        return settlement;
    }

    private async Task ApplyAsync(List<Handled> batch, Settlement settlement, CancellationToken cancellationToken)
    {
        var outcomes = await WriteAsync(batch, cancellationToken);
        var now = time.GetUtcNow();
        var applied = new HashSet<Guid>();
        for (var i = 0; i < batch.Count; i++)
        {
            var (handled, outcome) = (batch[i], outcomes[i]);
            if (outcome.Reason is { } reason)
            {
                Reject(settlement, handled.Received, handled.Span, reason, outcome.IsForged, outcome.IsComingAgain ? handled.Incoming.Event.EventId : null);
                handled.Span?.Dispose();
                continue;
            }

            var happened = handled.Incoming.Event;
            settlement.Confirmed.Add(Confirmation.Of(happened, outcome.Name, now));
            if (happened.Status.State == CredentialState.Erased) settlement.Erased.Add(happened.CredentialId); // A duplicate as well: the first attempt may have ended here.
            MessagingTelemetry.CountHandled(group.Name, outcome.Name);
            if (outcome == EventOutcome.Applied) applied.Add(happened.EventId);
            Finish(handled, null);
        }

        status.Count(applied.Count, 0);
    }

    private async Task<IReadOnlyList<EventOutcome>> WriteAsync(List<Handled> batch, CancellationToken cancellationToken)
    {
        using var span = MessagingTelemetry.StartApply(batch.ConvertAll(static handled => handled.Span));
        try
        {
            var outcomes = await status.Database.CallAsync(token => subscriber.ApplyAsync(batch.ConvertAll(static handled => handled.Incoming), token), cancellationToken);
            return outcomes.Count == batch.Count ? outcomes : throw new InvalidOperationException($"The subscriber gave {outcomes.Count} outcomes for {batch.Count} events.");
        }
        catch (Exception error)
        {
            span.Fail("The events were not applied", error.GetType().Name);
            throw;
        }
    }

    /// <summary>Keeps a heartbeat until everything before it has been handled. It is acknowledged like any entry, but it is no event: nobody confirms or counts it.</summary>
    private async Task HearAsync(Settlement settlement, ReceivedEvent received, CancellationToken cancellationToken)
    {
        try
        {
            var heartbeat = IssuerHeartbeat.Parse(received.Heartbeat!) with { Signature = received.Signature };
            if (await status.Database.CallAsync(token => subscriber.CheckAsync(heartbeat, received.Heartbeat!, token).AsTask(), cancellationToken) is { } reason)
                Reject(settlement, received, null, reason, isForged: true);
            else settlement.Heartbeats.Add((received.EntryId, received.Heartbeat!, heartbeat));
        }
        catch (EventFormatException error)
        {
            Reject(settlement, received, null, error.Message);
        }
    }

    /// <summary>Takes the content out of failed events of credentials that were erased meanwhile.</summary>
    private void ForgetContent(Settlement settlement)
    {
        for (var i = 0; i < settlement.Retried.Count; i++) settlement.Retried[i] = settlement.Retried[i] with { Delivery = WithoutErased(settlement.Retried[i].Delivery) };
        for (var i = 0; i < settlement.Dead.Count; i++) settlement.Dead[i] = settlement.Dead[i] with { Delivery = WithoutErased(settlement.Dead[i].Delivery) };
    }

    private FailedDelivery WithoutErased(FailedDelivery delivery)
    {
        try
        {
            var happened = CredentialEvent.Parse(delivery.Event);
            return Erased.Contains(happened.CredentialId) ? delivery with { Event = happened.WithoutContent().ToJson() } : delivery;
        }
        catch (EventFormatException)
        {
            return delivery;
        }
    }

    /// <summary>Gives up an event that is itself at fault.</summary>
    private void Reject(Settlement settlement, ReceivedEvent received, Activity? span, string reason, bool isForged = false, Guid? comesAgainAs = null)
    {
        var attempts = (received.Attempts ?? 0) + 1;
        Activity.Current = span;
        if (isForged) Refuse(settlement, received, reason, attempts, comesAgainAs);
        else GiveUp(settlement, received, reason, attempts);
        LogGivenUp(logger, received.EntryId, group.Name, reason);
        span.NoteDeadLetter(attempts);
        MessagingTelemetry.CountHandled(group.Name, isForged ? "forged" : ConfirmationOutcome.Dead);
        span.Fail(reason, isForged ? "ForgedEvent" : nameof(EventFormatException));
    }

    private void TryAgain(Settlement settlement, Handled handled, Exception error)
    {
        Activity.Current = handled.Span; // Log entries belong to the event's trace.
        var happened = handled.Incoming.Event;
        var attempts = (handled.Received.Attempts ?? happened.RetryCount) + 1;
        var reason = subscriber.ReasonOf(error);
        if (attempts > (happened.MaxRetries > 0 ? happened.MaxRetries : options.Value.MaxRetries))
        {
            LogGivenUp(logger, handled.Received.EntryId, group.Name, reason);
            handled.Span.NoteDeadLetter(attempts);
            MessagingTelemetry.CountHandled(group.Name, ConfirmationOutcome.Dead);
            GiveUp(settlement, handled.Received, reason, happened, attempts);
            return;
        }

        var delay = _retry.Next(attempts);
        LogRetry(logger, happened.EventId, attempts, group.Name, reason, delay);
        handled.Span.NoteRetry(attempts, delay);
        MessagingTelemetry.CountHandled(group.Name, "retried");
        var delivery = Failed(handled.Received, (happened with { RetryCount = attempts }).ToJson(), reason, attempts) with { RetryDelayMs = (long)delay.TotalMilliseconds };
        settlement.Retried.Add((happened.EventId.ToString(), delay, delivery));
    }

    private void GiveUp(Settlement settlement, ReceivedEvent received, string reason, int attempts)
    {
        try
        {
            GiveUp(settlement, received, reason, CredentialEvent.Parse(received.Json ?? ""), attempts);
        }
        catch (EventFormatException)
        {
            Refuse(settlement, received, reason, attempts); // There is no event to confirm to the issuer, which looks up its own unconfirmed events.
        }
    }

    /// <summary>
    /// Keeps an entry that is no event of the issuer as a dead letter, under an ID that no event has, so that it takes no event's place; if it is only doubted, under one that is removed with the
    /// event's own (settle.lua).
    /// </summary>
    private void Refuse(Settlement settlement, ReceivedEvent received, string reason, int attempts, Guid? comesAgainAs = null)
    {
        var text = received.Json ?? received.Heartbeat ?? "";
        var kept = text.Length <= CredentialEvent.MaxBytes ? text : text[..CredentialEvent.MaxBytes];
        settlement.Dead.Add((comesAgainAs is { } eventId ? $"doubted-{eventId}" : $"entry-{received.EntryId}", Failed(received, kept, reason, attempts)));
    }

    private void GiveUp(Settlement settlement, ReceivedEvent received, string reason, CredentialEvent happened, int attempts)
    {
        settlement.Dead.Add((happened.EventId.ToString(), Failed(received, happened.ToJson(), reason, attempts)));
        settlement.Confirmed.Add(Confirmation.Of(happened, ConfirmationOutcome.Dead, time.GetUtcNow(), reason));
    }

    private FailedDelivery Failed(ReceivedEvent received, string json, string reason, int attempts)
    {
        var now = Rfc3339.ToMilliseconds(time.GetUtcNow());
        return new FailedDelivery(json, reason, attempts, received.FirstFailedAt ?? now, now, received.EntryId, received.TraceParent, received.TraceState, null, received.Signature?.KeyId, received.Signature?.Value);
    }

    private void Finish(Handled handled, string? errorType)
    {
        if (errorType is not null) handled.Span.Fail("The event was not applied", errorType);
        MessagingTelemetry.RecordProcess(time.GetElapsedTime(handled.Started), group.Name, errorType);
        handled.Span?.Dispose();
    }

    private sealed record Handled(ReceivedEvent Received, IncomingEvent Incoming, Activity? Span, long Started);

    // Not the error itself: its detail may quote the row.
    [LoggerMessage(LogLevel.Warning, "Event {EventId} could not be applied at attempt {Attempt} of group {Group}: {Reason} Next attempt in {Delay}")]
    private static partial void LogRetry(ILogger logger, Guid eventId, int attempt, string group, string reason, TimeSpan delay);

    [LoggerMessage(LogLevel.Error, "Entry {EntryId} became a dead letter of group {Group}: {Reason}")]
    private static partial void LogGivenUp(ILogger logger, string entryId, string group, string reason);
}
