using System.Globalization;
using System.Text;

namespace KubeCredential.Text;

/// <summary>What a name has to be, wherever people see it: it shows something, and leaves the text around it alone.</summary>
public static class NameText
{
    /// <summary>
    /// Tells what is wrong with a name whatever its length, or null. Refused are the controls that embed, override or isolate a direction
    /// (U+202A to U+202E, U+2066 to U+2069), which turn the text around a name, and names of which nothing is to be seen: only spaces,
    /// zero-width and blank-looking characters, and marks on nothing. Joiners and direction marks within a name are part of many
    /// languages' spelling.
    /// </summary>
    public static string? FaultOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Rune? blank = null;
        var shows = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069))
                return $"This must not hold {UnicodeText.NameOf(rune)}, which turns the direction of the text around it.";
            if (IsVisible(rune)) shows = true;
            else if (!Rune.IsWhiteSpace(rune)) blank ??= rune;
        }

        return shows || blank is null ? null : $"This shows nothing: {UnicodeText.NameOf(blank.Value)} and what is with it cannot be seen.";
    }

    private static bool IsVisible(Rune rune)
    {
        // Letters, symbols and reserved places that look like nothing: the fillers of Hangul, the empty Braille pattern, and what
        // Unicode keeps for characters that are ignored (Default_Ignorable_Code_Point).
        if (rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800 or 0x1D159 or 0x2065 or (>= 0xFFF0 and <= 0xFFFC) or (>= 0xE0000 and <= 0xE0FFF)) return false;
        return Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark);
    }
}
