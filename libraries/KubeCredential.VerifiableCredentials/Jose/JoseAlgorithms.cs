using KubeCredential.VerifiableCredentials.Keys;

namespace KubeCredential.VerifiableCredentials.Jose;

/// <summary>The names of algorithms in JOSE (RFC 7518, section 3.1; RFC 8037, section 3.1; RFC 9864, section 2.2).</summary>
internal static class JoseAlgorithms
{
    public static string NameOf(KeyAlgorithm algorithm) => algorithm switch
    {
        KeyAlgorithm.Ed25519 => "EdDSA",
        KeyAlgorithm.P256 => "ES256",
        KeyAlgorithm.P384 => "ES384",
        _ => throw new CredentialException(CredentialError.UnsupportedKey, "With a key of RSA, no documents are signed."),
    };

    public static KeyAlgorithm? Find(string? name) => name switch
    {
        "EdDSA" or "Ed25519" => KeyAlgorithm.Ed25519,
        "ES256" => KeyAlgorithm.P256,
        "ES384" => KeyAlgorithm.P384,
        "RS256" => KeyAlgorithm.Rsa,
        _ => null,
    };
}
