using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using KubeCredential.Text;
using Verification.Api.Credentials.Checks;

namespace Verification.Api.Credentials;

/// <summary>The answer to a request to verify a credential that is known here.</summary>
/// <param name="Success">Whether the question could be answered.</param>
/// <param name="Message">The verdict as a sentence.</param>
/// <param name="Credential">The credential as it was issued.</param>
/// <param name="WorkerId">The process that checked.</param>
/// <param name="Timestamp">When it checked.</param>
/// <param name="IsValid">The verdict.</param>
/// <param name="SyncedAt">When this verifier took the credential in.</param>
/// <param name="Checks">What the verdict is made of: <c>known</c>, <c>content</c>, <c>expiry</c>, <c>issuer</c>, <c>synchronised</c>, in this order.</param>
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
/// <param name="HolderName">Who holds it.</param>
/// <param name="CredentialType">What it attests.</param>
/// <param name="IssueDate">When it was issued (UTC).</param>
/// <param name="ExpiryDate">The last day on which it is valid (UTC); null: it does not expire.</param>
/// <param name="IssuerName">Who issued it.</param>
/// <param name="Metadata">Anything else that it states, or null.</param>
/// <param name="WorkerId">The process that issued it.</param>
/// <param name="Timestamp">When it was issued.</param>
/// <param name="IssuedBy">The process that issued it, as a text for people.</param>
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

/// <summary>The body of a request to verify a credential, as the OpenAPI document describes it.</summary>
internal sealed record VerifyCredentialRequest(
    [property: Description("The credential's id. Either this or the credential.")] string? Id = null,
    [property: Description("The whole credential as the REST API shows it. Either this or the id.")] JsonElement? Credential = null);
