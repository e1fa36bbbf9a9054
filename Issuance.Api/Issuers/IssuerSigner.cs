using System.Collections.Concurrent;
using System.Security.Cryptography;
using Issuance.Api.SigningKeys;
using KubeCredential.Storage;
using KubeCredential.VerifiableCredentials.Keys;
using NSec.Cryptography;
using KeyAlgorithm = Issuance.Api.SigningKeys.KeyAlgorithm;
using Multiform = KubeCredential.VerifiableCredentials.Keys.KeyAlgorithm;
using SigningKey = KubeCredential.VerifiableCredentials.Keys.SigningKey;

namespace Issuance.Api.Issuers;

/// <summary>Signs with the issuers' private keys that are in the database. Some of them are kept in memory.</summary>
internal sealed class IssuerSigner(SqlDialect dialect, KeyEncryption encryption, DidWeb dids) : ICredentialSigner
{
    private const int MostKept = 1000;
    private readonly ConcurrentDictionary<string, byte[]> _kept = new(StringComparer.Ordinal);

    /// <summary>The key with which an issuer signs now. It is read here, so that signing needs no connection to the database while the caller holds one.</summary>
    /// <param name="slug">The issuer.</param>
    /// <param name="algorithm">One of <see cref="KeyAlgorithm"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="KeyNotFoundException">The issuer has no such key, or no DID.</exception>
    public async Task<SigningKey> ActiveAsync(string slug, string algorithm, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command($"SELECT key_id FROM signing_keys WHERE owner = @owner AND algorithm = @algorithm AND state = '{SigningKeyState.Active}'")
            .With("@owner", slug).With("@algorithm", algorithm);
        if (await command.ListAsync(static reader => reader.GetString(0), cancellationToken) is not [var keyId] || dids.Of(slug) is not { } did) throw new KeyNotFoundException($"The issuer {slug} has no key {algorithm} to sign with.");
        await connection.DisposeAsync();
        await PrivateKeyAsync(keyId, cancellationToken);
        return new SigningKey(keyId, algorithm == KeyAlgorithm.P256 ? Multiform.P256 : Multiform.Ed25519, $"{did}#{keyId}", this);
    }

    /// <inheritdoc/>
    /// <exception cref="CryptographicException">The private key was encrypted under another master key.</exception>
    public async ValueTask<byte[]> SignAsync(string keyId, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var key = await PrivateKeyAsync(keyId, cancellationToken);
        return key[0] == 0 ? SignEd25519(key.AsSpan(1), data.Span) : SignP256(key.AsSpan(1), data.Span);
    }

    private async ValueTask<byte[]> PrivateKeyAsync(string keyId, CancellationToken cancellationToken)
    {
        if (_kept.TryGetValue(keyId, out var known)) return known;
        var key = await ReadAsync(keyId, cancellationToken);
        if (_kept.Count >= MostKept) _kept.Clear();
        return _kept[keyId] = key;
    }

    /// <summary>The kind of the key (0 for Ed25519, 1 for P-256), then the private key, and for P-256 the public one.</summary>
    private async Task<byte[]> ReadAsync(string keyId, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"SELECT algorithm, private_key, public_key FROM signing_keys WHERE key_id = @id AND private_key IS NOT NULL").With("@id", keyId);
        var found = await command.ListAsync(static reader => (Algorithm: reader.GetString(0), Private: reader.GetFieldValue<byte[]>(1), Public: reader.GetFieldValue<byte[]>(2)), cancellationToken);
        if (found is not [var (algorithm, stored, publicKey)]) throw new KeyNotFoundException($"There is no private key {keyId} here.");
        var privateKey = encryption.Decrypt(keyId, stored);
        return algorithm == KeyAlgorithm.P256 ? [1, .. privateKey, .. publicKey] : [0, .. privateKey];
    }

    private static byte[] SignEd25519(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> data)
    {
        using var key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
        return SignatureAlgorithm.Ed25519.Sign(key, data);
    }

    private static byte[] SignP256(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        using var ecdsa = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = key[..32].ToArray(),
            Q = new ECPoint { X = key[32..64].ToArray(), Y = key[64..96].ToArray() },
        });
        return ecdsa.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
