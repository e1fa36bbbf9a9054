namespace KubeCredential.VerifiableCredentials.Keys;

/// <summary>The kinds of keys.</summary>
public enum KeyAlgorithm
{
    /// <summary>Ed25519 (RFC 8032). A public key has 32 bytes, a signature 64.</summary>
    Ed25519,

    /// <summary>ECDSA on P-256 with SHA-256 (FIPS 186-5). A public key has 64 bytes, X then Y; a signature 64, r then s.</summary>
    P256,

    /// <summary>ECDSA on P-384 with SHA-384 (FIPS 186-5). A public key has 96 bytes, X then Y; a signature 96, r then s.</summary>
    P384,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017), of 2,048 to 4,096 bits. To verify only: Open Badges 3.0 allows it. A public key is a SubjectPublicKeyInfo (RFC 5280) in DER.</summary>
    Rsa,
}
