using SimpleBase;

namespace KubeCredential.VerifiableCredentials.Keys;

/// <summary>Bytes in the Multibase encoding base58btc, which begins with <c>z</c> (W3C Controlled Identifiers 1.0, section 2.4).</summary>
internal static class Base58Btc
{
    /// <summary>No key and no signature that this library reads is longer; decoding takes the square of the length.</summary>
    private const int MaxCharacters = 1024;

    public static string Encode(ReadOnlySpan<byte> bytes) => $"z{Base58.Bitcoin.Encode(bytes)}";

    /// <summary>The bytes, or null if the text is not base58btc.</summary>
    public static byte[]? Decode(string text)
    {
        if (text.Length is < 2 or > MaxCharacters || text[0] != 'z') return null;
        var bytes = new byte[text.Length];
        // The canonical text of the same bytes only: another one would be a second way to write the same proof.
        return Base58.Bitcoin.TryDecode(text.AsSpan(1), bytes, out var count) && Base58.Bitcoin.Encode(bytes.AsSpan(0, count)) == text[1..] ? bytes[..count] : null;
    }
}
