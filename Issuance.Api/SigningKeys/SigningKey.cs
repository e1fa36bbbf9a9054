using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Issuance.Api.SigningKeys;

/// <summary>A key with which this service signs its events, or an issuer its credentials: what everybody may know of it.</summary>
/// <param name="KeyId">Its ID: the thumbprint of its public key (RFC 7638).</param>
/// <param name="Algorithm">One of <see cref="KeyAlgorithm"/>.</param>
/// <param name="PublicKey">The public key: of Ed25519 32 bytes (RFC 8032), of P-256 the coordinates X and Y, 32 bytes each.</param>
/// <param name="State">One of <see cref="SigningKeyState"/>.</param>
/// <param name="CreatedAt">When it was made, and published.</param>
/// <param name="ActivatedAt">When the first event could be signed with it, or null.</param>
/// <param name="RetiredAt">When another key took its place, or null.</param>
/// <param name="CompromisedAt">When it was found to be compromised, or null.</param>
/// <param name="SignedAnew">If it is compromised: how many of its events have been signed anew.</param>
/// <param name="ReplacedAt">When the last event that had been signed with a compromised key had been signed anew, or null.</param>
internal sealed record SigningKey(
    string KeyId, string Algorithm, byte[] PublicKey, string State, DateTimeOffset CreatedAt, DateTimeOffset? ActivatedAt, DateTimeOffset? RetiredAt, DateTimeOffset? CompromisedAt, long SignedAnew, DateTimeOffset? ReplacedAt)
{
    /// <summary>The ID of an Ed25519 key: SHA-256 of its public key as a JWK in the form of RFC 7638, in base64url.</summary>
    public static string IdOf(ReadOnlySpan<byte> publicKey) =>
        Thumbprint($$"""{"crv":"Ed25519","kty":"OKP","x":"{{Base64Url.EncodeToString(publicKey)}}"}""");

    /// <summary>The ID of a P-256 key, made in the same way.</summary>
    public static string IdOf(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y) =>
        Thumbprint($$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(x)}}","y":"{{Base64Url.EncodeToString(y)}}"}""");

    private static string Thumbprint(string jwk) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(jwk)));
}

/// <summary>The states of a signing key. The strings are stored and published.</summary>
internal static class SigningKeyState
{
    /// <summary>It is published and not used yet, so that everybody knows it by the time it is.</summary>
    public const string Upcoming = "upcoming";

    /// <summary>Events are signed with it.</summary>
    public const string Active = "active";

    /// <summary>Another key has taken its place. What it signed stays believed.</summary>
    public const string Retired = "retired";

    /// <summary>Somebody else may have it. Nothing new that it signed is believed, and what it signed before is signed anew.</summary>
    public const string Compromised = "compromised";
}
