using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Verification.Api.Signatures;

/// <summary>A public key of the issuer.</summary>
/// <param name="KeyId">Its ID: the thumbprint of the key (RFC 7638), by which it cannot stand for another key.</param>
/// <param name="X">The public key: 32 bytes (RFC 8032) in base64url.</param>
/// <param name="State">One of <see cref="IssuerKeyState"/>.</param>
/// <param name="CompromisedAt">Since when nothing new is believed that it signed, or null.</param>
/// <param name="ReplacedAt">Since when nothing at all is believed that it signed, or null.</param>
internal sealed record IssuerKey(string KeyId, string X, string State, DateTimeOffset? CompromisedAt, DateTimeOffset? ReplacedAt)
{
    /// <summary>The key, ready to check signatures.</summary>
    public PublicKey Public { get; } = NSec.Cryptography.PublicKey.Import(SignatureAlgorithm.Ed25519, Base64Url.DecodeFromChars(X), KeyBlobFormat.RawPublicKey);

    /// <summary>Whether <see cref="KeyId"/> is the thumbprint of <see cref="X"/>.</summary>
    public bool IsNamedRightly =>
        KeyId == Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"Ed25519","kty":"OKP","x":"{{X}}"}""")));

    /// <summary>Whether this says the same of the key.</summary>
    public bool Says(IssuerKey other) => (State, CompromisedAt, ReplacedAt) == (other.State, other.CompromisedAt, other.ReplacedAt);

    /// <summary>This key as it is known now, after the issuer said something of it: what was compromised stays so.</summary>
    public IssuerKey After(IssuerKey said) => State != IssuerKeyState.Compromised ? said : this with
    {
        CompromisedAt = CompromisedAt ?? said.CompromisedAt,
        ReplacedAt = ReplacedAt ?? said.ReplacedAt,
    };
}

/// <summary>The states of an issuer's key, as the issuer publishes them.</summary>
internal static class IssuerKeyState
{
    /// <summary>Nothing is signed with it yet.</summary>
    public const string Upcoming = "upcoming";

    /// <summary>Events are signed with it.</summary>
    public const string Active = "active";

    /// <summary>Another has taken its place; what it signed is believed.</summary>
    public const string Retired = "retired";

    /// <summary>Somebody else may have it.</summary>
    public const string Compromised = "compromised";

    /// <summary>Whether this is one of the states.</summary>
    public static bool IsKnown(string state) => state is Upcoming or Active or Retired or Compromised;
}
