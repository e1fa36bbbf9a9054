using System.Diagnostics;
using Issuance.Api.EventStore;
using Issuance.Api.Outbox;
using KubeCredential.Events;
using KubeCredential.Storage.Audit;
using KubeCredential.Text;

namespace Issuance.Api.Credentials;

/// <summary>A validated request to issue a credential, ready to be written.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="Json">The credential as JSON text.</param>
/// <param name="Fact">The fact that it was issued.</param>
internal sealed record NewCredential(IssuedContent Credential, string Json, CredentialFact Fact)
{
    public Guid EventId => Fact.EventId;

    public string CorrelationId => Fact.CorrelationId;

    public string? TraceParent => Fact.TraceParent;

    /// <summary>Creates the request. There is nothing to decide here: any credential that does not exist may be issued, and the event store checks that it does not.</summary>
    /// <param name="credential">The credential.</param>
    /// <param name="correlationId">Links everything that the request causes.</param>
    /// <param name="activity">The span of the request, or null.</param>
    /// <param name="actor">The issuing caller, for the audit trail.</param>
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

    /// <summary>The credential as the endpoints return it.</summary>
    public CredentialDocument ToDocument() => new(Credential.Id, Credential.HolderName, Credential.CredentialType, Credential.IssuerName, Json);

    /// <summary>The event of its issue, as the outbox would give it to a relay.</summary>
    public OutboxMessage ToMessage(int maxRetries) => new(
        new CredentialEvent(Fact.EventType, Fact.EventId, Fact.OccurredAt, Fact.Version, 0, maxRetries, Fact.CorrelationId, Fact.CredentialId, Json) { Status = Fact.Status },
        0, 0, Fact.TraceParent, Fact.TraceState);
}
