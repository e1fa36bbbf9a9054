using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Issuance.Api.Credentials;

namespace Issuance.Api.Lifecycle;

/// <summary>The response to a request to suspend, reinstate, revoke or erase a credential.</summary>
/// <param name="Success">Whether the credential has the status that was asked for.</param>
/// <param name="Message">The result as a sentence.</param>
/// <param name="Credential">The credential.</param>
/// <param name="Changed">Whether this request changed it; false if it was so before.</param>
/// <param name="WorkerId">The replica that answered.</param>
internal sealed record ChangedDocument(bool Success, string Message, CredentialDocument Credential, bool Changed, string WorkerId);

/// <summary>The response to a request to replace or renew a credential.</summary>
/// <param name="Success">Whether it was replaced.</param>
/// <param name="Message">The result as a sentence.</param>
/// <param name="Credential">The new credential.</param>
/// <param name="Superseded">The old credential.</param>
/// <param name="Changed">Whether this request changed something.</param>
/// <param name="WorkerId">The replica that answered.</param>
internal sealed record SupersededDocument(bool Success, string Message, CredentialDocument Credential, CredentialDocument Superseded, bool Changed, string WorkerId);

/// <summary>The response to a request to change the status of many credentials.</summary>
/// <param name="Success">Whether none failed.</param>
/// <param name="Message">The result as a sentence.</param>
/// <param name="Changed">How many were changed.</param>
/// <param name="Unchanged">How many had the status before.</param>
/// <param name="Failed">How many could not be changed.</param>
/// <param name="Results">The result for each, in the order of the request.</param>
/// <param name="WorkerId">The replica that answered.</param>
internal sealed record ManyDocument(bool Success, string Message, int Changed, int Unchanged, int Failed, IReadOnlyList<OneResult> Results, string WorkerId);

/// <summary>The result for one of many credentials.</summary>
/// <param name="Id">The credential.</param>
/// <param name="Outcome"><c>failed</c>: the service could not write it now; try again.</param>
/// <param name="Status">Its status, or left out if it was not found.</param>
/// <param name="Version">Its version, or left out if it was not found.</param>
/// <param name="Successor">The new credential, if it was renewed.</param>
/// <param name="Detail">Why it was not changed, or left out.</param>
internal sealed record OneResult(
    Guid Id,
    [property: AllowedValues(OneResult.Changed, OneResult.Unchanged, OneResult.Impossible, OneResult.NotFound, OneResult.Failed)] string Outcome,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] StatusDocument? Status = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Version = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? Successor = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null)
{
    public const string Changed = "changed";
    public const string Unchanged = "unchanged";
    public const string Impossible = "impossible";
    public const string NotFound = "notFound";
    public const string Failed = "failed";
}
