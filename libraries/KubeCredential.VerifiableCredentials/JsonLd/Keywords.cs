using System.Buffers;
using System.Collections.Frozen;

namespace KubeCredential.VerifiableCredentials.JsonLd;

/// <summary>The words that JSON-LD reserves (W3C JSON-LD 1.1, section 1.7), and the form of absolute IRIs.</summary>
internal static class Keywords
{
    private static readonly FrozenSet<string> s_all = FrozenSet.ToFrozenSet(
        [
            "@base", "@container", "@context", "@default", "@direction", "@embed", "@explicit", "@graph", "@id", "@import", "@included", "@index", "@json", "@language", "@list", "@nest", "@none",
            "@omitDefault", "@prefix", "@preserve", "@propagate", "@protected", "@requireAll", "@reverse", "@set", "@type", "@value", "@version", "@vocab",
        ],
        StringComparer.Ordinal);

    private static readonly SearchValues<char> s_letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> s_ofScheme = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");
    private static readonly SearchValues<char> s_notInIri = SearchValues.Create("<>\"{}|\\^`\u007f" + string.Concat(Enumerable.Range(0, 0x21).Select(static code => (char)code)));

    public static bool IsKeyword(string? text) => text is ['@', ..] && s_all.Contains(text);

    /// <summary>Whether the text has the form of a keyword; such texts are reserved for later versions.</summary>
    public static bool LooksLikeKeyword(string text) => text.Length > 1 && text[0] == '@' && text.AsSpan(1).IndexOfAnyExcept(s_letters) < 0;

    /// <summary>Whether the text is an absolute IRI (RFC 3987) as far as N-Quads needs it: a scheme, and none of the characters that it excludes.</summary>
    public static bool IsAbsolute(string? text)
    {
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return colon > 0 && char.IsAsciiLetter(text![0]) && text.AsSpan(0, colon).IndexOfAnyExcept(s_ofScheme) < 0 && text.AsSpan(colon).IndexOfAny(s_notInIri) < 0;
    }

    public static bool IsBlankLabel(string text) => text.StartsWith("_:", StringComparison.Ordinal);

    /// <summary>A language tag as far as the form goes (RFC 5646), which also keeps it from ending a literal.</summary>
    public static bool IsLanguage(string text)
    {
        foreach (var range in text.AsSpan().Split('-'))
        {
            var part = text.AsSpan(range);
            if (part.Length is 0 or > 8 || part.IndexOfAnyExcept(s_ofLanguage) >= 0 || (range.Start.Value == 0 && part.IndexOfAnyExcept(s_letters) >= 0)) return false;
        }

        return true;
    }

    private static readonly SearchValues<char> s_ofLanguage = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
}
