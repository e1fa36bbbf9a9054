using System.Globalization;
using System.Text;

namespace Issuance.Api.Credentials;

/// <summary>
/// The texts by which credentials are found, made here and kept beside the names, so that both databases find the same: neither folds as
/// Unicode does. A name is found by its beginning, and by what follows from each later word on.
/// </summary>
internal static class SearchText
{
    /// <summary>How many later words of a name are kept; nobody looks for the hundredth.</summary>
    public const int MaxWords = 32;

    /// <summary>Begins with no name: nothing that begins with a text comes after the text and this, in the order of code points.</summary>
    private const string Last = "\U0010FFFF";

    /// <summary>What comes after everything that begins with a text.</summary>
    public static string EndOf(string beginning) => beginning + Last;

    /// <summary>
    /// A folded name from each word on but the first: <c>king lovelace</c> and <c>lovelace</c> of <c>ada king lovelace</c>. A word begins
    /// with a letter or a digit after anything else, so that <c>O'Brien</c> has two.
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
                // What is before the first word, such as a bracket, is no part of a word: without it the name is found as well.
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
