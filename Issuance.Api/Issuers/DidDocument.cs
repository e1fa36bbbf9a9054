using System.Text.Json.Serialization;
using Issuance.Api.SigningKeys;
using KubeCredential.Text;
using SimpleBase;

namespace Issuance.Api.Issuers;

/// <summary>An issuer's DID document (W3C Decentralized Identifiers 1.0, section 5): the public keys with which it signs credentials.</summary>
/// <param name="Context">The vocabularies.</param>
/// <param name="Id">The DID.</param>
/// <param name="VerificationMethod">The keys.</param>
/// <param name="AssertionMethod">The IDs of those whose signatures on credentials count.</param>
internal sealed record DidDocument(
    [property: JsonPropertyName("@context")] IReadOnlyList<string> Context, string Id, IReadOnlyList<VerificationMethod> VerificationMethod, IReadOnlyList<string> AssertionMethod)
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/did+ld+json";

    private static readonly string[] s_context = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"];

    /// <summary>
    /// The document of an issuer. Upcoming keys are in it before their first use; retired ones stay, without an end, because either would make verifiers refuse what they signed.
    /// A compromised one stays as revoked, and counts for nothing.
    /// </summary>
    public static DidDocument Of(string did, IReadOnlyList<SigningKey> keys) => new(
        s_context, did, [.. keys.Select(key => Issuers.VerificationMethod.Of(did, key))],
        [.. keys.Where(static key => key.State != SigningKeyState.Compromised).Select(key => Issuers.VerificationMethod.IdOf(did, key))]);
}

/// <summary>A key of a DID document: a Multikey (W3C Controlled Identifiers 1.0, section 2.2.2).</summary>
/// <param name="Id">Its ID: the DID and the key's ID.</param>
/// <param name="Type">The type: <c>Multikey</c>.</param>
/// <param name="Controller">The DID.</param>
/// <param name="PublicKeyMultibase">The public key with a prefix that says its algorithm, in base58btc.</param>
/// <param name="Revoked">If it is compromised: since when nothing that it signs is believed.</param>
internal sealed record VerificationMethod(
    string Id, string Type, string Controller, string PublicKeyMultibase,
    [property: JsonConverter(typeof(Rfc3339Converter)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Revoked = null)
{
    private const byte Ed25519 = 0xed; // The codes of the multicodec table, each as a variable-length integer.
    private const byte P256 = 0x80;

    /// <summary>The key as it is published.</summary>
    public static VerificationMethod Of(string did, SigningKey key) => new(IdOf(did, key), "Multikey", did, Multibase(key), key.CompromisedAt);

    /// <summary>The ID of a key in a DID document.</summary>
    public static string IdOf(string did, SigningKey key) => $"{did}#{key.KeyId}";

    private static string Multibase(SigningKey key)
    {
        ReadOnlySpan<byte> bytes = key.Algorithm == KeyAlgorithm.P256
            ? [P256, 0x24, (byte)(2 | (key.PublicKey[^1] & 1)), .. key.PublicKey.AsSpan(0, 32)] // A compressed point: X, and whether Y is odd.
            : [Ed25519, 0x01, .. key.PublicKey];
        return $"z{Base58.Bitcoin.Encode(bytes)}";
    }
}
