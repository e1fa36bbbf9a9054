using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace KubeCredential.Security;

/// <summary>The text of an API key: <c>kc_</c>, its id, <c>_</c>, its secret, which is a <see cref="RandomSecret"/> for keys created here.</summary>
internal static class ApiKeyText
{
    public const string Prefix = "kc_";

    private const int FewestIdCharacters = 3;
    private const int IdCharacters = 16;
    private const int FewestSecretCharacters = 16;
    private const int MostSecretCharacters = 128;
    private const string IdAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<char> IdValues = SearchValues.Create(IdAlphabet);
    private static readonly SearchValues<char> SecretValues = SearchValues.Create(RandomSecret.Alphabet + "_.~-");

    /// <summary>Generates an ID and a secret.</summary>
    public static (string Id, string Secret) Create() =>
        (RandomNumberGenerator.GetString(IdAlphabet, IdCharacters), RandomSecret.Create());

    /// <summary>The whole key.</summary>
    public static string Write(string id, string secret) => $"{Prefix}{id}_{secret}";

    /// <summary>Splits a key into its parts; false if the text is malformed.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out ReadOnlySpan<char> id, out ReadOnlySpan<char> secret)
    {
        id = secret = default;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        var rest = text[Prefix.Length..];
        var end = rest.IndexOf('_');
        if (end < 0) return false;
        id = rest[..end];
        secret = rest[(end + 1)..];
        return IsId(id) && secret.Length is >= FewestSecretCharacters and <= MostSecretCharacters && !secret.ContainsAnyExcept(SecretValues);
    }

    /// <summary>Whether a text can be the ID of a key.</summary>
    public static bool IsId(ReadOnlySpan<char> id) => id.Length is >= FewestIdCharacters and <= IdCharacters && !id.ContainsAnyExcept(IdValues);

    /// <summary>SHA-256 of a secret.</summary>
    /// <param name="secret">The secret: at most 128 ASCII characters.</param>
    /// <param name="hash">Receives 32 bytes.</param>
    public static void Hash(ReadOnlySpan<char> secret, Span<byte> hash)
    {
        Span<byte> bytes = stackalloc byte[MostSecretCharacters];
        SHA256.HashData(bytes[..Encoding.ASCII.GetBytes(secret, bytes)], hash);
    }

    /// <summary>SHA-256 of a secret in hexadecimal, as stored.</summary>
    public static string HashText(ReadOnlySpan<char> secret)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(secret, hash);
        return Convert.ToHexStringLower(hash);
    }
}
