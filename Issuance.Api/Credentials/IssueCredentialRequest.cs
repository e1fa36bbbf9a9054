using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Issuance.Api.Credentials;

/// <summary>
/// The body of a request to issue a credential, as the OpenAPI document describes it. The body is read by
/// <see cref="IssueRequestReader"/>, which tells every fault with its field.
/// </summary>
internal sealed record IssueCredentialRequest(
    [property: Required, StringLength(IssueRequestReader.MaxNameCharacters, MinimumLength = 1), Description("Who holds the credential. Text in any script, without control characters and without those that embed, override or isolate a direction; something of it can be seen. Kept in Unicode's Normalization Form C.")]
    string HolderName,
    [property: Required, StringLength(IssueRequestReader.MaxTypeCharacters, MinimumLength = 1), Description("What it attests, such as \"Bachelor of Science\".")]
    string CredentialType,
    [property: Required, StringLength(IssueRequestReader.MaxNameCharacters, MinimumLength = 1), Description("Who issues it.")]
    string IssuerName,
    [property: Description("The last day on which it is valid (UTC), from today on. Left out or null: it does not expire.")]
    DateOnly? ExpiryDate = null,
    [property: Description("Anything else to state: a JSON object of at most 16 KiB and 8 levels.")]
    JsonElement? Metadata = null);
