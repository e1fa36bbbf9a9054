using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using KubeCredential.Storage.Audit;
using KubeCredential.Text;
using Verification.Api.Credentials.Checks;

namespace Verification.Api.Credentials;

/// <summary>A document that proves itself. Unless it is certain that its issuer signed it, only its kind and its format are shown.</summary>
/// <param name="Kind">What it is; null if it cannot be read.</param>
/// <param name="Format">How it is secured; null if it cannot be read.</param>
/// <param name="Id">Its ID, or null.</param>
/// <param name="Types">Its types.</param>
/// <param name="Issuer">The issuer of a credential; null of a presentation.</param>
/// <param name="Holder">The holder of a presentation, or null.</param>
/// <param name="ValidFrom">From when it is valid, or null.</param>
/// <param name="ValidUntil">Until when it is valid, or null.</param>
/// <param name="Content">The whole document without its proofs; null of a presentation, whose credentials are listed.</param>
internal sealed record PortableDocument(
    [property: AllowedValues(PortableDocument.Credential, PortableDocument.Presentation)] string? Kind,
    [property: AllowedValues(PortableDocument.DataIntegrity, PortableDocument.Jwt)] string? Format,
    string? Id,
    IReadOnlyList<string> Types,
    PortableIssuer? Issuer,
    string? Holder,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? ValidFrom,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? ValidUntil,
    JsonElement? Content)
{
    public const string Credential = "credential";
    public const string Presentation = "presentation";
    public const string DataIntegrity = "dataIntegrity";
    public const string Jwt = "jwt";
}

/// <summary>The issuer of a document that proves itself.</summary>
/// <param name="Id">Its ID, usually a DID.</param>
/// <param name="Name">Its name: as it is registered in this system, or as operators call it; of one that is not trusted as it calls itself, which anybody may do. Null if there is none.</param>
/// <param name="Standing">Whether it is an issuer of this system, trusted, or not.</param>
internal sealed record PortableIssuer(
    string Id,
    [property: Description("Its name. That of an issuer that is not trusted is what it calls itself.")] string? Name,
    [property: AllowedValues(PortableIssuer.Own, PortableIssuer.Trusted, PortableIssuer.Untrusted)] string Standing)
{
    public const string Own = "own";
    public const string Trusted = "trusted";
    public const string Untrusted = "untrusted";
}

/// <summary>Something that the issuer of a document should put right.</summary>
/// <param name="Code">What it is, such as <c>statusIndexIsNumber</c>.</param>
/// <param name="Message">What it is, as a sentence.</param>
internal sealed record WarningDocument(string Code, string Message);

/// <summary>The verdict on a credential in a presentation.</summary>
/// <param name="Message">The verdict as a sentence.</param>
/// <param name="IsValid">The verdict.</param>
/// <param name="Result">The verdict in one word.</param>
/// <param name="Checks">The checks behind it.</param>
/// <param name="Document">What the credential says.</param>
/// <param name="Warnings">What its issuer should put right; left out if there is nothing.</param>
internal sealed record PortableVerdictDocument(
    string Message,
    bool IsValid,
    [property: AllowedValues(
        AuditOutcome.Valid, AuditOutcome.NotYetValid, AuditOutcome.Expired, AuditOutcome.Suspended, AuditOutcome.Revoked, AuditOutcome.Superseded, AuditOutcome.Erased,
        AuditOutcome.Different, AuditOutcome.Stale, AuditOutcome.NotAuthentic, VerdictOutcome.Malformed, VerdictOutcome.Unchecked, VerdictOutcome.Untrusted)] string Result,
    IReadOnlyList<CheckDocument> Checks,
    PortableDocument Document,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<WarningDocument>? Warnings = null);
