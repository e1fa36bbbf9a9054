namespace Issuance.Api.Credentials;

/// <summary>A credential in the issuer's list.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="Delivery">The status of its delivery to the verifier.</param>
/// <param name="TraceId">The trace ID of the request that led to its version, or null if it was not traced.</param>
/// <param name="HolderId">The issuer's own number for the holder, or null.</param>
internal sealed record CredentialEntry(CredentialDocument Credential, DeliveryDocument Delivery, string? TraceId, string? HolderId);
