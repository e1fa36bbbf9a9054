namespace Issuance.Api.Credentials;

/// <summary>The answer to a request that issued a credential.</summary>
/// <param name="Success">Whether it was done.</param>
/// <param name="Message">The answer as a sentence.</param>
/// <param name="Credential">The credential.</param>
/// <param name="WorkerId">The replica that answered.</param>
internal sealed record IssuedDocument(bool Success, string Message, CredentialDocument Credential, string WorkerId);
