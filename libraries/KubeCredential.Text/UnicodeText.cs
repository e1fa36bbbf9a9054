using System.Buffers;
using System.Globalization;
using System.Text;

namespace KubeCredential.Text;

/// <summary>
/// Unicode normalisation (Normalization Form C, UAX #15), full case folding (Unicode Standard, section 3.13), and lengths in Unicode scalar
/// values. The tables ship with the service (<c>unicode-table.txt</c>, Unicode 15.0): it runs without ICU, where .NET treats every text as
/// normalised, and keys and searches must not depend on a machine's libraries. Characters assigned after Unicode 15.0 are left unchanged.
/// </summary>
public static class UnicodeText
{
    private const char FirstThatMayCombine = '\u0300';
    private const int HangulBase = 0xAC00, LeadingBase = 0x1100, VowelBase = 0x1161, TrailingBase = 0x11A7;
    private const int LeadingCount = 19, VowelCount = 21, TrailingCount = 28, HangulCount = LeadingCount * VowelCount * TrailingCount;

    // Canonical combining classes (UAX #44, section 5.7.4).
    private const int KanaVoicing = 8, Virama = 9;

    private static readonly UnicodeTable s_table = UnicodeTable.Read();
    private static readonly SearchValues<char> s_controls = SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(static code => (char)code).Where(char.IsControl)]);

    /// <summary>Whether a text has control characters: U+0000 to U+001F and U+007F to U+009F (Unicode's general category Cc).</summary>
    public static bool HasControls(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().ContainsAny(s_controls);
    }

    /// <summary>The number of Unicode scalar values in a text; an unpaired surrogate counts as one.</summary>
    public static int Length(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var length = text.Length;
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')) return length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i])) length--;
        }

        return length;
    }

    /// <summary>The beginning of a text, at most the given number of Unicode scalar values.</summary>
    public static string Shorten(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        var end = 0;
        for (; most > 0 && end < text.Length; most--) end += end + 1 < text.Length && char.IsSurrogatePair(text[end], text[end + 1]) ? 2 : 1;
        return text[..end];
    }

    /// <summary>The text in Normalization Form C. If the text has to be changed, unpaired surrogates become U+FFFD.</summary>
    public static string ToNfc(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!NeedsWork(text)) return text;
        var runes = new List<int>(text.Length + 8);
        foreach (var rune in text.EnumerateRunes()) Decompose(rune.Value, runes);
        Order(runes);
        Compose(runes);
        var result = new StringBuilder(text.Length);
        foreach (var rune in runes) Append(result, rune);
        return result.ToString();
    }

    /// <summary>
    /// The text in the form for case-insensitive comparison: <c>ß</c> becomes <c>ss</c>, final sigma becomes sigma, <c>İ</c> becomes <c>i</c>
    /// with a dot above; the dotless <c>ı</c> stays a separate letter, as Unicode specifies for all languages but Turkish and Azerbaijani.
    /// </summary>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Ascii.IsValid(text)) return text.ToLowerInvariant();
        text = ToNfc(text);
        var result = new StringBuilder(text.Length);
        var changed = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (s_table.Foldings.TryGetValue(rune.Value, out var folded))
            {
                changed = true;
                foreach (var part in folded) Append(result, part);
            }
            else
            {
                Append(result, rune.Value);
            }
        }

        return changed ? ToNfc(result.ToString()) : text;
    }

    /// <summary>The text decomposed, without its combining characters: <c>é</c> becomes <c>e</c>. Letters that are not composed stay: <c>ø</c>.</summary>
    public static string WithoutMarks(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var runes = new List<int>(text.Length + 8);
        foreach (var rune in text.EnumerateRunes()) Decompose(rune.Value, runes);
        var result = new StringBuilder(text.Length);
        foreach (var rune in runes)
        {
            if (s_table.ClassOf(rune) == 0) Append(result, rune);
        }

        return result.ToString();
    }

    /// <summary>
    /// The text in Normalization Form C without accents and vowel points: <c>é</c> becomes <c>e</c>, Arabic and Hebrew lose their optional vowels. The marks that make
    /// another letter of one stay: the voicing marks of kana and the virama of Indic scripts. Letters that are not composed stay as well: <c>ø</c>.
    /// </summary>
    public static string WithoutAccents(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\u007F')) return text;
        var runes = new List<int>(text.Length + 8);
        foreach (var rune in text.EnumerateRunes()) Decompose(rune.Value, runes);
        var result = new StringBuilder(text.Length);
        foreach (var rune in runes)
        {
            if (s_table.ClassOf(rune) is 0 or KanaVoicing or Virama) Append(result, rune);
        }

        return ToNfc(result.ToString());
    }

    private static bool NeedsWork(string text)
    {
        var i = text.AsSpan().IndexOfAnyExceptInRange('\0', (char)(FirstThatMayCombine - 1));
        if (i < 0) return false;
        foreach (var rune in text.AsSpan(i).EnumerateRunes())
        {
            if (rune.Value >= FirstThatMayCombine && s_table.MayChange.Contains(rune.Value)) return true;
        }

        return false;
    }

    private static void Decompose(int rune, List<int> result)
    {
        var syllable = rune - HangulBase;
        if (syllable is >= 0 and < HangulCount)
        {
            result.Add(LeadingBase + (syllable / (VowelCount * TrailingCount)));
            result.Add(VowelBase + (syllable % (VowelCount * TrailingCount) / TrailingCount));
            if (syllable % TrailingCount is var trailing and > 0) result.Add(TrailingBase + trailing);
        }
        else if (s_table.Decompositions.TryGetValue(rune, out var parts))
        {
            foreach (var part in parts) Decompose(part, result);
        }
        else
        {
            result.Add(rune);
        }
    }

    /// <summary>Stably sorts each run of combining characters by combining class.</summary>
    private static void Order(List<int> runes)
    {
        var start = 0;
        for (var i = 0; i <= runes.Count; i++)
        {
            if (i < runes.Count && s_table.ClassOf(runes[i]) != 0) continue;
            if (i - start > 1)
            {
                var sorted = runes.GetRange(start, i - start).OrderBy(s_table.ClassOf).ToArray();
                for (var at = 0; at < sorted.Length; at++) runes[start + at] = sorted[at];
            }

            start = i + 1;
        }
    }

    private static void Compose(List<int> runes)
    {
        int starter = -1, kept = 0, lastClass = 0;
        for (var i = 0; i < runes.Count; i++)
        {
            var (rune, kind) = (runes[i], s_table.ClassOf(runes[i]));
            // Blocked if a character of the same class, or a non-combining one, comes in between.
            if (starter >= 0 && (kept - 1 == starter || (lastClass != 0 && lastClass < kind)) && Pair(runes[starter], rune) is { } composed)
            {
                runes[starter] = composed;
                continue;
            }

            if (kind == 0) starter = kept;
            lastClass = kind;
            runes[kept++] = rune;
        }

        runes.RemoveRange(kept, runes.Count - kept);
    }

    private static int? Pair(int first, int second)
    {
        if (first - LeadingBase is >= 0 and < LeadingCount && second - VowelBase is >= 0 and < VowelCount)
            return HangulBase + ((((first - LeadingBase) * VowelCount) + (second - VowelBase)) * TrailingCount);
        if (first - HangulBase is >= 0 and < HangulCount && (first - HangulBase) % TrailingCount == 0 && second - TrailingBase is > 0 and < TrailingCount)
            return first + (second - TrailingBase);
        return s_table.Compositions.TryGetValue((first, second), out var composed) ? composed : null;
    }

    private static void Append(StringBuilder result, int rune)
    {
        Span<char> units = stackalloc char[2];
        result.Append(units[..new Rune(rune).EncodeToUtf16(units)]);
    }

    /// <summary>The code point in the usual notation, such as <c>U+202E</c>.</summary>
    internal static string NameOf(Rune rune) => string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}");
}
