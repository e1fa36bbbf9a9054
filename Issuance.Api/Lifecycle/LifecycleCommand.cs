using System.Diagnostics;
using Issuance.Api.Credentials;
using Issuance.Api.EventStore;
using KubeCredential.Events;
using KubeCredential.Hosting;

namespace Issuance.Api.Lifecycle;

/// <summary>A request to change the status of a credential.</summary>
/// <param name="credentialId">The credential.</param>
/// <param name="order">What to do.</param>
/// <param name="organisation">The organisation that the caller is restricted to, or null.</param>
/// <param name="expected">The versions that the credential may have, or null if any.</param>
/// <param name="actor">The caller, for the audit trail.</param>
/// <param name="correlationId">Links everything that the request causes.</param>
/// <param name="activity">The span of the request, or null.</param>
/// <param name="now">The moment of the request.</param>
/// <param name="types">The registered types, for a credential that takes the place of another; null if the action issues none.</param>
/// <param name="ids">The IDs of what the command writes, if they are given, so that it can be repeated; else it makes new ones.</param>
internal sealed class LifecycleCommand(
    Guid credentialId, LifecycleOrder order, string? organisation, IReadOnlyCollection<int>? expected, string actor, string correlationId, Activity? activity, DateTimeOffset now, IRegisteredTypes? types = null,
    LifecycleIds? ids = null) : ICredentialCommand
{
    /// <summary>What it does.</summary>
    public LifecycleOrder Order => order;

    Guid? ICredentialCommand.CredentialId => credentialId;

    /// <inheritdoc/>
    public Decision Decide(CurrentCredential? current)
    {
        if (current is null || (organisation is not null && current.IssuerName != organisation)) return Decision.Nothing(new WriteAnswer(WriteOutcome.NotFound, null));
        var document = current.ToDocument();
        if (expected is not null && !expected.Contains(current.Version)) return Decision.Nothing(new WriteAnswer(WriteOutcome.OtherVersion, document));
        var transition = Transition.Of(current, order.Action, now);
        return transition.Kind switch
        {
            Transition.Verdict.Done => Decision.Nothing(new WriteAnswer(WriteOutcome.Unchanged, document)),
            Transition.Verdict.Impossible => Decision.Nothing(new WriteAnswer(WriteOutcome.Impossible, document) { Detail = transition.Detail }),
            _ when order.Action is LifecycleAction.Replace or LifecycleAction.Renew => Supersede(current),
            _ => Change(current),
        };
    }

    private Decision Change(CurrentCredential current)
    {
        var isErasure = order.Action == LifecycleAction.Erase;
        var fact = FactOf(current, current.Status with { State = EventTypes.StateAfter(LifecycleAction.NamesOf(order.Action).EventType)!, Since = now, Reason = order.Reason }) with
        {
            Stands = order.Action is LifecycleAction.Suspend or LifecycleAction.Reinstate,
        };
        if (isErasure) fact = fact with { Carried = fact.Carried with { Json = null, Salt = null }, Erases = SearchText.WordsOf(SearchText.Normalise(current.HolderName)) };
        return Decision.Append([fact], AfterOf(isErasure ? current with { HolderName = "", CredentialType = "" } : current, fact));
    }

    private Decision Supersede(CurrentCredential current)
    {
        var old = current.Content!; // An erased credential cannot be superseded.
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var validFrom = order.ValidFrom ?? (order.Action == LifecycleAction.Replace && old.ValidFrom > today ? old.ValidFrom : today);
        var (credentialType, metadata) = (order.CredentialType ?? old.CredentialType, order.Metadata.Or(old.Metadata));
        var asked = order.ExpiryDate.Or(old.ExpiryDate);
        var admission = types?.Admit(credentialType, old.IssuerName, validFrom, asked, metadata) ?? new TypeAdmission(null, asked, []);
        var expiryDate = admission.ExpiryDate;
        var errors = new Dictionary<string, string[]>();
        if (expiryDate < today) errors["expiryDate"] = ["The credential has expired: give a new last day of validity."];
        CredentialFields.CheckOrder(validFrom, expiryDate, errors);
        admission.Report(errors);
        if (errors.Count > 0) return Decision.Nothing(new WriteAnswer(WriteOutcome.Invalid, current.ToDocument()) { Errors = errors });

        var content = new IssuedContent(
            ids?.Successor ?? Guid.CreateVersion7(now), order.HolderName ?? old.HolderName, credentialType, today, validFrom, expiryDate, old.IssuerName, metadata, WorkerIdentity.Id, now)
        {
            Type = admission.Type!,
        };
        var successor = NewCredential.Create(content, correlationId, activity, actor, order.HolderId.Or(current.HolderId), order.HolderEmail.Or(current.HolderEmail), current.Id, ids?.SuccessorEvent);
        var since = validFrom > today ? new DateTimeOffset(validFrom, default, TimeSpan.Zero) : now;
        var superseded = FactOf(current, current.Status with { State = CredentialState.Superseded, Since = since, Reason = order.Reason, SupersededBy = content.Id }) with { Stands = false };
        return Decision.Append([superseded, successor.Fact], AfterOf(current, superseded), successor.ToDocument());
    }

    private CredentialFact FactOf(CurrentCredential current, CredentialStatus status)
    {
        var (eventType, auditAction) = LifecycleAction.NamesOf(order.Action);
        return new CredentialFact(credentialId, current.Version, eventType, ids?.Event ?? Guid.CreateVersion7(now), now, status, auditAction, actor, correlationId, activity?.Id, activity?.TraceStateString)
        {
            Carried = current.Carried,
            Note = order.Note,
        };
    }

    private static CredentialDocument AfterOf(CurrentCredential current, CredentialFact fact) => (current with { Carried = fact.Carried, Status = fact.Status, Version = fact.Version }).ToDocument();
}

/// <summary>The IDs of what a change writes.</summary>
/// <param name="Event">Of its event.</param>
/// <param name="Successor">Of the credential that takes its place.</param>
/// <param name="SuccessorEvent">Of the event that this one was issued.</param>
internal readonly record struct LifecycleIds(Guid Event, Guid Successor, Guid SuccessorEvent);
