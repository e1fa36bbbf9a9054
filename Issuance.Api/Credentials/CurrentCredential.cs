using System.Text.Json;
using Issuance.Api.EventStore;
using KubeCredential.Events;

namespace Issuance.Api.Credentials;

/// <summary>A credential as it is when a change is decided.</summary>
/// <param name="Id">The credential.</param>
/// <param name="Carried">Its content, with hash and salt.</param>
/// <param name="HolderName">Its holder; empty once it has been erased.</param>
/// <param name="CredentialType">What it attests; empty once it has been erased.</param>
/// <param name="IssuerName">Its issuer.</param>
/// <param name="HolderId">The issuer's own number for the holder, or null.</param>
/// <param name="HolderEmail">The holder's e-mail address, or null.</param>
/// <param name="ExpiryDate">Its last day of validity, or null.</param>
/// <param name="Version">Its version.</param>
/// <param name="Status">Its status.</param>
internal sealed record CurrentCredential(
    Guid Id, EventContent Carried, string HolderName, string CredentialType, string IssuerName, string? HolderId, string? HolderEmail, DateOnly? ExpiryDate, int Version, CredentialStatus Status)
{
    /// <summary>The content; null once it has been erased.</summary>
    public IssuedContent? Content => Carried.Json is { } json ? JsonSerializer.Deserialize(json, CredentialJson.Relaxed.IssuedContent) : null;

    /// <summary>The credential as the endpoints return it.</summary>
    public CredentialDocument ToDocument() => new(Id, HolderName, CredentialType, IssuerName, Carried.Json, Status, Version);
}
