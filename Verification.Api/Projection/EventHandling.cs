using System.Diagnostics;
using KubeCredential.Events;
using KubeCredential.Hosting;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Messaging;
using KubeCredential.Messaging.Telemetry;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using KubeCredential.Text;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Verification.Api.Credentials;

namespace Verification.Api.Projection;

/// <summary>
/// Applies a batch of stream entries and says what becomes of each. What cannot be read, is too large or of an unknown type becomes a
/// dead letter at once; what the database refuses is tried again later; the rest of the batch goes on. While the database is away
/// nothing is decided.
/// </summary>
internal sealed partial class EventHandling(
    ReadModel model, CredentialCache cache, ConsumptionCounters counters, ConsumptionStatus status, IOptions<ConsumptionOptions> options, TimeProvider time, ILogger<EventHandling> logger)
{
    private readonly Backoff _retry = new(options.Value.FirstRetry, options.Value.LongestRetry);

    /// <summary>Handles entries. It may be called again with the same entries.</summary>
    /// <returns>What becomes of them; nothing of it has been done in Redis yet.</returns>
    /// <exception cref="Exception">The database is away.</exception>
    public async Task<Settlement> HandleAsync(StreamEntry[] entries, string consumer, CancellationToken cancellationToken)
    {
        var settlement = new Settlement();
        var readable = new List<Handled>(entries.Length);
        var failed = 0;
        MessagingTelemetry.CountConsumed(entries.Length);
        foreach (var entry in entries)
        {
            var received = EventInbox.Read(entry);
            Activity.Current = null;
            var span = MessagingTelemetry.StartProcess(received, consumer);
            try
            {
                if (received.Json is null) throw new EventFormatException("The entry has no 'event' field.");
                var happened = CredentialEvent.Parse(received.Json);
                span.Identify(happened, time.GetUtcNow());
                var change = CredentialChange.From(happened) with { Attempt = (received.Attempts ?? 0) + 1, TraceId = AuditEntry.TraceIdOf(received.TraceParent) };
                readable.Add(new Handled(received, change, span, time.GetTimestamp()));
            }
            catch (EventFormatException error)
            {
                GiveUp(settlement, received, error.Message);
                failed++;
                LogGivenUp(logger, received.EntryId, error.Message);
                span.NoteDeadLetter((received.Attempts ?? 0) + 1);
                VerificationTelemetry.CountHandled(ConfirmationOutcome.Dead);
                span.Fail(error.Message, nameof(EventFormatException));
                span?.Dispose();
            }

            settlement.Acknowledged.Add(entry.Id);
        }

        Activity.Current = null;
        try
        {
            failed += await ApplyAsync(readable, settlement, cancellationToken);
        }
        catch (Exception error)
        {
            foreach (var handled in readable) Finish(handled, error.GetType().Name);
            throw;
        }

        if (failed > 0)
        {
            status.Count(0, failed);
            await status.Database.CallAsync(
                token => counters.AddAsync(
                    [(Counters.Failed, failed), (Counters.Retried, settlement.Retried.Count), (Counters.DeadLettered, settlement.Dead.Count)], [.. EntriesOf(settlement)], token),
                cancellationToken);
        }

        return settlement;
    }

    /// <summary>Applies events in one transaction; a batch that the database refuses is halved until the bad event stands alone.</summary>
    /// <returns>How many events failed.</returns>
    private async Task<int> ApplyAsync(List<Handled> batch, Settlement settlement, CancellationToken cancellationToken)
    {
        if (batch.Count == 0) return 0;
        try
        {
            var applied = await WriteAsync(batch, cancellationToken);
            var now = time.GetUtcNow();
            foreach (var handled in batch)
            {
                var happened = handled.Change.Event;
                var outcome = applied.Contains(happened.EventId) ? ConfirmationOutcome.Applied : ConfirmationOutcome.Duplicate;
                settlement.Confirmed.Add(new Confirmation(happened.EventId, happened.CredentialId, happened.Version, outcome, WorkerIdentity.Id, now));
                VerificationTelemetry.CountHandled(outcome);
                if (outcome == ConfirmationOutcome.Applied) VerificationTelemetry.RecordApplied(happened, now);
                Finish(handled, null);
            }

            status.Count(applied.Count, 0);
            return 0;
        }
        catch (Exception error) when (!ConsumptionStatus.IsOutage(error) && error is not OperationCanceledException)
        {
            if (batch.Count > 1)
            {
                var half = batch.Count / 2;
                return await ApplyAsync(batch[..half], settlement, cancellationToken) + await ApplyAsync(batch[half..], settlement, cancellationToken);
            }

            TryAgain(settlement, batch[0], error);
            Finish(batch[0], error.GetType().Name);
            return 1;
        }
    }

    private async Task<HashSet<Guid>> WriteAsync(List<Handled> batch, CancellationToken cancellationToken)
    {
        var changes = batch.ConvertAll(static handled => handled.Change);
        using var span = MessagingTelemetry.StartApply(batch.ConvertAll(static handled => handled.Span));
        try
        {
            return await status.Database.CallAsync(token => model.ApplyAsync(changes, token), cancellationToken);
        }
        catch (Exception error)
        {
            span.Fail("The events were not applied", error.GetType().Name);
            throw;
        }
        finally
        {
            // Also after a failure: it may not be known whether the commit happened.
            cache.Forget(changes.Select(static change => change.Event.CredentialId));
        }
    }

    private void TryAgain(Settlement settlement, Handled handled, Exception error)
    {
        Activity.Current = handled.Span; // What is logged belongs to the event's trace.
        var happened = handled.Change.Event;
        var attempts = (handled.Received.Attempts ?? happened.RetryCount) + 1;
        var reason = $"The database refused the event ({error.GetType().Name}{(error is System.Data.Common.DbException { SqlState: { } state } ? $" {state}" : "")}).";
        if (attempts > (happened.MaxRetries > 0 ? happened.MaxRetries : options.Value.MaxRetries))
        {
            LogGivenUp(logger, handled.Received.EntryId, reason);
            handled.Span.NoteDeadLetter(attempts);
            VerificationTelemetry.CountHandled(ConfirmationOutcome.Dead);
            GiveUp(settlement, handled.Received, reason, happened, attempts);
            return;
        }

        var delay = _retry.Next(attempts);
        LogRetry(logger, happened.EventId, attempts, reason, delay);
        handled.Span.NoteRetry(attempts, delay);
        VerificationTelemetry.CountHandled("retried");
        var delivery = Failed(handled.Received, (happened with { RetryCount = attempts }).ToJson(), reason, attempts) with { RetryDelayMs = (long)delay.TotalMilliseconds };
        settlement.Retried.Add((happened.EventId.ToString(), delay, delivery));
    }

    private void GiveUp(Settlement settlement, ReceivedEvent received, string reason)
    {
        try
        {
            GiveUp(settlement, received, reason, CredentialEvent.Parse(received.Json ?? ""), (received.Attempts ?? 0) + 1);
        }
        catch (EventFormatException)
        {
            // Nobody can be told about an event that cannot be read. The issuer asks after its own.
            var text = received.Json ?? "";
            var kept = text.Length <= CredentialEvent.MaxBytes ? text : text[..CredentialEvent.MaxBytes];
            settlement.Dead.Add(($"entry-{received.EntryId}", Failed(received, kept, reason, (received.Attempts ?? 0) + 1)));
        }
    }

    private void GiveUp(Settlement settlement, ReceivedEvent received, string reason, CredentialEvent happened, int attempts)
    {
        settlement.Dead.Add((happened.EventId.ToString(), Failed(received, happened.ToJson(), reason, attempts)));
        settlement.Confirmed.Add(new Confirmation(
            happened.EventId, happened.CredentialId, happened.Version, ConfirmationOutcome.Dead, WorkerIdentity.Id, time.GetUtcNow(), reason));
    }

    private FailedDelivery Failed(ReceivedEvent received, string json, string reason, int attempts)
    {
        var now = Rfc3339.ToMilliseconds(time.GetUtcNow());
        return new FailedDelivery(json, reason, attempts, received.FirstFailedAt ?? now, now, received.EntryId, received.TraceParent, received.TraceState);
    }

    private static IEnumerable<AuditEntry> EntriesOf(Settlement settlement) =>
        settlement.Retried.Select(static one => EntryOf(AuditAction.Retried, one.Delivery)).Concat(settlement.Dead.Select(static one => EntryOf(AuditAction.DeadLettered, one.Delivery)));

    private static AuditEntry EntryOf(string action, FailedDelivery delivery)
    {
        var entry = new AuditEntry(action, AuditOutcome.Failed, AuditActor.System)
        {
            Attempt = delivery.Attempts,
            Detail = delivery.Reason,
            TraceId = AuditEntry.TraceIdOf(delivery.TraceParent),
        };
        try
        {
            var happened = CredentialEvent.Parse(delivery.Event);
            return entry with { CredentialId = happened.CredentialId, EventId = happened.EventId, CorrelationId = happened.CorrelationId };
        }
        catch (EventFormatException)
        {
            return entry with { Detail = $"Entry {delivery.EntryId}: {delivery.Reason}" }; // What it was about cannot be read.
        }
    }

    private void Finish(Handled handled, string? errorType)
    {
        if (errorType is not null) handled.Span.Fail("The event was not applied", errorType);
        MessagingTelemetry.RecordProcess(time.GetElapsedTime(handled.Started), errorType);
        handled.Span?.Dispose();
    }

    private sealed record Handled(ReceivedEvent Received, CredentialChange Change, Activity? Span, long Started);

    // Not the error itself: its detail may quote the row.
    [LoggerMessage(LogLevel.Warning, "Event {EventId} could not be applied at attempt {Attempt}: {Reason} Next attempt in {Delay}")]
    private static partial void LogRetry(ILogger logger, Guid eventId, int attempt, string reason, TimeSpan delay);

    [LoggerMessage(LogLevel.Error, "Entry {EntryId} became a dead letter: {Reason}")]
    private static partial void LogGivenUp(ILogger logger, string entryId, string reason);
}
