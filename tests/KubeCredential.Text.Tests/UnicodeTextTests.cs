namespace KubeCredential.Text.Tests;

/// <summary>Normalising and folding by the tables of the service itself; the whole of NormalizationTest.txt (15.0) was run against them once.</summary>
public sealed class UnicodeTextTests
{
    /// <summary>Lines of NormalizationTest.txt that show each kind of case: singletons, exclusions, order of marks, blocking, Hangul, beyond the BMP.</summary>
    [Theory]
    [InlineData("\u212b", "\u00c5")] // ANGSTROM SIGN
    [InlineData("\u0958", "\u0915\u093c")] // excluded from composition
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("\u1e0a\u0323", "\u1e0c\u0307")]
    [InlineData("D\u0307\u0323", "\u1e0c\u0307")]
    [InlineData("\u0044\u031b\u0307", "\u1e0a\u031b")]
    [InlineData("a\u0305\u0315\u0300\u05ae\u0062", "a\u05ae\u0305\u0300\u0315b")]
    [InlineData("\u1100\u1161", "\uac00")]
    [InlineData("\u1100\u1161\u11a8", "\uac01")]
    [InlineData("\uac00\u11a8", "\uac01")]
    [InlineData("\uac01\u11a8", "\uac01\u11a8")]
    [InlineData("\u1100\u0300\u1161", "\u1100\u0300\u1161")] // blocked
    [InlineData("\ud834\udd5e", "\ud834\udd57\ud834\udd65")] // U+1D15E
    [InlineData("\ud804\udc99\ud804\udcba", "\ud804\udc9a")] // U+11099 U+110BA
    [InlineData("\uf900", "\u8c48")]
    [InlineData("plain, äöü", "plain, äöü")]
    public void A_text_has_one_composed_form(string text, string composed)
    {
        Assert.Equal(composed, UnicodeText.ToNfc(text));
        Assert.Equal(composed, UnicodeText.ToNfc(composed));
    }

    [Theory]
    [InlineData("Straße", "strasse")]
    [InlineData("STRAẞE", "strasse")]
    [InlineData("Σίσυφος", "σίσυφοσ")]
    [InlineData("İ", "i\u0307")]
    [InlineData("ı", "ı")]
    [InlineData("ﬃ", "ffi")]
    [InlineData("ǅ", "ǆ")]
    [InlineData("\U00010400", "\U00010428")]
    [InlineData("A\u030a", "å")]
    [InlineData("日本", "日本")]
    public void A_text_has_one_form_without_case(string text, string folded)
    {
        Assert.Equal(folded, UnicodeText.Fold(text));
        Assert.Equal(folded, UnicodeText.Fold(folded));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("é", 1)]
    [InlineData("👩‍🔬", 3)]
    [InlineData("a\U0001F600b", 3)]
    public void Lengths_count_scalar_values(string text, int length)
    {
        Assert.Equal(length, UnicodeText.Length(text));
        Assert.Equal(text, UnicodeText.Shorten(text, length));
        if (length > 0) Assert.Equal(length - 1, UnicodeText.Length(UnicodeText.Shorten(text, length - 1)));
    }

    [Theory]
    [InlineData("2026-01-31T08:15:30Z", "2026-01-31T08:15:30.000Z")]
    [InlineData("2026-01-31t08:15:30.123456789z", null)]
    [InlineData("2026-01-31t08:15:30.1230000000z", "2026-01-31T08:15:30.123Z")]
    [InlineData("2026-01-31T08:15:30.5+01:30", "2026-01-31T06:45:30.500Z")]
    [InlineData("2026-01-31T08:15:30-23:59", "2026-02-01T08:14:30.000Z")]
    [InlineData("2026-01-31T08:15:30-00:00", "2026-01-31T08:15:30.000Z")]
    [InlineData("0001-01-01T00:00:00+00:01", null)]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.999Z")]
    [InlineData("2026-02-29T00:00:00Z", null)]
    [InlineData("2026-01-31T24:00:00Z", null)]
    [InlineData("2026-01-31T08:15:60Z", null)]
    [InlineData("2026-01-31 08:15:30Z", null)]
    [InlineData("2026-01-31T08:15:30", null)]
    [InlineData("2026-01-31T08:15Z", null)]
    [InlineData("2026-01-31T08:15:30.Z", null)]
    [InlineData("2026-01-31T08:15:30+0100", null)]
    [InlineData("2026-01-31T08:15:30+24:00", null)]
    [InlineData("2026-01-31", null)]
    [InlineData("1/2/2030", null)]
    [InlineData(" 2026-01-31T08:15:30Z", null)]
    [InlineData("٢٠٢٦-01-31T08:15:30Z", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_moment_is_one_of_RFC_3339_and_nothing_else(string? text, string? moment)
    {
        Assert.Equal(moment is not null, Rfc3339.TryParse(text, out DateTimeOffset parsed));
        if (moment is not null) Assert.Equal(moment, Rfc3339.Format(parsed));
    }
}
