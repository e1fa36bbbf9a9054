namespace KubeCredential.VerifiableCredentials.Keys;

/// <summary>
/// Public keys as the text of a Multikey (W3C Controlled Identifiers 1.0, section 2.2.2): base58btc of a code of the multicodec table as a variable-length integer, then the
/// key, of ECDSA as a compressed point.
/// </summary>
public static class Multikey
{
    private static readonly (KeyAlgorithm Algorithm, byte First, byte Second)[] s_codes =
    [
        (KeyAlgorithm.Ed25519, 0xed, 0x01),
        (KeyAlgorithm.P256, 0x80, 0x24),
        (KeyAlgorithm.P384, 0x81, 0x24),
    ];

    /// <summary>The key as text, such as <c>z6Mk…</c>.</summary>
    /// <exception cref="CredentialException">The key is one of RSA, which is not written so (<see cref="CredentialError.UnsupportedKey"/>).</exception>
    public static string Format(VerificationKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var (_, first, second) = s_codes.FirstOrDefault(code => code.Algorithm == key.Algorithm);
        if (first == 0) throw new CredentialException(CredentialError.UnsupportedKey, "A key of RSA is not written as a Multikey.");
        var bytes = key.Bytes.Span;
        return EcCurve.Of(key.Algorithm) is { } curve
            ? Base58Btc.Encode([first, second, (byte)(2 | (bytes[^1] & 1)), .. bytes[..curve.Bytes]])
            : Base58Btc.Encode([first, second, .. bytes]);
    }

    /// <summary>Reads a key.</summary>
    /// <exception cref="CredentialException">
    /// The text is no Multikey (<see cref="CredentialError.InvalidKey"/>), or one of an algorithm that this library does not know (<see cref="CredentialError.UnsupportedKey"/>).
    /// </exception>
    public static VerificationKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Base58Btc.Decode(text) is not { Length: > 2 } bytes) throw new CredentialException(CredentialError.InvalidKey, "The key is not in base58btc, which begins with 'z'.");
        foreach (var (algorithm, first, second) in s_codes)
        {
            if (bytes[0] != first || bytes[1] != second) continue;
            if (EcCurve.Of(algorithm) is not { } curve) return VerificationKey.Create(algorithm, bytes.AsSpan(2));
            return VerificationKey.Create(algorithm, curve.Decompress(bytes.AsSpan(2)) ?? throw new CredentialException(CredentialError.InvalidKey, "The key is not a compressed point on its curve."));
        }

        throw new CredentialException(CredentialError.UnsupportedKey, "The key is of a kind that is not known here.");
    }
}
