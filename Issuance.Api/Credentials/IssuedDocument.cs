namespace Issuance.Api.Credentials;

/// <summary>The answer to a request that issued a credential.</summary>
internal sealed record IssuedDocument(bool Success, string Message, CredentialDocument Credential, string WorkerId);
