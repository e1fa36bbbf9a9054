using KubeCredential.Events;

namespace Issuance.Api.EventStore;

/// <summary>Something that happened to a credential, decided and ready to be appended. Appending enforces no rules: the code that creates a fact must have decided that it is allowed.</summary>
/// <param name="CredentialId">The credential.</param>
/// <param name="ExpectedVersion">The version that the credential must have; 0 if it must not exist yet.</param>
/// <param name="EventType">One of <see cref="EventTypes"/>.</param>
/// <param name="EventId">The event's ID, a UUIDv7. It makes appending idempotent: appending the same fact again does nothing.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="Status">The credential's new status.</param>
/// <param name="AuditAction">The action for the audit trail.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="CorrelationId">Links everything that one request caused.</param>
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

    /// <summary>The content of a new credential, which never changes; null for an existing one.</summary>
    public NewContent? Content { get; init; }
}

/// <summary>The content of a new credential, with its search texts.</summary>
/// <param name="Json">The content: JSON text, stored and returned byte for byte.</param>
/// <param name="HolderName">The holder's name.</param>
/// <param name="CredentialType">The type.</param>
/// <param name="IssuerName">The issuer's name. Unique together with holder and type.</param>
/// <param name="HolderSearch">The holder's name, case-folded.</param>
/// <param name="TypeSearch">The type, case-folded.</param>
/// <param name="IssuerSearch">The issuer's name, case-folded.</param>
/// <param name="Words">The rest of the holder's name from each later word on, case-folded.</param>
internal sealed record NewContent(
    string Json, string HolderName, string CredentialType, string IssuerName, string HolderSearch, string TypeSearch, string IssuerSearch, IReadOnlyCollection<string> Words);
