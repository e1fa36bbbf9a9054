using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace Issuance.Api.SigningKeys;

/// <summary>The public keys with which events are signed (RFC 7517, section 5).</summary>
/// <param name="Keys">The keys, newest first.</param>
internal sealed record JsonWebKeySet(IReadOnlyList<JsonWebKey> Keys);

/// <summary>A public key (RFC 7517, RFC 8037).</summary>
/// <param name="Kty">The type: <c>OKP</c>.</param>
/// <param name="Crv">The curve: <c>Ed25519</c>.</param>
/// <param name="X">The public key: 32 bytes in base64url.</param>
/// <param name="Kid">The key's ID: its thumbprint (RFC 7638).</param>
/// <param name="Alg">The algorithm: <c>EdDSA</c>.</param>
/// <param name="Use">What it is for: <c>sig</c>.</param>
/// <param name="State">Its state.</param>
/// <param name="CompromisedAt">If it is compromised: since when nothing new is believed that it signed.</param>
/// <param name="ReplacedAt">If it is compromised: when everything that it had signed had been signed anew, after which nothing that it signed is believed.</param>
internal sealed record JsonWebKey(
    string Kty, string Crv, string X, string Kid, string Alg, string Use,
    [property: AllowedValues(SigningKeyState.Upcoming, SigningKeyState.Active, SigningKeyState.Retired, SigningKeyState.Compromised)] string State,
    [property: JsonConverter(typeof(Rfc3339Converter)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? CompromisedAt = null,
    [property: JsonConverter(typeof(Rfc3339Converter)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ReplacedAt = null)
{
    /// <summary>The key as it is published.</summary>
    public static JsonWebKey Of(SigningKey key) => new(
        "OKP", "Ed25519", Base64Url.EncodeToString(key.PublicKey), key.KeyId, "EdDSA", "sig", key.State, key.CompromisedAt, key.ReplacedAt);
}

/// <summary>The signing keys, for operators.</summary>
/// <param name="Items">The keys, newest first.</param>
internal sealed record SigningKeyList(IReadOnlyList<SigningKeyDocument> Items);

/// <summary>A signing key, for operators.</summary>
/// <param name="KeyId">Its ID.</param>
/// <param name="State">Its state.</param>
/// <param name="CreatedAt">When it was made, and published.</param>
/// <param name="ActivatedAt">When it became active, or null.</param>
/// <param name="RetiredAt">When it was retired, or null.</param>
/// <param name="CompromisedAt">When it was declared as compromised, or null.</param>
/// <param name="SignedAnew">If it is compromised: how many of the events that it had signed have been signed anew.</param>
/// <param name="ReplacedAt">If it is compromised: since when nothing depends on it, or null.</param>
internal sealed record SigningKeyDocument(
    string KeyId,
    [property: AllowedValues(SigningKeyState.Upcoming, SigningKeyState.Active, SigningKeyState.Retired, SigningKeyState.Compromised)] string State,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset CreatedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? ActivatedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? RetiredAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? CompromisedAt,
    long SignedAnew,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? ReplacedAt)
{
    /// <summary>The document of a key.</summary>
    public static SigningKeyDocument Of(SigningKey key) =>
        new(key.KeyId, key.State, key.CreatedAt, key.ActivatedAt, key.RetiredAt, key.CompromisedAt, key.SignedAnew, key.ReplacedAt);
}
