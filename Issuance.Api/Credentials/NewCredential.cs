using System.Diagnostics;
using Issuance.Api.EventStore;
using Issuance.Api.Outbox;
using KubeCredential.Events;
using KubeCredential.Storage.Audit;
using KubeCredential.Text;

namespace Issuance.Api.Credentials;

/// <summary>A checked request to issue a credential, on its way to the database.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="Json">The credential as JSON text.</param>
/// <param name="Fact">That it was issued.</param>
internal sealed record NewCredential(IssuedContent Credential, string Json, CredentialFact Fact)
{
    public Guid EventId => Fact.EventId;

    public string CorrelationId => Fact.CorrelationId;

    public string? TraceParent => Fact.TraceParent;

    /// <summary>Decides nothing: a credential that is not there may be issued, and that it is not there is the event store's to see.</summary>
    /// <param name="credential">The credential.</param>
    /// <param name="correlationId">Ties together what the request caused.</param>
    /// <param name="activity">The span of the request, or null.</param>
    /// <param name="actor">Who issues it, for the audit trail.</param>
    public static NewCredential Create(IssuedContent credential, string correlationId, Activity? activity, string actor)
    {
        var json = System.Text.Json.JsonSerializer.Serialize(credential, CredentialJson.Relaxed.IssuedContent);
        var holder = UnicodeText.Fold(credential.HolderName);
        return new NewCredential(credential, json, new CredentialFact(
            credential.Id, 0, EventTypes.CredentialIssued, Guid.CreateVersion7(credential.Timestamp), credential.Timestamp, CredentialStatus.ActiveSince(credential.Timestamp),
            AuditAction.Issued, actor, correlationId, activity?.Id, activity?.TraceStateString)
        {
            Content = new NewContent(
                json, credential.HolderName, credential.CredentialType, credential.IssuerName,
                holder, UnicodeText.Fold(credential.CredentialType), UnicodeText.Fold(credential.IssuerName), [.. SearchText.LaterWords(holder).Distinct(StringComparer.Ordinal)]),
        });
    }

    /// <summary>The credential as it is shown.</summary>
    public CredentialDocument ToDocument() => new(Credential.Id, Credential.HolderName, Credential.CredentialType, Credential.IssuerName, Json);

    /// <summary>The event that it was issued, as the outbox would give it to a relay.</summary>
    public OutboxMessage ToMessage(int maxRetries) => new(
        new CredentialEvent(Fact.EventType, Fact.EventId, Fact.OccurredAt, Fact.Version, 0, maxRetries, Fact.CorrelationId, Fact.CredentialId, Json) { Status = Fact.Status },
        0, 0, Fact.TraceParent, Fact.TraceState);
}
