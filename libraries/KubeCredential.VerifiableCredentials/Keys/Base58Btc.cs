using System.Buffers;
using SimpleBase;

namespace KubeCredential.VerifiableCredentials.Keys;

/// <summary>Bytes in the Multibase encoding base58btc, which begins with <c>z</c> (W3C Controlled Identifiers 1.0, section 2.4).</summary>
internal static class Base58Btc
{
    /// <summary>No key and no signature that this library reads is longer; decoding takes the square of the length.</summary>
    private const int MaxCharacters = 1024;

    private static readonly SearchValues<char> s_alphabet = SearchValues.Create("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz");

    public static string Encode(ReadOnlySpan<byte> bytes) => $"z{Base58.Bitcoin.Encode(bytes)}";

    /// <summary>The bytes, or null if the text is not base58btc.</summary>
    public static byte[]? Decode(string text) => text is ['z', ..] ? DecodePlain(text.AsSpan(1)) : null;

    /// <summary>The bytes of a text without a prefix, or null if it is not in base58.</summary>
    public static byte[]? DecodePlain(ReadOnlySpan<char> text)
    {
        // The decoder throws for characters beyond ASCII.
        if (text.Length is 0 or > MaxCharacters || text.IndexOfAnyExcept(s_alphabet) >= 0) return null;
        var bytes = new byte[text.Length + 1];
        return Base58.Bitcoin.TryDecode(text, bytes, out var count) ? bytes[..count] : null;
    }
}
