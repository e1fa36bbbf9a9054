namespace KubeCredential.VerifiableCredentials.DataIntegrity;

/// <summary>The ways to make and check a proof. A suite says how a document is canonicalized and with which kind of key it is signed.</summary>
public enum Cryptosuite
{
    /// <summary><c>eddsa-rdfc-2022</c>: RDFC-1.0, SHA-256, Ed25519 (W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.2).</summary>
    EddsaRdfc2022,

    /// <summary><c>eddsa-jcs-2022</c>: JCS, SHA-256, Ed25519 (W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.3).</summary>
    EddsaJcs2022,

    /// <summary><c>ecdsa-rdfc-2019</c>: RDFC-1.0, and SHA-256 with P-256 or SHA-384 with P-384 (W3C Data Integrity ECDSA Cryptosuites 1.0, section 3.2).</summary>
    EcdsaRdfc2019,

    /// <summary><c>ecdsa-jcs-2019</c>: JCS, and SHA-256 with P-256 or SHA-384 with P-384 (W3C Data Integrity ECDSA Cryptosuites 1.0, section 3.3).</summary>
    EcdsaJcs2019,
}
