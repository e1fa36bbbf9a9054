namespace Issuance.Api.Credentials;

/// <summary>A page of credentials.</summary>
/// <param name="Items">The credentials, newest first.</param>
/// <param name="NextCursor">Given as <c>cursor</c>, it leads to the next page; null on the last one.</param>
internal sealed record CredentialPage(IReadOnlyList<CredentialEntry> Items, string? NextCursor);
