using System.Security.Cryptography;
using NSec.Cryptography;
using Ed25519 = NSec.Cryptography.SignatureAlgorithm;

namespace KubeCredential.VerifiableCredentials.Keys;

/// <summary>A public key that checks signatures of one algorithm.</summary>
public sealed class VerificationKey : IEquatable<VerificationKey>
{
    private const int EdwardsBytes = 32;
    private const int EdwardsSignatureBytes = 64;
    private const int MinRsaBits = 2048;
    private const int MaxRsaBits = 4096;

    private readonly byte[] _bytes;
    private readonly PublicKey? _edwards;

    private VerificationKey(KeyAlgorithm algorithm, byte[] bytes, PublicKey? edwards = null) => (Algorithm, _bytes, _edwards) = (algorithm, bytes, edwards);

    /// <summary>The algorithm.</summary>
    public KeyAlgorithm Algorithm { get; }

    /// <summary>The key in the form that <see cref="KeyAlgorithm"/> describes.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Makes a key of its bytes.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="bytes">The key in the form that <see cref="KeyAlgorithm"/> describes.</param>
    /// <exception cref="CredentialException">They are no such key, or a point that is not on the curve (<see cref="CredentialError.InvalidKey"/>).</exception>
    public static VerificationKey Create(KeyAlgorithm algorithm, ReadOnlySpan<byte> bytes)
    {
        if (algorithm == KeyAlgorithm.Ed25519)
        {
            return bytes.Length == EdwardsBytes && PublicKey.TryImport(Ed25519.Ed25519, bytes, KeyBlobFormat.RawPublicKey, out var edwards)
                ? new VerificationKey(algorithm, bytes.ToArray(), edwards)
                : throw Invalid("The bytes are not a public key of Ed25519.");
        }

        if (EcCurve.Of(algorithm) is { } curve) return curve.Contains(bytes) ? new VerificationKey(algorithm, bytes.ToArray()) : throw Invalid("The bytes are not a point on the curve.");
        using var rsa = ImportRsa(bytes);
        if (rsa.KeySize is < MinRsaBits or > MaxRsaBits) throw Invalid($"An RSA key must have {MinRsaBits} to {MaxRsaBits} bits.");
        return new VerificationKey(algorithm, bytes.ToArray());
    }

    /// <summary>Whether a signature matches. A signature of another length or form never does.</summary>
    /// <param name="data">What was signed, not hashed.</param>
    /// <param name="signature">The signature in the form that <see cref="KeyAlgorithm"/> describes.</param>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (_edwards is not null) return signature.Length == EdwardsSignatureBytes && Ed25519.Ed25519.Verify(_edwards, data, signature);
        if (EcCurve.Of(Algorithm) is { } curve)
        {
            if (signature.Length != 2 * curve.Bytes) return false;
            var point = new ECPoint { X = _bytes[..curve.Bytes], Y = _bytes[curve.Bytes..] };
            using var key = ECDsa.Create(new ECParameters { Curve = curve.Named, Q = point });
            return key.VerifyData(data, signature, curve.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }

        using var rsa = ImportRsa(_bytes);
        return rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    /// <inheritdoc/>
    public bool Equals(VerificationKey? other) => other is not null && Algorithm == other.Algorithm && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VerificationKey);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Algorithm);
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    private static RSA ImportRsa(ReadOnlySpan<byte> bytes)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportSubjectPublicKeyInfo(bytes, out var read);
            if (read == bytes.Length) return rsa;
        }
        catch (CryptographicException error)
        {
            rsa.Dispose();
            throw Invalid("The bytes are not a public key of RSA.", error);
        }

        rsa.Dispose();
        throw Invalid("There are bytes after the public key.");
    }

    private static CredentialException Invalid(string message, Exception? inner = null) => new(CredentialError.InvalidKey, message, inner: inner);
}
