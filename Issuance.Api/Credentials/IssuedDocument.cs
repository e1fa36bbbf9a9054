namespace Issuance.Api.Credentials;

/// <summary>The response to a request that issued a credential.</summary>
/// <param name="Success">Whether the credential was issued.</param>
/// <param name="Message">The result as a sentence.</param>
/// <param name="Credential">The credential.</param>
/// <param name="WorkerId">The replica that answered.</param>
internal sealed record IssuedDocument(bool Success, string Message, CredentialDocument Credential, string WorkerId);
