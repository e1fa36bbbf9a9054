using System.Text.Json;
using Issuance.Api.Credentials;
using KubeCredential.Text;

namespace Issuance.Api.Tests.Storage;

/// <summary>Validated requests as the endpoint passes them to the store.</summary>
internal static class NewCredentials
{
    public static NewCredential Make(
        string? holderName = null,
        string credentialType = "Bachelor of Science",
        string issuerName = "University of London",
        string? metadata = null,
        DateOnly? expiryDate = null)
    {
        var now = Rfc3339.ToMilliseconds(DateTimeOffset.UtcNow);
        var credential = new IssuedContent(
            Guid.CreateVersion7(now), holderName ?? $"Holder {Guid.NewGuid()}", credentialType, DateOnly.FromDateTime(now.UtcDateTime), expiryDate,
            issuerName, metadata is null ? null : JsonElement.Parse(metadata), "test-1", now);
        return NewCredential.Create(
            credential, $"correlation-{Guid.NewGuid()}", null, "key:test");
    }

    /// <summary>The same request again: same holder, type and issuer, but another ID.</summary>
    public static NewCredential Again(this NewCredential issue) =>
        Make(issue.Credential.HolderName, issue.Credential.CredentialType, issue.Credential.IssuerName);
}
