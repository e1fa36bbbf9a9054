namespace Issuance.Api.Credentials;

/// <summary>How many credentials match.</summary>
/// <param name="Count">How many were counted, at most 100,000.</param>
/// <param name="IsExact">Whether all were counted; otherwise there are at least as many.</param>
/// <param name="WorkerId">The replica that answered.</param>
internal sealed record CredentialCount(long Count, bool IsExact, string WorkerId);
