using System.Diagnostics;
using Issuance.Api.Outbox;
using KubeCredential.Events;
using KubeCredential.Text;

namespace Issuance.Api.Credentials;

/// <summary>A checked request to issue a credential, on its way to the database.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="Json">The credential as JSON text.</param>
/// <param name="MetadataJson">Its metadata as JSON text, or null.</param>
/// <param name="EventId">The id of the event that it was issued.</param>
/// <param name="CorrelationId">Ties together what the request caused.</param>
/// <param name="TraceParent">The W3C trace context of the request, or null.</param>
/// <param name="TraceState">Its vendor part, or null.</param>
/// <param name="Actor">Who issues it, for the audit trail.</param>
internal sealed record NewCredential(
    CredentialDocument Credential, string Json, string? MetadataJson, Guid EventId, string CorrelationId, string? TraceParent, string? TraceState, string Actor)
{
    /// <summary>The holder's name, folded.</summary>
    public string HolderSearch { get; } = UnicodeText.Fold(Credential.HolderName);

    public static NewCredential Create(CredentialDocument credential, string json, string? metadataJson, string correlationId, Activity? activity, string actor) =>
        new(credential, json, metadataJson, Guid.CreateVersion7(credential.Timestamp), correlationId, activity?.Id, activity?.TraceStateString, actor);

    /// <summary>The event that it was issued, as the outbox would give it to a relay.</summary>
    public OutboxMessage ToMessage(int maxRetries) => new(
        new CredentialEvent(EventTypes.CredentialIssued, EventId, Credential.Timestamp, 1, 0, maxRetries, CorrelationId, Credential.Id, Json), 0, 0, TraceParent, TraceState);
}
