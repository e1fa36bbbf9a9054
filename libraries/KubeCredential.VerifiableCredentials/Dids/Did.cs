using System.Buffers;

namespace KubeCredential.VerifiableCredentials.Dids;

/// <summary>The text of DIDs and DID URLs (W3C Decentralized Identifiers 1.0, sections 3.1 and 3.2).</summary>
public static class Did
{
    /// <summary>No identifier that this library follows is longer; a did:key with a key of P-384 has about 80 characters.</summary>
    private const int MaxCharacters = 1024;

    private static readonly SearchValues<char> s_ofMethod = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> s_ofId = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_:%");

    /// <summary>Whether the text is a DID without path, query or fragment.</summary>
    public static bool IsValid(string? text)
    {
        if (text is not { Length: > 6 and <= MaxCharacters } || !text.StartsWith("did:", StringComparison.Ordinal)) return false;
        var end = text.IndexOf(':', 4);
        return end > 4 && end < text.Length - 1 && text[^1] != ':'
            && text.AsSpan(4, end - 4).IndexOfAnyExcept(s_ofMethod) < 0
            && text.AsSpan(end).IndexOfAnyExcept(s_ofId) < 0;
    }

    /// <summary>The DID in the ID of a key, such as <c>did:web:example.org#key-1</c>; null if the text is no such ID.</summary>
    public static string? OfKey(string? keyId)
    {
        var hash = keyId?.IndexOf('#', StringComparison.Ordinal) ?? -1;
        return hash > 0 && hash < keyId!.Length - 1 && keyId.Length <= MaxCharacters && IsValid(keyId[..hash]) ? keyId[..hash] : null;
    }
}
