using System.Globalization;

namespace KubeCredential.Papers;

/// <summary>A colour in sRGB.</summary>
/// <param name="Red">Its red part.</param>
/// <param name="Green">Its green part.</param>
/// <param name="Blue">Its blue part.</param>
public readonly record struct PaperColour(byte Red, byte Green, byte Blue)
{
    /// <summary>The least contrast at which text is readable (WCAG 2.2, success criterion 1.4.3).</summary>
    public const double ReadableContrast = 4.5;

    /// <summary>Reads a colour that is written <c>#rrggbb</c>.</summary>
    /// <exception cref="FormatException">It is written otherwise.</exception>
    public static PaperColour Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length != 7 || text[0] != '#' || !int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) throw new FormatException("A colour is written #rrggbb.");
        return new PaperColour((byte)(value >> 16), (byte)(value >> 8), (byte)value);
    }

    /// <summary>The contrast with another colour, from 1 (none) to 21 (black and white), by WCAG 2.2.</summary>
    public double ContrastWith(PaperColour other)
    {
        var (one, two) = (Luminance, other.Luminance);
        return (Math.Max(one, two) + 0.05) / (Math.Min(one, two) + 0.05);
    }

    /// <summary>The colour, written <c>#rrggbb</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

    /// <summary>The colour, or a darker one that can be read on white.</summary>
    internal PaperColour OnWhite()
    {
        var colour = this;
        while (colour.ContrastWith(new PaperColour(255, 255, 255)) < ReadableContrast) colour = new PaperColour((byte)(colour.Red * 9 / 10), (byte)(colour.Green * 9 / 10), (byte)(colour.Blue * 9 / 10));
        return colour;
    }

    private double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    private static double Linear(byte part) => part / 255.0 is var value && value <= 0.04045 ? value / 12.92 : Math.Pow(((part / 255.0) + 0.055) / 1.055, 2.4);
}
