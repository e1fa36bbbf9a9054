namespace KubeCredential.VerifiableCredentials.Keys;

/// <summary>Signs with private keys that it holds, such as those of a key management service or a hardware security module.</summary>
public interface ICredentialSigner
{
    /// <summary>Signs bytes with one key.</summary>
    /// <param name="keyId">The key, by the name that the signer knows.</param>
    /// <param name="data">What to sign, not hashed: the signer hashes for ECDSA.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The signature in the form that <see cref="KeyAlgorithm"/> describes: 64 bytes for Ed25519 and P-256, 96 for P-384.</returns>
    /// <exception cref="KeyNotFoundException">It does not hold the key.</exception>
    ValueTask<byte[]> SignAsync(string keyId, ReadOnlyMemory<byte> data, CancellationToken cancellationToken);
}
