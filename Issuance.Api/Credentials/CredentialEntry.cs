namespace Issuance.Api.Credentials;

/// <summary>A credential in the issuer's list.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="Delivery">How far it is on its way to the verifier.</param>
/// <param name="TraceId">The id of the trace of the request that issued it, or null where it was not traced.</param>
internal sealed record CredentialEntry(CredentialDocument Credential, DeliveryDocument Delivery, string? TraceId);
