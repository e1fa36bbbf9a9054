using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Issuance.Api.Credentials;

/// <summary>
/// The body of a request to issue a credential, for the OpenAPI document. The body itself is read by
/// <see cref="IssueRequestReader"/>, which reports every error with its field.
/// </summary>
internal sealed record IssueCredentialRequest(
    [property: Required, StringLength(CredentialFields.MaxNameCharacters, MinimumLength = 1), Description("The credential's holder. Text in any script, with at least one visible character, and without control characters or characters that embed, override or isolate a text direction. Stored in Unicode Normalization Form C.")]
    string HolderName,
    [property: Required, StringLength(CredentialFields.MaxTypeCharacters, MinimumLength = 1), Description("What the credential attests, such as \"Bachelor of Science\".")]
    string CredentialType,
    [property: Required, StringLength(CredentialFields.MaxNameCharacters, MinimumLength = 1), Description("The issuing organisation.")]
    string IssuerName,
    [property: StringLength(CredentialFields.MaxHolderIdCharacters, MinimumLength = 1), Description("Your own number for the holder. Private: it never leaves this service. Holders of the same name with different numbers are different people.")]
    string? HolderId = null,
    [property: StringLength(CredentialFields.MaxEmailCharacters), DataType(DataType.EmailAddress), Description("The holder's e-mail address. Private: it never leaves this service.")]
    string? HolderEmail = null,
    [property: Description("The first day on which the credential is valid (UTC), today at the earliest and 10 years ahead at most. If left out or null, today.")]
    DateOnly? ValidFrom = null,
    [property: Description("The last day on which the credential is valid (UTC), validFrom at the earliest. If left out or null, it does not expire.")]
    DateOnly? ExpiryDate = null,
    [property: Description("Additional data: a JSON object of at most 16 KiB and 8 levels.")]
    JsonElement? Metadata = null);
