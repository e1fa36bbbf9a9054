using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using KubeCredential.Events;
using KubeCredential.Storage.Audit;
using KubeCredential.Text;
using Verification.Api.Credentials.Checks;
using Verification.Api.CredentialTypes;
using Verification.Api.Issuers;

namespace Verification.Api.Credentials;

/// <summary>The response to a request to verify a credential that this verifier knows, or a document that proves itself, whoever issued it.</summary>
/// <param name="Success">Whether the credential could be verified, whatever the verdict.</param>
/// <param name="Message">The verdict as a sentence.</param>
/// <param name="Credential">The credential as its issuer shows it; null once its content has been erased, if its issuer did not sign it, and of a document that proves itself.</param>
/// <param name="WorkerId">The process that checked.</param>
/// <param name="Timestamp">When it checked.</param>
/// <param name="IsValid">The verdict.</param>
/// <param name="Result">The verdict in one word. If several checks have failed: the first of <c>malformed</c>, <c>notAuthentic</c>, <c>erased</c>, <c>different</c>, <c>revoked</c>, <c>suspended</c>, <c>superseded</c>, <c>expired</c>, <c>notYetValid</c>, <c>stale</c>, <c>unchecked</c>, <c>untrusted</c>.</param>
/// <param name="Status">The credential's status as its issuer last set it; null if it is not certain that its issuer did.</param>
/// <param name="Version">How many times the issuer has set it; 1 when it was issued. Null if this verifier knows only the presented document.</param>
/// <param name="SyncedAt">When this verifier applied that version, or null.</param>
/// <param name="AsOf">Until when this verifier has heard everything from the issuer; null if it has not heard from it yet.</param>
/// <param name="Issuer">What is known of the issuer; null if it is not certain who issued it, or if this verifier has not heard of the issuer's profile yet.</param>
/// <param name="Checks">The checks behind the verdict: <c>known</c>, <c>authentic</c>, <c>content</c>, <c>validFrom</c>, <c>expiry</c>, <c>suspension</c>, <c>revocation</c>, <c>current</c>, <c>issuer</c>, <c>fresh</c>, in this order; of a document that proves itself: those that apply of <c>document</c>, <c>proof</c>, <c>issuer</c>, <c>holder</c>, <c>challenge</c>, <c>domain</c>, <c>validity</c>, <c>schema</c>, <c>revocation</c>, <c>suspension</c>, <c>credentials</c>, <c>trust</c>, and for one of this system's issuers <c>known</c>, <c>content</c>, <c>current</c>, <c>fresh</c>.</param>
/// <param name="Certificate">How the certificate looks, and what of it is shown; left out of credentials whose type is not registered. Asked by ID, the metadata hold what the type makes public.</param>
/// <param name="Document">What a document that proves itself says; left out where there is none.</param>
/// <param name="Warnings">What does not make such a document invalid, but should be put right by its issuer; left out if there is nothing.</param>
/// <param name="Credentials">The verdicts on the credentials in a presentation, in its order; left out where there are none.</param>
internal sealed record VerificationDocument(
    bool Success,
    string Message,
    CredentialContent? Credential,
    string WorkerId,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp,
    bool IsValid,
    [property: AllowedValues(
        AuditOutcome.Valid, AuditOutcome.NotYetValid, AuditOutcome.Expired, AuditOutcome.Suspended, AuditOutcome.Revoked, AuditOutcome.Superseded, AuditOutcome.Erased,
        AuditOutcome.Different, AuditOutcome.Stale, AuditOutcome.NotAuthentic, VerdictOutcome.Malformed, VerdictOutcome.Unchecked, VerdictOutcome.Untrusted)] string Result,
    StatusDocument? Status,
    int? Version,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? SyncedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? AsOf,
    IssuerDocument? Issuer,
    IReadOnlyList<CheckDocument> Checks,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CertificateDocument? Certificate = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PortableDocument? Document = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<WarningDocument>? Warnings = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<PortableVerdictDocument>? Credentials = null);

/// <summary>A credential's status as its issuer last set it. Dates give the rest: whether it is not yet valid, or has expired.</summary>
/// <param name="State">The state.</param>
/// <param name="Since">When it took effect. That of a superseded credential may lie in the future: until then it stays valid.</param>
/// <param name="Reason">The public reason; left out if there is none.</param>
/// <param name="Supersedes">The credential that it replaces; left out if there is none.</param>
/// <param name="SupersededBy">The credential that replaces it; left out if there is none.</param>
internal sealed record StatusDocument(
    [property: AllowedValues(CredentialState.Active, CredentialState.Suspended, CredentialState.Revoked, CredentialState.Superseded, CredentialState.Erased)] string State,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Since,
    [property: Description("The public reason, such as fraud; left out if there is none")] string? Reason = null,
    Guid? Supersedes = null,
    Guid? SupersededBy = null);

/// <summary>A credential as its issuer shows it: its content as it was issued, its status, its version.</summary>
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
/// <param name="Status">Its status.</param>
/// <param name="Version">Its version.</param>
/// <param name="ValidFrom">The first day on which it is valid (UTC); left out of credentials that are valid from their issue date.</param>
/// <param name="Type">The version of the registered type under which it was issued; left out if its type is not registered.</param>
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
    string IssuedBy,
    [property: Description("Its status, as its issuer last set it")] StatusDocument Status,
    int Version,
    DateOnly? ValidFrom = null,
    TypeReference? Type = null);

/// <summary>The body of a request to verify a credential, for the OpenAPI document.</summary>
internal sealed record VerifyCredentialRequest(
    [property: Description("The credential's ID. Send this or one of the next three.")] string? Id = null,
    [property: Description("The whole credential as the REST API returns it.")] JsonElement? Credential = null,
    [property: Description("A verifiable credential of any issuer: an object with a Data Integrity proof (W3C Verifiable Credentials 2.0, Open Badges 3.0), or a JWT (vc+jwt) as text.")] JsonElement? VerifiableCredential = null,
    [property: Description("A verifiable presentation: an object with a Data Integrity proof, or a JWT (vp+jwt) as text. The credentials in it are verified as well.")] JsonElement? VerifiablePresentation = null,
    [property: Description("The challenge that was set for the presentation. If it is left out, nobody checks that the presentation was made for you, now.")] string? Challenge = null,
    [property: Description("The domain that the presentation must be made for.")] string? Domain = null,
    [property: Description("How old the verifier's knowledge of the issuer may be: an ISO 8601 duration in days, hours, minutes and seconds, such as PT30S, of at most 365 days. If it is older, the result is stale.")] string? MaxAge = null);
