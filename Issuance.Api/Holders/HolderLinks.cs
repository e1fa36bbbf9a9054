using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Issuance.Api.Credentials;
using Issuance.Api.Issuers;
using Issuance.Api.SigningKeys;
using KubeCredential.Security;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Holders;

/// <summary>
/// Personal links and links to share. The token of a personal link is HMAC-SHA-256 (RFC 2104) of a random seed in the database under a key derived from the service's master key (HKDF, RFC 5869):
/// the database alone opens nothing, and a message that is sent again has the same link. Only the token's hash is looked up. Tokens follow a <c>#</c>, so that no server's log contains them.
/// </summary>
internal sealed class HolderLinks(IOptions<HolderOptions> options, IOptions<IssuerOptions> issuers, IOptions<SigningOptions> signing, VerifyLinks verify)
{
    private const int SeedBytes = 32;
    private const int MostTokenCharacters = 100;
    private readonly string _root = (options.Value.PublicAddress ?? issuers.Value.PublicAddress)?.AbsoluteUri.TrimEnd('/') ?? "";
    private readonly byte[] _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(signing.Value.MasterKey), SeedBytes, salt: [], info: "kubecredential holder links"u8.ToArray());

    /// <summary>Whether the address of the holders' page is known, so that messages can contain links to it.</summary>
    public bool HasAddress => _root.Length > 0;

    /// <summary>The seed of a new personal link.</summary>
    public static byte[] NewSeed() => RandomNumberGenerator.GetBytes(SeedBytes);

    /// <summary>The token of a personal link: 43 characters, 256 bits.</summary>
    public string TokenOf(byte[] seed) => Base64Url.EncodeToString(HMACSHA256.HashData(_key, seed));

    /// <summary>The hash by which a token is looked up.</summary>
    public static string HashOf(string token) => RandomSecret.HashOf(token);

    /// <summary>Whether a text can be a token, so that it is worth looking up.</summary>
    public static bool CanBeToken(string? text) => text is { Length: > 0 and <= MostTokenCharacters };

    /// <summary>A personal link; only its path if the address of the page is not set.</summary>
    public string PersonalLink(string token) => $"{_root}/h#{token}";

    /// <summary>A link to share; only its path if the address of the verification pages is not set.</summary>
    public string ShareLink(string token) => verify.OfShare(token);

    /// <summary>The public page of a credential.</summary>
    public string VerifyLink(Guid credentialId) => verify.Of(credentialId);
}
