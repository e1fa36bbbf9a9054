using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace KubeCredential.Events.Tests;

/// <summary>An issuer whose key tests hold. It is believed where its key was made known.</summary>
internal static class TestIssuer
{
    private static readonly Key s_key = Key.Import(SignatureAlgorithm.Ed25519, SHA256.HashData("the issuer of the tests"u8), KeyBlobFormat.RawPrivateKey);

    /// <summary>The public key, in base64url.</summary>
    public static string X { get; } = Base64Url.EncodeToString(s_key.PublicKey.Export(KeyBlobFormat.RawPublicKey));

    /// <summary>The key's ID.</summary>
    public static string KeyId { get; } = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"Ed25519","kty":"OKP","x":"{{X}}"}""")));

    /// <summary>The event as this issuer signs it. One without a hash cannot be signed.</summary>
    public static CredentialEvent Signed(this CredentialEvent happened) => happened.ContentHash is null ? happened : happened with { Signature = Sign(SigningInput.Of(happened)) };

    /// <summary>The heartbeat as this issuer signs it.</summary>
    public static IssuerHeartbeat Signed(this IssuerHeartbeat heartbeat) => heartbeat with { Signature = Sign(SigningInput.OfHeartbeat(heartbeat.ToJson())) };

    /// <summary>The statement that makes the key known to a verification service, in its database.</summary>
    /// <param name="secret">The service's setting <c>Signatures:KeySecret</c>.</param>
    /// <param name="time">Now, as an SQL expression.</param>
    /// <param name="bytes">Writes bytes as an SQL literal, from their hexadecimal digits.</param>
    public static string Trust(string secret, string time, Func<string, string> bytes)
    {
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, salt: [], info: "kubecredential issuer keys"u8.ToArray());
        var seal = Convert.ToHexString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{KeyId}\n{X}\nactive\n\n")));
        return $"INSERT INTO issuer_keys (key_id, x, state, seal, learned_at) VALUES ('{KeyId}', '{X}', 'active', {bytes(seal)}, {time}) ON CONFLICT DO NOTHING";
    }

    /// <summary>Signs inputs together.</summary>
    public static EventSignature[] SignTogether(params IReadOnlyList<byte[]> inputs)
    {
        var tree = new SigningTree(inputs);
        var signature = SignatureAlgorithm.Ed25519.Sign(s_key, tree.Input);
        return [.. inputs.Select((_, index) => new EventSignature(KeyId, tree.ValueOf(index, signature)))];
    }

    /// <summary>Signs bytes.</summary>
    public static EventSignature Sign(byte[] input) => new(KeyId, Base64Url.EncodeToString(SignatureAlgorithm.Ed25519.Sign(s_key, input)));

    /// <summary>The signature of an event's JSON text, or null if it is none.</summary>
    public static EventSignature? SignatureOf(string json)
    {
        try
        {
            return CredentialEvent.Parse(json).Signed().Signature;
        }
        catch (EventFormatException)
        {
            return null;
        }
    }
}
