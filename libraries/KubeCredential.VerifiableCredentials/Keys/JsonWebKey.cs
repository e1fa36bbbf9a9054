using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace KubeCredential.VerifiableCredentials.Keys;

/// <summary>Public keys as JSON Web Keys (RFC 7517; RFC 7518, section 6; RFC 8037, section 2).</summary>
public static class JsonWebKey
{
    /// <summary>Reads a public key. Members that say nothing of the key itself, such as <c>use</c>, are ignored.</summary>
    /// <exception cref="CredentialException">
    /// It is malformed or holds a private key (<see cref="CredentialError.InvalidKey"/>), or of a kind that this library does not know (<see cref="CredentialError.UnsupportedKey"/>).
    /// </exception>
    public static VerificationKey Parse(JsonElement jwk)
    {
        if (jwk.ValueKind != JsonValueKind.Object) throw Invalid("The JSON Web Key is not an object.");
        if (jwk.TryGetProperty("d", out _)) throw Invalid("The JSON Web Key holds a private key, which nobody should publish.");
        return (Text(jwk, "kty"), Text(jwk, "crv")) switch
        {
            ("OKP", "Ed25519") => VerificationKey.Create(KeyAlgorithm.Ed25519, Bytes(jwk, "x")),
            ("EC", "P-256") => VerificationKey.Create(KeyAlgorithm.P256, [.. Coordinate(jwk, "x", 32), .. Coordinate(jwk, "y", 32)]),
            ("EC", "P-384") => VerificationKey.Create(KeyAlgorithm.P384, [.. Coordinate(jwk, "x", 48), .. Coordinate(jwk, "y", 48)]),
            ("RSA", _) => Rsa(jwk),
            _ => throw new CredentialException(CredentialError.UnsupportedKey, "The JSON Web Key is of a kind that is not known here."),
        };
    }

    /// <summary>Writes a key as an object.</summary>
    /// <exception cref="CredentialException">The key is one of RSA, with which this library does not sign (<see cref="CredentialError.UnsupportedKey"/>).</exception>
    public static void Write(Utf8JsonWriter json, VerificationKey key)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(key);
        if (key.Algorithm == KeyAlgorithm.Rsa) throw new CredentialException(CredentialError.UnsupportedKey, "A key of RSA is not written.");
        json.WriteStartObject();
        var curve = EcCurve.Of(key.Algorithm);
        json.WriteString("kty", curve is null ? "OKP" : "EC");
        json.WriteString("crv", key.Algorithm switch { KeyAlgorithm.P256 => "P-256", KeyAlgorithm.P384 => "P-384", _ => "Ed25519" });
        var bytes = key.Bytes.Span;
        json.WriteString("x", Base64Url.EncodeToString(curve is null ? bytes : bytes[..curve.Bytes]));
        if (curve is not null) json.WriteString("y", Base64Url.EncodeToString(bytes[curve.Bytes..]));
        json.WriteEndObject();
    }

    private static VerificationKey Rsa(JsonElement jwk)
    {
        try
        {
            using var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(jwk, "n"), Exponent = Bytes(jwk, "e") });
            return VerificationKey.Create(KeyAlgorithm.Rsa, rsa.ExportSubjectPublicKeyInfo());
        }
        catch (CryptographicException error)
        {
            throw new CredentialException(CredentialError.InvalidKey, "The JSON Web Key is not a public key of RSA.", inner: error);
        }
    }

    private static byte[] Coordinate(JsonElement jwk, string name, int length) =>
        Bytes(jwk, name) is { } bytes && bytes.Length == length ? bytes : throw Invalid($"The member '{name}' of the JSON Web Key does not have {length} bytes.");

    private static byte[] Bytes(JsonElement jwk, string name)
    {
        const int MaxCharacters = 1024; // RSA with 4,096 bits has 683.
        if (Text(jwk, name) is not { Length: > 0 and <= MaxCharacters } text) throw Invalid($"The JSON Web Key has no member '{name}'.");
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException error)
        {
            throw new CredentialException(CredentialError.InvalidKey, $"The member '{name}' of the JSON Web Key is not in base64url.", inner: error);
        }
    }

    private static string? Text(JsonElement jwk, string name) => jwk.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static CredentialException Invalid(string message) => new(CredentialError.InvalidKey, message);
}
