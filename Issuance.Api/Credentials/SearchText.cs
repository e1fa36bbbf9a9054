using System.Globalization;
using System.Text;
using KubeCredential.Text;

namespace Issuance.Api.Credentials;

/// <summary>
/// The texts by which credentials are found. They are computed here and stored beside the names, so that both databases return the same
/// results: neither folds case, or knows words, as Unicode does.
/// </summary>
/// <remarks>
/// A text is normalised to its words, divided by single spaces, without case, accents and punctuation. A word of a script that divides words is found by its beginning.
/// Text of a script that does not (Chinese, Japanese, Korean names, Thai and others; here: dense) is one word that is found by any part of it: it is stored as its pairs
/// of characters, and its last character (a bigram index, as in Lucene's CJKAnalyzer).
/// </remarks>
internal static class SearchText
{
    /// <summary>How many words of a text are stored; no one searches for the hundredth. What follows is not searched.</summary>
    public const int MaxWords = 64;

    /// <summary>The last code point, which occurs in no name: in code point order, everything that starts with a text sorts before the text followed by this.</summary>
    private const string Last = "\U0010FFFF";

    private const char Divider = ' ';

    /// <summary>One word that is searched for.</summary>
    /// <param name="Text">The word, normalised.</param>
    /// <param name="Pattern">What a normalised text preceded by a space contains exactly if it has the word.</param>
    /// <param name="Keys">Each is the beginning of a stored word of every text that has the word.</param>
    internal sealed record Word(string Text, string Pattern, string[] Keys)
    {
        /// <summary>Whether a normalised text has it.</summary>
        public bool IsIn(string normalised) => $"{Divider}{normalised}".Contains(Pattern, StringComparison.Ordinal);
    }

    /// <summary>The exclusive upper bound of all texts that start with <paramref name="beginning"/>.</summary>
    public static string EndOf(string beginning) => beginning + Last;

    /// <summary>The words of a text, each in order, divided by single spaces; a text without letters and digits stands for itself.</summary>
    public static string Normalise(string text)
    {
        var plain = UnicodeText.WithoutAccents(UnicodeText.Fold(text));
        var result = new StringBuilder(plain.Length);
        var (kind, left) = (Kind.None, MaxWords);
        foreach (var rune in plain.EnumerateRunes())
        {
            var next = KindOf(rune);
            if (next == Kind.Ignored) continue;
            // A mark belongs to the character before it.
            if (next == Kind.Mark) next = kind;
            if (next != Kind.None)
            {
                if (next != kind && result.Length > 0) result.Append(Divider);
                if ((next != kind || next == Kind.Dense) && --left < 0) break;
                Append(result, rune);
            }

            kind = next;
        }

        return result.Length > 0 ? result.ToString().TrimEnd(Divider) : string.Join(Divider, plain.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The words of a normalised text as they are stored, each once.</summary>
    public static string[] WordsOf(string normalised) => [.. normalised.Split(Divider, StringSplitOptions.RemoveEmptyEntries).SelectMany(StoredAs).Distinct(StringComparer.Ordinal)];

    /// <summary>The words of a text that is searched for, each once.</summary>
    public static Word[] WordsIn(string text) =>
    [
        .. Normalise(text).Split(Divider, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)
            .Select(static word => IsDense(word) ? new Word(word, word, KeysOf(word)) : new Word(word, Divider + word, [word])),
    ];

    private static string[] StoredAs(string word)
    {
        if (!IsDense(word)) return [word];
        var runes = word.EnumerateRunes().ToArray();
        var pairs = new string[runes.Length];
        for (var i = 0; i < runes.Length; i++) pairs[i] = i + 1 < runes.Length ? $"{runes[i]}{runes[i + 1]}" : runes[i].ToString();
        return pairs;
    }

    // The last character of what is searched for need not be the last one of the name.
    private static string[] KeysOf(string dense) => StoredAs(dense) is { Length: > 1 } pairs ? pairs[..^1] : [dense];

    private static bool IsDense(string word) => Rune.GetRuneAt(word, 0) is var first && KindOf(first) == Kind.Dense;

    private enum Kind
    {
        None,
        Spaced,
        Dense,
        Mark,
        Ignored,
    }

    private static Kind KindOf(Rune rune)
    {
        if (rune.IsAscii) return Rune.IsLetterOrDigit(rune) ? Kind.Spaced : Kind.None;
        var category = Rune.GetUnicodeCategory(rune);
        return category switch
        {
            // Joiners, soft hyphens and variation selectors show nothing; the Arabic tatweel only lengthens.
            UnicodeCategory.Format => Kind.Ignored,
            UnicodeCategory.NonSpacingMark when rune.Value is >= 0xFE00 and <= 0xFE0F => Kind.Ignored,
            _ when rune.Value == 0x0640 => Kind.Ignored,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => Kind.Mark,
            UnicodeCategory.DecimalDigitNumber => Kind.Spaced,
            _ when !Rune.IsLetterOrDigit(rune) && category != UnicodeCategory.LetterNumber => Kind.None,
            _ => IsOfDenseScript(rune.Value) ? Kind.Dense : Kind.Spaced,
        };
    }

    /// <summary>Scripts whose words are not divided by spaces (UAX #14, classes ID and SA), and Hangul, in which family and given name are not.</summary>
    private static bool IsOfDenseScript(int code) => code is
        (>= 0x0E00 and <= 0x0EFF) // Thai, Lao
        or (>= 0x1000 and <= 0x109F) // Myanmar
        or (>= 0x1100 and <= 0x11FF) // Hangul jamo
        or (>= 0x1780 and <= 0x17FF) // Khmer
        or (>= 0x2E80 and <= 0x2FDF) // radicals
        or (>= 0x3005 and <= 0x3007)
        or (>= 0x3040 and <= 0x318F) // kana, Bopomofo, Hangul
        or (>= 0x31A0 and <= 0x31FF)
        or (>= 0x3400 and <= 0x4DBF)
        or (>= 0x4E00 and <= 0x9FFF)
        or (>= 0xA000 and <= 0xA4CF) // Yi
        or (>= 0xA960 and <= 0xA97F)
        or (>= 0xAC00 and <= 0xD7FF)
        or (>= 0xF900 and <= 0xFAFF)
        or (>= 0xFF66 and <= 0xFFDC)
        or (>= 0x20000 and <= 0x3FFFF);

    /// <summary>Adds a character, with the letters and digits of other forms in the plain one that people type.</summary>
    private static void Append(StringBuilder result, Rune rune)
    {
        switch (rune.Value)
        {
            case <= 0x7F: result.Append((char)rune.Value); break;
            case 'ı': result.Append('i'); break;
            case 'ł': result.Append('l'); break;
            case 'ø': result.Append('o'); break;
            case 'đ' or 'ð': result.Append('d'); break;
            case 'ħ': result.Append('h'); break;
            case 'ŧ': result.Append('t'); break;
            case 'æ': result.Append("ae"); break;
            case 'œ': result.Append("oe"); break;
            case 'þ': result.Append("th"); break;
            case >= 0xFF41 and <= 0xFF5A: result.Append((char)(rune.Value - 0xFF41 + 'a')); break; // Full-width letters; case has been folded.
            case var _ when Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber: result.Append((int)Rune.GetNumericValue(rune)); break;
            default: result.Append(rune.ToString()); break;
        }
    }
}
