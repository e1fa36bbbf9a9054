using KubeCredential.Papers.Images;
using KubeCredential.Papers.Layout;

namespace KubeCredential.Papers.Drawing;

/// <summary>Draws what is shown of a credential elsewhere. All methods throw <see cref="MissingCharacterException"/> where no font has a character.</summary>
public static class CardDrawing
{
    /// <summary>The width of a preview in pixels.</summary>
    public const int PreviewWidth = 1200;

    /// <summary>The height of a preview in pixels.</summary>
    public const int PreviewHeight = 630;

    /// <summary>The width of a badge in pixels of a style sheet.</summary>
    public const int BadgeWidth = 420;

    /// <summary>A preview as a PNG picture.</summary>
    public static byte[] Png(PreviewCard card)
    {
        ArgumentNullException.ThrowIfNull(card);
        return PngRenderer.Draw(CardLayout.Of(card), 0, PreviewWidth);
    }

    /// <summary>A badge as SVG, without script, and without references to elsewhere.</summary>
    public static string Svg(VerdictBadge badge)
    {
        ArgumentNullException.ThrowIfNull(badge);
        return SvgRenderer.Draw(CardLayout.Of(badge), 0);
    }

    /// <summary>A badge as a PNG picture, twice as wide as <see cref="BadgeWidth"/> for sharp screens.</summary>
    public static byte[] Png(VerdictBadge badge)
    {
        ArgumentNullException.ThrowIfNull(badge);
        return PngRenderer.Draw(CardLayout.Of(badge), 0, BadgeWidth * 2);
    }
}
