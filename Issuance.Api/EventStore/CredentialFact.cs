using KubeCredential.Events;

namespace Issuance.Api.EventStore;

/// <summary>Something that happened to a credential, decided and ready to be appended. Appending knows no rules; who makes a fact has decided that it may happen.</summary>
/// <param name="CredentialId">The credential.</param>
/// <param name="ExpectedVersion">The version that the credential must have, 0 where it must not be there.</param>
/// <param name="EventType">One of <see cref="EventTypes"/>.</param>
/// <param name="EventId">The event's id, a UUIDv7, made once: appending the same fact again does nothing.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="Status">The credential's status from then on.</param>
/// <param name="AuditAction">What the audit trail calls it.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="CorrelationId">Ties together what one request caused.</param>
/// <param name="TraceParent">The W3C trace context of the request, or null.</param>
/// <param name="TraceState">Its vendor part, or null.</param>
internal sealed record CredentialFact(
    Guid CredentialId,
    int ExpectedVersion,
    string EventType,
    Guid EventId,
    DateTimeOffset OccurredAt,
    CredentialStatus Status,
    string AuditAction,
    string Actor,
    string CorrelationId,
    string? TraceParent,
    string? TraceState)
{
    /// <summary>The version that the credential has afterwards.</summary>
    public int Version => ExpectedVersion + 1;

    /// <summary>The content of a credential that comes into being, which never changes; null for one that is there.</summary>
    public NewContent? Content { get; init; }
}

/// <summary>The content of a new credential, with what it is found by.</summary>
/// <param name="Json">The content: JSON text, kept and handed out byte for byte.</param>
/// <param name="HolderName">The holder's name.</param>
/// <param name="CredentialType">The type.</param>
/// <param name="IssuerName">The issuer's name. With holder and type it is there once.</param>
/// <param name="HolderSearch">The holder's name, folded.</param>
/// <param name="TypeSearch">The type, folded.</param>
/// <param name="IssuerSearch">The issuer's name, folded.</param>
/// <param name="Words">The holder's name from each later word on, folded.</param>
internal sealed record NewContent(
    string Json, string HolderName, string CredentialType, string IssuerName, string HolderSearch, string TypeSearch, string IssuerSearch, IReadOnlyCollection<string> Words);
