namespace Issuance.Api.Credentials;

/// <summary>A credential in the issuer's list.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="Delivery">The status of its delivery to the verifier.</param>
/// <param name="TraceId">The trace ID of the request that issued it, or null if it was not traced.</param>
internal sealed record CredentialEntry(CredentialDocument Credential, DeliveryDocument Delivery, string? TraceId);
