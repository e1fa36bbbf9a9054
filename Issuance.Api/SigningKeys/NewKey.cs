using System.Security.Cryptography;
using NSec.Cryptography;

namespace Issuance.Api.SigningKeys;

/// <summary>A key that has just been made.</summary>
/// <param name="KeyId">Its ID.</param>
/// <param name="PublicKey">The public key, as in <see cref="SigningKey"/>.</param>
/// <param name="PrivateKey">The private key: of Ed25519 the seed, of P-256 the number d; 32 bytes each.</param>
internal sealed record NewKey(string KeyId, byte[] PublicKey, byte[] PrivateKey)
{
    /// <summary>Makes a key.</summary>
    public static NewKey Make(string algorithm) => algorithm == KeyAlgorithm.P256 ? MakeP256() : MakeEd25519();

    private static NewKey MakeEd25519()
    {
        using var made = Key.Create(SignatureAlgorithm.Ed25519, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        var publicKey = made.PublicKey.Export(KeyBlobFormat.RawPublicKey);
        return new NewKey(SigningKey.IdOf(publicKey), publicKey, made.Export(KeyBlobFormat.RawPrivateKey));
    }

    private static NewKey MakeP256()
    {
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = made.ExportParameters(includePrivateParameters: true);
        var (x, y) = (parameters.Q.X!, parameters.Q.Y!);
        return new NewKey(SigningKey.IdOf(x, y), [.. x, .. y], parameters.D!);
    }
}
