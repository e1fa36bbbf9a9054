using System.Data.Common;
using KubeCredential.Events;
using KubeCredential.Messaging.Consuming;
using KubeCredential.ServiceDefaults.Problems;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using Microsoft.Data.Sqlite;
using Npgsql;
using Polly.CircuitBreaker;
using Verification.Api.Credentials;

namespace Verification.Api.Projection;

/// <summary>The verification service as a consumer: each event changes the read model as its type's <see cref="IProjectionStep"/> says.</summary>
internal sealed class CredentialProjection(
    ReadModel model, CredentialCache cache, ConsumptionCounters counters, ConsumptionControl control, DatabaseReadiness database, SqlDialect dialect, TimeProvider time) : IEventSubscriber
{
    /// <summary>One transaction writes at a time on SQLite.</summary>
    public int MostAtOnce => dialect.IsSqlite ? 1 : int.MaxValue;

    public async Task<IReadOnlyList<EventOutcome>> ApplyAsync(IReadOnlyList<IncomingEvent> events, CancellationToken cancellationToken)
    {
        var outcomes = new EventOutcome[events.Count];
        var changes = new List<CredentialChange>(events.Count);
        for (var i = 0; i < events.Count; i++)
        {
            var incoming = events[i];
            try
            {
                changes.Add(CredentialChange.From(incoming.Event) with { Attempt = incoming.Attempt, TraceId = AuditEntry.TraceIdOf(incoming.TraceParent) });
            }
            catch (EventFormatException error)
            {
                outcomes[i] = EventOutcome.Rejected(error.Message);
            }
        }

        if (changes.Count == 0) return outcomes;
        HashSet<Guid> applied;
        try
        {
            applied = await model.ApplyAsync(changes, cancellationToken);
        }
        finally
        {
            // Also after a failure: it may not be known whether the commit happened.
            cache.Forget(changes.Select(static change => change.Event.CredentialId));
        }

        var now = time.GetUtcNow();
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i].Reason is not null) continue;
            outcomes[i] = applied.Contains(events[i].Event.EventId) ? EventOutcome.Applied : EventOutcome.Duplicate;
            if (outcomes[i] == EventOutcome.Applied) VerificationTelemetry.RecordApplied(events[i].Event, now);
        }

        return outcomes;
    }

    public string ReasonOf(Exception thrown) =>
        $"The database refused the event ({thrown.GetType().Name}{(thrown is DbException { SqlState: { } state } ? $" {state}" : "")}).";

    public Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    public Task<bool> IsStoppedAsync(CancellationToken cancellationToken) => control.IsIsolatedAsync(cancellationToken);

    public Task RecordAsync(IReadOnlyCollection<FailedAttempt> failed, CancellationToken cancellationToken)
    {
        var dead = failed.Count(static one => one.IsDead);
        return counters.AddAsync(
            [(Counters.Failed, failed.Count), (Counters.Retried, failed.Count - dead), (Counters.DeadLettered, dead)], [.. failed.Select(static one => EntryOf(one))], cancellationToken);
    }

    bool IEventSubscriber.IsOutage(Exception thrown) => IsOutage(thrown);

    /// <summary>
    /// Whether an error says that the database is away or not fit for use, rather than that an event is bad. Only what a database says
    /// about the data itself counts against an event: missing tables and rights, a wrong password or a read-only server would otherwise
    /// make dead letters of everything.
    /// </summary>
    public static bool IsOutage(Exception error) => error switch
    {
        BrokenCircuitException => true,
        // Classes of SQLSTATE: cardinality, data, constraint, check option, program limit, an error raised by a trigger.
        PostgresException refused => refused.SqlState[..2] is not ("21" or "22" or "23" or "44" or "54" or "P0"),
        SqliteException refused => refused.SqliteErrorCode is not (18 or 19 or 20), // TOOBIG, CONSTRAINT (also what a trigger raises), MISMATCH
        _ => error.IsDatabaseUnavailable(),
    };

    private static AuditEntry EntryOf(FailedAttempt failed)
    {
        var delivery = failed.Delivery;
        var entry = new AuditEntry(failed.IsDead ? AuditAction.DeadLettered : AuditAction.Retried, AuditOutcome.Failed, AuditActor.System)
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
}
