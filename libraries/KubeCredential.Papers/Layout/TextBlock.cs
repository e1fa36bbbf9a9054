using KubeCredential.Papers.Typesetting;

namespace KubeCredential.Papers.Layout;

/// <summary>Lines of one size.</summary>
/// <param name="lines">The lines.</param>
/// <param name="size">Their size.</param>
internal sealed class TextBlock(List<TextLine> lines, double size)
{
    private readonly double _ascent = lines.Count == 0 ? 0 : lines.Max(static line => line.Ascent) * size;
    private readonly double _descent = lines.Count == 0 ? 0 : lines.Max(static line => line.Descent) * size;

    /// <summary>The lines.</summary>
    public IReadOnlyList<TextLine> Lines => lines;

    /// <summary>The size.</summary>
    public double Size => size;

    /// <summary>The height of a line.</summary>
    public double LineHeight => _ascent + _descent;

    /// <summary>The height of all lines.</summary>
    public double Height => LineHeight * lines.Count;

    /// <summary>Places all lines, one below the other.</summary>
    /// <param name="element">What they belong to.</param>
    /// <param name="page">The page.</param>
    /// <param name="top">Where the first one begins.</param>
    /// <param name="left">Where each begins at the left.</param>
    /// <param name="colour">Their colour.</param>
    public void Place(Element element, int page, double top, Func<TextLine, double> left, PaperColour colour)
    {
        for (var line = 0; line < lines.Count; line++) PlaceLine(element, line, page, top + (line * LineHeight), left, colour);
    }

    /// <summary>Places a line.</summary>
    public void PlaceLine(Element element, int line, int page, double top, Func<TextLine, double> left, PaperColour colour) =>
        element.Items.Add((page, new TextItem(left(lines[line]), top + _ascent, lines[line], size, colour)));
}
