using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Verification.Api.Credentials.Checks;

/// <summary>The result of one of the checks behind a verdict.</summary>
/// <param name="Name">The check's name.</param>
/// <param name="Status">The result; <c>unchecked</c> if the check could not be made, <c>notApplicable</c> if there is nothing to check.</param>
/// <param name="Detail">What the result means, as a sentence.</param>
/// <param name="Code">What was found: a stable name for programs, such as <c>validUntil</c>. There may be further ones.</param>
/// <param name="Arguments">What <c>detail</c> says beside its code, such as a day, an empty text where there is none; left out if there is nothing.</param>
/// <param name="Differences">For <c>content</c>: where the presented credential differs from what was issued, at most 50 places; otherwise left out.</param>
/// <param name="SupersededBy">For <c>current</c>: the credential that has taken, or will take, this one's place; otherwise left out.</param>
internal sealed record CheckDocument(
    [property: AllowedValues(
        CheckDocument.Known, CheckDocument.Authentic, CheckDocument.Content, CheckDocument.ValidFrom, CheckDocument.Expiry, CheckDocument.Suspension, CheckDocument.Revocation,
        CheckDocument.Current, CheckDocument.Issuer, CheckDocument.Fresh, CheckDocument.Document, CheckDocument.Proof, CheckDocument.Holder, CheckDocument.Challenge, CheckDocument.Domain,
        CheckDocument.Validity, CheckDocument.Schema, CheckDocument.Credentials, CheckDocument.Trust)] string Name,
    [property: AllowedValues(CheckDocument.Pass, CheckDocument.Warning, CheckDocument.Fail, CheckDocument.Unchecked, CheckDocument.NotApplicable)] string Status,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Arguments = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<DifferenceDocument>? Differences = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? SupersededBy = null)
{
    /// <summary>A result as a document, without differences.</summary>
    public static CheckDocument Of(string name, in CheckResult result) =>
        new(name, result.Status, result.Detail, result.Code, result.Arguments is { Count: > 0 } given ? given : null, null, result.SupersededBy);

    public const string Known = "known";
    public const string Authentic = "authentic";
    public const string Content = "content";
    public const string ValidFrom = "validFrom";
    public const string Expiry = "expiry";
    public const string Suspension = "suspension";
    public const string Revocation = "revocation";
    public const string Current = "current";
    public const string Issuer = "issuer";
    public const string Fresh = "fresh";
    public const string Document = "document";
    public const string Proof = "proof";
    public const string Holder = "holder";
    public const string Challenge = "challenge";
    public const string Domain = "domain";
    public const string Validity = "validity";
    public const string Schema = "schema";
    public const string Credentials = "credentials";
    public const string Trust = "trust";

    public const string Pass = "pass";
    public const string Warning = "warning";
    public const string Fail = "fail";
    public const string Unchecked = "unchecked";
    public const string NotApplicable = "notApplicable";
}

/// <summary>A place where a presented credential differs from what was issued.</summary>
/// <param name="Field">The place, such as <c>metadata.grade</c> or <c>metadata.modules[2]</c>.</param>
/// <param name="Issued">The issued value, or null if there was none.</param>
/// <param name="Shown">The presented value, or null if there was none.</param>
internal sealed record DifferenceDocument(string Field, JsonElement? Issued, JsonElement? Shown);
