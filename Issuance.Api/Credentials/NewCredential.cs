using System.Diagnostics;
using System.Security.Cryptography;
using Issuance.Api.EventStore;
using KubeCredential.Events;
using KubeCredential.Storage.Audit;
using KubeCredential.Text;

namespace Issuance.Api.Credentials;

/// <summary>A credential that is to be issued, ready to be written.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="Json">The credential as JSON text.</param>
/// <param name="Fact">The fact that it was issued.</param>
internal sealed record NewCredential(IssuedContent Credential, string Json, CredentialFact Fact) : ICredentialCommand
{
    public Guid EventId => Fact.EventId;

    public string CorrelationId => Fact.CorrelationId;

    public string? TraceParent => Fact.TraceParent;

    Guid? ICredentialCommand.CredentialId => null;

    /// <summary>There is nothing to decide here: any credential may be issued beside which no other one stands, and the event store checks that.</summary>
    Decision ICredentialCommand.Decide(CurrentCredential? current) => Decision.Append([Fact], ToDocument());

    /// <summary>Creates it.</summary>
    /// <param name="credential">The credential.</param>
    /// <param name="correlationId">Links everything that the request causes.</param>
    /// <param name="activity">The span of the request, or null.</param>
    /// <param name="actor">The issuing caller, for the audit trail.</param>
    /// <param name="holderId">The issuer's own number for the holder, or null.</param>
    /// <param name="holderEmail">The holder's e-mail address, or null.</param>
    /// <param name="supersedes">The credential that it replaces, or null.</param>
    /// <param name="eventId">The ID of the event, which makes writing it again harmless; null for a new one.</param>
    public static NewCredential Create(
        IssuedContent credential, string correlationId, Activity? activity, string actor, string? holderId = null, string? holderEmail = null, Guid? supersedes = null, Guid? eventId = null)
    {
        var json = System.Text.Json.JsonSerializer.Serialize(credential, CredentialJson.Relaxed.IssuedContent);
        var salt = RandomNumberGenerator.GetHexString(2 * ContentHash.SaltBytes, lowercase: true);
        var holder = SearchText.Normalise(credential.HolderName);
        return new NewCredential(credential, json, new CredentialFact(
            credential.Id, 0, EventTypes.CredentialIssued, eventId ?? Guid.CreateVersion7(credential.Timestamp), credential.Timestamp, CredentialStatus.ActiveSince(credential.Timestamp) with { Supersedes = supersedes },
            AuditAction.Issued, actor, correlationId, activity?.Id, activity?.TraceStateString)
        {
            Carried = new EventContent(json, ContentHash.Of(salt, json), salt),
            Content = new NewContent(
                credential.HolderName, credential.CredentialType, credential.IssuerName, HolderKey.Of(holderId, credential.HolderName), holderId, holderEmail,
                credential.ValidFrom == credential.IssueDate ? null : credential.ValidFrom, credential.ExpiryDate,
                holder, UnicodeText.Fold(credential.CredentialType), UnicodeText.Fold(credential.IssuerName), SearchText.WordsOf(holder)),
        });
    }

    /// <summary>The credential as the endpoints return it.</summary>
    public CredentialDocument ToDocument() => new(Credential.Id, Credential.HolderName, Credential.CredentialType, Credential.IssuerName, Json, Fact.Status, Fact.Version);
}
