namespace KubeCredential.VerifiableCredentials.Keys;

/// <summary>The key with which a document is signed.</summary>
/// <param name="KeyId">The key, by the name that the signer knows.</param>
/// <param name="Algorithm">Its algorithm.</param>
/// <param name="VerificationMethod">The ID of the key in the issuer's DID document, such as <c>did:web:example.org#key-1</c>.</param>
/// <param name="Signer">Who signs.</param>
public sealed record SigningKey(string KeyId, KeyAlgorithm Algorithm, string VerificationMethod, ICredentialSigner Signer);
