using KubeCredential.Events;
using System.Text.Json;
using Issuance.Api.Credentials;
using Issuance.Api.EventStore;
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
        DateOnly? expiryDate = null,
        string? holderId = null,
        DateOnly? validFrom = null,
        DateTimeOffset? at = null)
    {
        var now = Rfc3339.ToMilliseconds(at ?? DateTimeOffset.UtcNow);
        var credential = new IssuedContent(
            Guid.CreateVersion7(now), holderName ?? $"Holder {Guid.NewGuid()}", credentialType, DateOnly.FromDateTime(now.UtcDateTime), validFrom ?? DateOnly.FromDateTime(now.UtcDateTime), expiryDate,
            issuerName, metadata is null ? null : JsonElement.Parse(metadata), "test-1", now);
        var made = NewCredential.Create(
            credential, $"correlation-{Guid.NewGuid()}", null, "key:test", holderId);
        return made with { Fact = made.Fact with { Signature = Signature } };
    }

    /// <summary>The store takes any signature.</summary>
    public static EventSignature Signature { get; } = new("a-key", "a-signature");

    /// <summary>The same request again: same holder, type and issuer, but another ID.</summary>
    public static NewCredential Again(this NewCredential issue) =>
        Make(issue.Credential.HolderName, issue.Credential.CredentialType, issue.Credential.IssuerName);

    /// <summary>Appends new credentials, each on its own.</summary>
    /// <returns>For each, in order, the credential that now stands for its holder, type and issuer: its own ID if it was written, another's if it was a duplicate.</returns>
    public static async Task<Guid[]> AppendAsync(this CredentialStore store, IReadOnlyList<NewCredential> batch, TimeSpan lease, CancellationToken cancellationToken) => Array.ConvertAll(
        await store.AppendAsync([.. batch.Select(static one => (CredentialFact[])[one.Fact])], lease, cancellationToken),
        static result => result.Outcome is AppendOutcome.Appended or AppendOutcome.Duplicate
            ? result.CredentialId
            : throw new InvalidOperationException($"A new credential was refused: {result.Outcome}."));
}
