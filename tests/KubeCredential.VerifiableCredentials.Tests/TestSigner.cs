using System.Security.Cryptography;
using System.Text;
using KubeCredential.VerifiableCredentials.Dids;
using KubeCredential.VerifiableCredentials.Keys;
using NSec.Cryptography;
using NSecAlgorithm = NSec.Cryptography.SignatureAlgorithm;

namespace KubeCredential.VerifiableCredentials.Tests;

/// <summary>Somebody with one key, whose DID is a did:key or a did:web.</summary>
internal sealed class TestSigner : ICredentialSigner
{
    private readonly Key? _edwards;
    private readonly ECDsa? _curve;

    public TestSigner(KeyAlgorithm algorithm, string name = "issuer", string? did = null)
    {
        if (algorithm == KeyAlgorithm.Ed25519)
        {
            _edwards = NSec.Cryptography.Key.Import(NSecAlgorithm.Ed25519, SHA256.HashData(Encoding.UTF8.GetBytes(name)), KeyBlobFormat.RawPrivateKey);
            Public = VerificationKey.Create(algorithm, _edwards.PublicKey.Export(KeyBlobFormat.RawPublicKey));
        }
        else
        {
            _curve = ECDsa.Create(algorithm == KeyAlgorithm.P256 ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384);
            var point = _curve.ExportParameters(false).Q;
            Public = VerificationKey.Create(algorithm, [.. point.X!, .. point.Y!]);
        }

        Did = did ?? DidKey.Of(Public);
        Key = new SigningKey("key-1", algorithm, did is null ? $"{Did}#{Multikey.Format(Public)}" : $"{did}#key-1", this);
    }

    public VerificationKey Public { get; }

    public string Did { get; }

    public SigningKey Key { get; }

    /// <summary>The DID document of a did:web.</summary>
    public DidDocument Document => new(Did, [new VerificationMethod(Key.VerificationMethod, "Multikey", Did) { Key = Public }], [Key.VerificationMethod], [Key.VerificationMethod]);

    public ValueTask<byte[]> SignAsync(string keyId, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => ValueTask.FromResult(
        _edwards is not null ? NSecAlgorithm.Ed25519.Sign(_edwards, data.Span)
        : _curve!.SignData(data.Span, Key.Algorithm == KeyAlgorithm.P384 ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
}
