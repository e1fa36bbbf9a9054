using System.Collections.Concurrent;
using System.Security.Cryptography;
using Issuance.Api.SigningKeys;
using KubeCredential.Security;
using KubeCredential.Storage;
using KubeCredential.VerifiableCredentials.Keys;
using NSec.Cryptography;
using KeyAlgorithm = Issuance.Api.SigningKeys.KeyAlgorithm;
using SigningKey = KubeCredential.VerifiableCredentials.Keys.SigningKey;

namespace Issuance.Api.Issuers;

/// <summary>Signs with the issuers' private keys that are in the database. Some of them are kept in memory.</summary>
internal sealed class IssuerSigner(SqlDialect dialect, KeyEncryption encryption, IssuerDids dids) : ICredentialSigner
{
    private const int MostKept = 1000;
    private readonly ConcurrentDictionary<string, PrivateKey> _kept = new(StringComparer.Ordinal);

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
        return new SigningKey(keyId, IssuerDids.AlgorithmOf(algorithm), IssuerDids.KeyOf(did, keyId), this);
    }

    /// <inheritdoc/>
    /// <exception cref="CryptographicException">The private key was encrypted under another master key.</exception>
    public async ValueTask<byte[]> SignAsync(string keyId, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var key = await PrivateKeyAsync(keyId, cancellationToken);
        return key.Algorithm == KeyAlgorithm.P256 ? SignP256(key, data.Span) : SignEd25519(key, data.Span);
    }

    private async ValueTask<PrivateKey> PrivateKeyAsync(string keyId, CancellationToken cancellationToken)
    {
        if (_kept.TryGetValue(keyId, out var known)) return known;
        var key = await ReadAsync(keyId, cancellationToken);
        if (_kept.Count >= MostKept) _kept.Clear();
        return _kept[keyId] = key;
    }

    private async Task<PrivateKey> ReadAsync(string keyId, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"SELECT algorithm, private_key, public_key FROM signing_keys WHERE key_id = @id AND private_key IS NOT NULL").With("@id", keyId);
        var found = await command.ListAsync(static reader => (Algorithm: reader.GetString(0), Private: reader.GetFieldValue<byte[]>(1), Public: reader.GetFieldValue<byte[]>(2)), cancellationToken);
        if (found is not [var (algorithm, stored, publicKey)]) throw new KeyNotFoundException($"There is no private key {keyId} here.");
        return new PrivateKey(algorithm, encryption.Decrypt(keyId, stored), publicKey);
    }

    private static byte[] SignEd25519(PrivateKey from, ReadOnlySpan<byte> data)
    {
        using var key = Key.Import(SignatureAlgorithm.Ed25519, from.Secret, KeyBlobFormat.RawPrivateKey);
        return SignatureAlgorithm.Ed25519.Sign(key, data);
    }

    private static byte[] SignP256(PrivateKey key, ReadOnlySpan<byte> data)
    {
        using var ecdsa = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = key.Secret,
            Q = new ECPoint { X = key.Public[..32], Y = key.Public[32..] },
        });
        return ecdsa.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>A private key, as <see cref="NewKey"/> makes it.</summary>
    private sealed record PrivateKey(string Algorithm, byte[] Secret, byte[] Public);
}
