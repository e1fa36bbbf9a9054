namespace KubeCredential.Papers.Typesetting;

/// <summary>The fonts that lie beside the assembly. A font is opened when a character is first looked for that those before it do not have.</summary>
internal static class FontSet
{
    private static readonly string[] s_otherScripts =
    [
        "NotoSansArmenian-Regular", "NotoSansBengali-Regular", "NotoSansEthiopic-Regular", "NotoSansGeorgian-Regular", "NotoSansGujarati-Regular", "NotoSansGurmukhi-Regular",
        "NotoSansKannada-Regular", "NotoSansKhmer-Regular", "NotoSansLao-Regular", "NotoSansMalayalam-Regular", "NotoSansMyanmar-Regular", "NotoSansOriya-Regular",
        "NotoSansSinhala-Regular", "NotoSansTamil-Regular", "NotoSansTelugu-Regular", "NotoSansThaana-Regular", "NotoSansSyriac-Regular", "NotoSerifTibetan-Regular",
        "NotoSansCherokee-Regular", "NotoSansTifinagh-Regular", "NotoSansCanadianAboriginal-Regular", "NotoSansNKo-Regular",
    ];

    private static readonly string[] s_regular = ["NotoNaskhArabic-Regular", "NotoSansHebrew-Regular", "NotoSansDevanagari-Regular", "NotoSansThai-Regular", "NanumSquareR"];
    private static readonly string[] s_bold = ["NotoNaskhArabic-Bold", "NotoSansHebrew-Bold", "NotoSansDevanagari-Bold", "NotoSansThai-Bold", "NanumSquareB"];

    // Last, because it has Latin and Han characters that are better in others.
    private const string Han = "DroidSansFallbackFull";

    private static readonly Lazy<FontFile>[] s_regularFonts = Fonts(["NotoSans-Regular", .. s_regular, .. s_otherScripts]);
    private static readonly Lazy<FontFile>[] s_boldFonts = Fonts(["NotoSans-Bold", .. s_bold, .. s_otherScripts, "NotoSans-Regular"]);
    private static readonly Lazy<FontFile>[] s_serifFonts = Fonts(["NotoSerif-Regular", .. s_regular, .. s_otherScripts, "NotoSans-Regular"]);
    private static readonly Lazy<FontFile> s_han = Fonts([Han])[0];

    /// <summary>The first font of a style that has all these characters; null if there is none.</summary>
    public static FontFile? Find(FontStyle style, ReadOnlySpan<int> codePoints)
    {
        // Nanum has common Han characters as well; a name of several should not come from two fonts.
        if (IsHan(codePoints[0]) && HasAll(s_han.Value, codePoints)) return s_han.Value;
        foreach (var font in style switch { FontStyle.Bold => s_boldFonts, FontStyle.Serif => s_serifFonts, _ => s_regularFonts })
        {
            if (HasAll(font.Value, codePoints)) return font.Value;
        }

        return HasAll(s_han.Value, codePoints) ? s_han.Value : null;
    }

    /// <summary>The font that gives a line its height.</summary>
    public static FontFile First(FontStyle style) => (style switch { FontStyle.Bold => s_boldFonts, FontStyle.Serif => s_serifFonts, _ => s_regularFonts })[0].Value;

    private static bool HasAll(FontFile font, ReadOnlySpan<int> codePoints)
    {
        foreach (var one in codePoints)
        {
            if (!font.Has(one)) return false;
        }

        return true;
    }

    private static bool IsHan(int codePoint) => codePoint is (>= 0x2E80 and <= 0x30FF) or (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFF00 and <= 0xFFEF);

    private static Lazy<FontFile>[] Fonts(string[] names) => Array.ConvertAll(names, static name => FontShelf.Of(name));
}
