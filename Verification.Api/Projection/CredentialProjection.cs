using System.Data.Common;
using KubeCredential.Events;
using KubeCredential.Messaging.Consuming;
using KubeCredential.ServiceDefaults.Problems;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using Microsoft.Data.Sqlite;
using Npgsql;
using Polly.CircuitBreaker;
using Verification.Api.Changes;
using Verification.Api.Credentials;
using Verification.Api.CredentialTypes;
using Verification.Api.Freshness;
using Verification.Api.Signatures;

namespace Verification.Api.Projection;

/// <summary>The verification service's event subscriber: each event changes the read model as its type's <see cref="IProjectionStep"/> defines.</summary>
internal sealed class CredentialProjection(
    ReadModel model, SignatureChecks signatures, ForgedEntries forged, CredentialCache cache, ErasedPages erased, Knowledge knowledge, KnownTypes types, ConsumptionCounters counters, ConsumptionControl control, DatabaseReadiness database,
    SqlDialect dialect, TimeProvider time) : IEventSubscriber
{
    private const string NoSignature = "It has no signature. The issuer signs all that it says.";
    private const string NotSigned = "The issuer did not sign this.";
    private const string CompromisedKey = "It was signed with a key that has been compromised since. If the issuer said it, it arrives again with another signature.";

    /// <summary>SQLite allows one writing transaction at a time.</summary>
    public int MostAtOnce => dialect.IsSqlite ? 1 : int.MaxValue;

    public async Task<IReadOnlyList<EventOutcome>> ApplyAsync(IReadOnlyList<IncomingEvent> events, CancellationToken cancellationToken)
    {
        var outcomes = new EventOutcome[events.Count];
        var changes = new List<CredentialChange>(events.Count);
        var compromised = new List<int>();
        for (var i = 0; i < events.Count; i++)
        {
            var incoming = events[i];
            var finding = await signatures.CheckAsync(SignedEvent.Of(incoming.Event), cancellationToken);
            if (finding == SignatureFinding.Unknown) throw new SignatureUncheckedException();
            if (finding != SignatureFinding.Authentic)
            {
                outcomes[i] = finding == SignatureFinding.Compromised ? EventOutcome.Doubted(CompromisedKey) : EventOutcome.Forged(incoming.Event.Signature is null ? NoSignature : NotSigned);
                if (finding == SignatureFinding.Compromised) compromised.Add(i);
                continue;
            }

            try
            {
                changes.Add(ProjectionSteps.ChangeOf(incoming.Event) with { Attempt = incoming.Attempt, TraceId = AuditEntry.TraceIdOf(incoming.TraceParent) });
            }
            catch (EventFormatException error)
            {
                // The issuer signs the hash of what it sends: another content is somebody else's, under the issuer's signature.
                outcomes[i] = CredentialChange.HasItsContent(incoming.Event) ? EventOutcome.Rejected(error.Message) : EventOutcome.Forged(error.Message);
            }
        }

        foreach (var outcome in outcomes)
        {
            if (outcome is { IsForged: true, IsComingAgain: false }) forged.Add(); // That a key is compromised is known, and what it signed may be the issuer's own.
        }

        var applied = changes.Count == 0 ? [] : await ApplyAsync(changes, cancellationToken);
        await ForgiveHeldAsync(events, compromised, outcomes, cancellationToken); // After that: the new signature may be among these.
        var now = time.GetUtcNow();
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i].Name is not null) continue;
            outcomes[i] = applied.Contains(events[i].Event.EventId) ? EventOutcome.Applied : EventOutcome.Duplicate;
            if (outcomes[i] != EventOutcome.Applied) continue;
            VerificationTelemetry.RecordApplied(events[i].Event, now);
            if (events[i].Event.EventType == EventTypes.CredentialIssued && events[i].Event.Credential is { } content && TypeReference.Of(content) is { } type) types.Mention(type);
        }

        return outcomes;
    }

    private async Task<HashSet<Guid>> ApplyAsync(List<CredentialChange> changes, CancellationToken cancellationToken)
    {
        try
        {
            return await model.ApplyAsync(changes, cancellationToken);
        }
        finally
        {
            // Even after a failure, as the transaction may have been committed.
            cache.Forget(changes.Select(static change => change.Event.CredentialId));
            if (changes.Exists(static change => change.Event.Status.State == CredentialState.Erased)) erased.Wipe();
        }
    }

    /// <summary>What was signed with a key that has been compromised, and has been applied already, is a duplicate: it may have been under way for long.</summary>
    private async Task ForgiveHeldAsync(IReadOnlyList<IncomingEvent> events, List<int> compromised, EventOutcome[] outcomes, CancellationToken cancellationToken)
    {
        if (compromised.Count == 0) return;
        var held = await model.VersionsAsync([.. compromised.Select(at => events[at].Event.CredentialId).Distinct()], cancellationToken);
        foreach (var at in compromised)
        {
            if (held.GetValueOrDefault(events[at].Event.CredentialId) >= events[at].Event.Version) outcomes[at] = EventOutcome.Duplicate;
        }
    }

    public async ValueTask<string?> CheckAsync(IssuerHeartbeat heartbeat, string json, CancellationToken cancellationToken)
    {
        var finding = await signatures.CheckAsync(SignedEvent.Of(json, heartbeat.Signature), cancellationToken);
        if (finding == SignatureFinding.Unknown) throw new SignatureUncheckedException();
        if (finding is SignatureFinding.Authentic or SignatureFinding.Compromised) return null; // The latter is not heard; the next one comes in a moment.
        forged.Add();
        return heartbeat.Signature is null ? NoSignature : NotSigned;
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

    public async Task HeardAsync(IssuerHeartbeat heartbeat, CancellationToken cancellationToken)
    {
        if (await signatures.CheckAsync(SignedEvent.Of(heartbeat.ToJson(), heartbeat.Signature), cancellationToken) == SignatureFinding.Authentic) await knowledge.HeardAsync(heartbeat, cancellationToken);
    }

    bool IEventSubscriber.IsOutage(Exception thrown) => IsOutage(thrown);

    /// <summary>
    /// Whether an error means that the database is unavailable or unfit for use, rather than that an event is bad. Only database errors
    /// about the data itself count against an event; otherwise missing tables or permissions, a wrong password or a read-only server would
    /// turn every event into a dead letter.
    /// </summary>
    public static bool IsOutage(Exception error) => error switch
    {
        BrokenCircuitException or SignatureUncheckedException => true,
        // SQLSTATE classes: cardinality, data, constraint, check option, program limit, an error raised by a trigger.
        PostgresException refused => refused.SqlState[..2] is not ("21" or "22" or "23" or "44" or "54" or "P0"),
        SqliteException refused => refused.SqliteErrorCode is not (18 or 19 or 20), // TOOBIG, CONSTRAINT (also raised by triggers), MISMATCH
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
            return entry with { Detail = $"Entry {delivery.EntryId}: {delivery.Reason}" }; // The event cannot be read, so its credential is unknown.
        }
    }
}
