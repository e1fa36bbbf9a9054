using System.Globalization;
using System.Text;

namespace KubeCredential.Text;

/// <summary>The rules for names that people see: a name has visible characters and does not affect the text around it.</summary>
public static class NameText
{
    /// <summary>
    /// What is wrong with a name, apart from its length, or null. Controls that embed, override or isolate a direction (U+202A to U+202E,
    /// U+2066 to U+2069) are refused because they change the direction of the surrounding text, and so are names without visible
    /// characters: only spaces, zero-width and blank-looking characters, and combining marks without a base. Joiners and direction marks
    /// are allowed, since many languages need them in their spelling.
    /// </summary>
    public static string? FaultOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Ascii.IsValid(text) && text.AsSpan().ContainsAnyInRange('!', '~')) return null;
        Rune? blank = null;
        var shows = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069))
                return $"This must not contain {UnicodeText.NameOf(rune)}, which changes the direction of the surrounding text.";
            if (IsVisible(rune)) shows = true;
            else if (!Rune.IsWhiteSpace(rune)) blank ??= rune;
        }

        return shows || blank is null ? null : $"This has no visible characters: {UnicodeText.NameOf(blank.Value)} is invisible.";
    }

    private static bool IsVisible(Rune rune)
    {
        // Letters, symbols and reserved code points that are invisible: the Hangul fillers, the empty Braille pattern, and the
        // code points that Unicode reserves for ignorable characters (Default_Ignorable_Code_Point).
        if (rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800 or 0x1D159 or 0x2065 or (>= 0xFFF0 and <= 0xFFFC) or (>= 0xE0000 and <= 0xE0FFF)) return false;
        return Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark);
    }
}
