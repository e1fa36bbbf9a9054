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

    /// <summary>Who and what a new credential is for; null for an existing one.</summary>
    public NewContent? Content { get; init; }

    /// <summary>The content that the event carries, so that it need not be read again to be published.</summary>
    public EventContent Carried { get; init; }

    /// <summary>What the issuer noted, or null. It is stored beside the event, never in it.</summary>
    public string? Note { get; init; }

    /// <summary>The signature of the event; null until it has been signed.</summary>
    public EventSignature? Signature { get; init; }

    /// <summary>Whether the credential still stands: whether no other one for the same holder, type and issuer may be issued.</summary>
    public bool Stands { get; init; } = true;

    /// <summary>The words by which the holder is found, which an erasure removes with the content; null if the fact is no erasure.</summary>
    public IReadOnlyCollection<string>? Erases { get; init; }

    /// <summary>What is signed of the event (<see cref="KubeCredential.Events.SigningInput"/>).</summary>
    public byte[] SigningInput => KubeCredential.Events.SigningInput.Of(EventId, EventType, CredentialId, Version, OccurredAt, Carried.Hash, Status.ToJson());

    /// <summary>The event, as it is stored.</summary>
    /// <param name="maxRetries">How often it is retried before it is given up.</param>
    public CredentialEvent ToEvent(int maxRetries) => new(EventType, EventId, OccurredAt, Version, 0, maxRetries, CorrelationId, CredentialId, Carried.Json)
    {
        Status = Status,
        ContentHash = Carried.Hash,
        ContentSalt = Carried.Salt,
        Signature = Signature,
    };
}

/// <summary>The content of a credential as its events carry it.</summary>
/// <param name="Json">The content: JSON text, stored and returned byte for byte; null once it has been erased.</param>
/// <param name="Hash">Its salted hash (<see cref="ContentHash"/>).</param>
/// <param name="Salt">The salt; null once the content has been erased.</param>
internal readonly record struct EventContent(string? Json, string Hash, string? Salt);

/// <summary>Who and what a new credential is for, with its search texts.</summary>
/// <param name="HolderName">The holder's name.</param>
/// <param name="CredentialType">The type.</param>
/// <param name="IssuerName">The issuer's name.</param>
/// <param name="HolderKey">Who it is for (see <c>HolderKey</c>): unique together with type and issuer.</param>
/// <param name="HolderId">The issuer's number for the holder, or null.</param>
/// <param name="HolderEmail">The holder's e-mail address, or null.</param>
/// <param name="ValidFrom">The first day of validity, or null if it is the day of issue.</param>
/// <param name="ExpiryDate">The last day of validity, or null.</param>
/// <param name="HolderSearch">The words of the holder's name (see <c>SearchText</c>).</param>
/// <param name="TypeSearch">The type, case-folded.</param>
/// <param name="IssuerSearch">The issuer's name, case-folded.</param>
/// <param name="Words">The same words as they are stored, each once.</param>
internal sealed record NewContent(
    string HolderName, string CredentialType, string IssuerName, string HolderKey, string? HolderId, string? HolderEmail, DateOnly? ValidFrom, DateOnly? ExpiryDate,
    string HolderSearch, string TypeSearch, string IssuerSearch, IReadOnlyCollection<string> Words);
