using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using KubeCredential.Text;
using Verification.Api.Credentials.Checks;

namespace Verification.Api.Credentials;

/// <summary>The response to a request to verify a credential that this verifier knows.</summary>
/// <param name="Success">Whether the credential could be verified, whatever the verdict.</param>
/// <param name="Message">The verdict as a sentence.</param>
/// <param name="Credential">The credential as it was issued.</param>
/// <param name="WorkerId">The process that checked.</param>
/// <param name="Timestamp">When it checked.</param>
/// <param name="IsValid">The verdict.</param>
/// <param name="SyncedAt">When this verifier applied the credential.</param>
/// <param name="Checks">The checks behind the verdict: <c>known</c>, <c>content</c>, <c>expiry</c>, <c>issuer</c>, <c>synchronised</c>, in this order.</param>
internal sealed record VerificationDocument(
    bool Success,
    string Message,
    CredentialContent Credential,
    string WorkerId,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp,
    bool IsValid,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset SyncedAt,
    IReadOnlyList<CheckDocument> Checks);

/// <summary>A credential as it was issued.</summary>
/// <param name="Id">Its id.</param>
/// <param name="HolderName">The holder.</param>
/// <param name="CredentialType">What it attests.</param>
/// <param name="IssueDate">When it was issued (UTC).</param>
/// <param name="ExpiryDate">The last day on which it is valid (UTC), or null if it does not expire.</param>
/// <param name="IssuerName">The issuer.</param>
/// <param name="Metadata">Additional data, or null.</param>
/// <param name="WorkerId">The process that issued it.</param>
/// <param name="Timestamp">When it was issued.</param>
/// <param name="IssuedBy">The process that issued it, in readable form.</param>
internal sealed record CredentialContent(
    Guid Id,
    string HolderName,
    string CredentialType,
    DateOnly IssueDate,
    DateOnly? ExpiryDate,
    string IssuerName,
    JsonElement? Metadata,
    string WorkerId,
    DateTimeOffset Timestamp,
    string IssuedBy);

/// <summary>The body of a request to verify a credential, for the OpenAPI document.</summary>
internal sealed record VerifyCredentialRequest(
    [property: Description("The credential's ID. Send either this or the credential.")] string? Id = null,
    [property: Description("The whole credential as the REST API returns it. Send either this or the ID.")] JsonElement? Credential = null);
