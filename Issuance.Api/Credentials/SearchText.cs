using System.Globalization;
using System.Text;

namespace Issuance.Api.Credentials;

/// <summary>
/// The texts by which credentials are found. They are computed here and stored beside the names, so that both databases return the same
/// results: neither folds case as Unicode does. A name is found by its start, and by the start of every later word.
/// </summary>
internal static class SearchText
{
    /// <summary>How many later words of a name are stored; no one searches for the hundredth.</summary>
    public const int MaxWords = 32;

    /// <summary>The last code point, which occurs in no name: in code point order, everything that starts with a text sorts before the text followed by this.</summary>
    private const string Last = "\U0010FFFF";

    /// <summary>The exclusive upper bound of all texts that start with <paramref name="beginning"/>.</summary>
    public static string EndOf(string beginning) => beginning + Last;

    /// <summary>The rest of a case-folded name from each later word on, each once.</summary>
    public static string[] WordsOf(string folded) => [.. LaterWords(folded).Distinct(StringComparer.Ordinal)];

    /// <summary>
    /// The rest of a case-folded name from each word on, except the first: <c>king lovelace</c> and <c>lovelace</c> for <c>ada king lovelace</c>.
    /// A word starts at a letter or digit that follows anything else, so <c>O'Brien</c> has two words.
    /// </summary>
    public static IEnumerable<string> LaterWords(string folded)
    {
        var (inWord, isFirst, left) = (false, true, MaxWords);
        for (var i = 0; i < folded.Length && left > 0;)
        {
            Rune.DecodeFromUtf16(folded.AsSpan(i), out var rune, out var length);
            var category = Rune.GetUnicodeCategory(rune);
            var isWord = Rune.IsLetterOrDigit(rune) || (inWord && category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.Format);
            if (isWord && !inWord)
            {
                // Characters before the first word, such as a bracket, belong to no word: the name is also found without them.
                if (!isFirst || i > 0)
                {
                    left--;
                    yield return folded[i..];
                }

                isFirst = false;
            }

            inWord = isWord;
            i += length;
        }
    }
}
