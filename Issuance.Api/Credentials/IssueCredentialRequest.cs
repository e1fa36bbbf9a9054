using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Issuance.Api.Credentials;

/// <summary>
/// The body of a request to issue a credential, for the OpenAPI document. The body itself is read by
/// <see cref="IssueRequestReader"/>, which reports every error with its field.
/// </summary>
internal sealed record IssueCredentialRequest(
    [property: Required, StringLength(IssueRequestReader.MaxNameCharacters, MinimumLength = 1), Description("The credential's holder. Text in any script, with at least one visible character, and without control characters or characters that embed, override or isolate a text direction. Stored in Unicode Normalization Form C.")]
    string HolderName,
    [property: Required, StringLength(IssueRequestReader.MaxTypeCharacters, MinimumLength = 1), Description("What the credential attests, such as \"Bachelor of Science\".")]
    string CredentialType,
    [property: Required, StringLength(IssueRequestReader.MaxNameCharacters, MinimumLength = 1), Description("The issuing organisation.")]
    string IssuerName,
    [property: Description("The last day on which the credential is valid (UTC), today at the earliest. If left out or null, it does not expire.")]
    DateOnly? ExpiryDate = null,
    [property: Description("Additional data: a JSON object of at most 16 KiB and 8 levels.")]
    JsonElement? Metadata = null);
