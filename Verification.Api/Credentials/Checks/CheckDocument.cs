using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Verification.Api.Credentials.Checks;

/// <summary>One of the checks that a verdict is made of.</summary>
/// <param name="Name">Which.</param>
/// <param name="Status">What came out; <c>unchecked</c> where it could not be checked.</param>
/// <param name="Detail">What that means, as a sentence.</param>
/// <param name="Differences">For <c>content</c>: where the credential that was shown differs from what was issued, at most 50; else left out.</param>
internal sealed record CheckDocument(
    [property: AllowedValues(CheckDocument.Known, CheckDocument.Content, CheckDocument.Expiry, CheckDocument.Issuer, CheckDocument.Synchronised)] string Name,
    [property: AllowedValues(CheckDocument.Pass, CheckDocument.Warning, CheckDocument.Fail, CheckDocument.Unchecked)] string Status,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<DifferenceDocument>? Differences = null)
{
    public const string Known = "known";
    public const string Content = "content";
    public const string Expiry = "expiry";
    public const string Issuer = "issuer";
    public const string Synchronised = "synchronised";

    public const string Pass = "pass";
    public const string Warning = "warning";
    public const string Fail = "fail";
    public const string Unchecked = "unchecked";
}

/// <summary>A place where a credential that was shown differs from what was issued.</summary>
/// <param name="Field">The place, such as <c>metadata.grade</c> or <c>metadata.modules[2]</c>.</param>
/// <param name="Issued">What was issued, or null where nothing was.</param>
/// <param name="Shown">What was shown, or null where nothing was.</param>
internal sealed record DifferenceDocument(string Field, JsonElement? Issued, JsonElement? Shown);
