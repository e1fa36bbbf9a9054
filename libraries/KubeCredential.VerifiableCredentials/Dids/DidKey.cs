using KubeCredential.VerifiableCredentials.Keys;

namespace KubeCredential.VerifiableCredentials.Dids;

/// <summary>DIDs that are a public key themselves (The did:key Method 0.9, W3C Credentials Community Group).</summary>
public static class DidKey
{
    /// <summary>What such DIDs begin with.</summary>
    public const string Prefix = "did:key:";

    /// <summary>The DID of a key.</summary>
    /// <exception cref="CredentialException">The key is one of RSA (<see cref="CredentialError.UnsupportedKey"/>).</exception>
    public static string Of(VerificationKey key) => Prefix + Multikey.Format(key);

    /// <summary>The document that the DID stands for: one key, for signing credentials and presentations.</summary>
    /// <exception cref="CredentialException">
    /// The DID is malformed (<see cref="CredentialError.InvalidDid"/>, <see cref="CredentialError.InvalidKey"/>), or of a key that this library does not know (<see cref="CredentialError.UnsupportedKey"/>).
    /// </exception>
    public static DidDocument Resolve(string did)
    {
        ArgumentNullException.ThrowIfNull(did);
        if (!Did.IsValid(did) || !did.StartsWith(Prefix, StringComparison.Ordinal)) throw new CredentialException(CredentialError.InvalidDid, "The text is not a did:key.");
        var text = did[Prefix.Length..];
        var id = $"{did}#{text}";
        return new DidDocument(did, [new VerificationMethod(id, "Multikey", did) { Key = Multikey.Parse(text) }], [id], [id]);
    }
}
