using System.Text.Json;
using KubeCredential.VerifiableCredentials.StatusLists;

namespace KubeCredential.VerifiableCredentials.Credentials;

/// <summary>What a credential of ours says.</summary>
/// <param name="Id">Its ID, written as <c>urn:uuid:…</c>.</param>
/// <param name="CredentialType">The type that the issuer gave it, in its own words, such as "BSc": a claim of the subject, not a type of JSON-LD.</param>
/// <param name="Issuer">The issuer's DID.</param>
/// <param name="IssuerName">The issuer's name.</param>
/// <param name="HolderName">The holder's name.</param>
/// <param name="ValidFrom">From when it is valid.</param>
public sealed record CredentialContent(Guid Id, string CredentialType, string Issuer, string IssuerName, string HolderName, DateTimeOffset ValidFrom)
{
    /// <summary>Until when it is valid; null: without end.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>The ID of the holder: a DID or another URL, if there is one.</summary>
    public string? HolderId { get; init; }

    /// <summary>Whatever else the issuer says: any JSON, or null.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Its places in status lists.</summary>
    public IReadOnlyList<StatusEntry> Statuses { get; init; } = [];
}
