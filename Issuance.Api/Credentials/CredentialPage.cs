namespace Issuance.Api.Credentials;

/// <summary>A page of credentials.</summary>
/// <param name="Items">The credentials, in the order asked for.</param>
/// <param name="NextCursor">The <c>cursor</c> for the next page; null on the last page.</param>
internal sealed record CredentialPage(IReadOnlyList<CredentialEntry> Items, string? NextCursor);
