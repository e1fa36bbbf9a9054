namespace Issuance.Api.SigningKeys;

/// <summary>Signs with private keys that it holds: this service's own, or those of a key management service or a hardware security module.</summary>
internal interface ISigner
{
    /// <summary>Signs.</summary>
    /// <param name="keyId">The key.</param>
    /// <param name="data">What to sign.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The signature by Ed25519 (RFC 8032): 64 bytes.</returns>
    /// <exception cref="KeyNotFoundException">It does not hold the key.</exception>
    ValueTask<byte[]> SignAsync(string keyId, ReadOnlyMemory<byte> data, CancellationToken cancellationToken);
}
