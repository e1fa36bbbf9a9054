using KubeCredential.Papers.Typesetting;
using KubeCredential.Text;

namespace KubeCredential.Papers.Layout;

/// <summary>Sets text in a language on pages of a width.</summary>
/// <param name="language">The language: a tag of BCP 47.</param>
/// <param name="width">The width of a page.</param>
internal sealed class Setting(string language, double width)
{
    private readonly bool _isRightToLeft = LanguageTag.IsRightToLeft(language);

    /// <summary>The left side of something that begins at a distance from the side where lines begin.</summary>
    public double Left(double start, double size) => _isRightToLeft ? width - start - size : start;

    /// <summary>Sets a text at a size.</summary>
    /// <exception cref="MissingCharacterException">No font has one of its characters.</exception>
    public TextBlock Block(string text, FontStyle style, string field, double mostWidth, double size) => new(LinesOf(Paragraphs(text, style, field), mostWidth / size), size);

    /// <summary>Sets a text at the largest size at which it fits. At the smallest size all of it is set, even if it is higher.</summary>
    /// <exception cref="MissingCharacterException">No font has one of its characters.</exception>
    public TextBlock Fit(string text, FontStyle style, string field, double mostWidth, double largest, double smallest, int mostLines, double mostHeight)
    {
        var paragraphs = Paragraphs(text, style, field);
        var longest = paragraphs.Max(static paragraph => paragraph.LongestWord);
        for (var size = largest; ; size = Math.Max(smallest, size - 1))
        {
            var block = new TextBlock(LinesOf(paragraphs, mostWidth / size), size);
            if (size <= smallest || (longest * size <= mostWidth && block.Lines.Count <= mostLines && block.Height <= mostHeight)) return block;
        }
    }

    /// <summary>Sets a text in at most so many lines; what does not fit is cut off, with an ellipsis. For previews, never for papers.</summary>
    /// <exception cref="MissingCharacterException">No font has one of its characters.</exception>
    public TextBlock Shortened(string text, FontStyle style, string field, double mostWidth, double largest, double smallest, int mostLines)
    {
        var block = Fit(text, style, field, mostWidth, largest, smallest, mostLines, double.MaxValue);
        for (var keep = new System.Globalization.StringInfo(text).LengthInTextElements; block.Lines.Count > mostLines && keep > 1;)
        {
            keep = keep * 9 / 10;
            block = Block($"{new System.Globalization.StringInfo(text).SubstringByTextElements(0, keep).TrimEnd()}…", style, field, mostWidth, smallest);
        }

        return block;
    }

    private Paragraph[] Paragraphs(string text, FontStyle style, string field) => Array.ConvertAll(text.ReplaceLineEndings("\n").Split('\n'), one => Paragraph.Of(one, style, language, field));

    private static List<TextLine> LinesOf(Paragraph[] paragraphs, double mostWidth) => [.. paragraphs.SelectMany(paragraph => paragraph.Lines(mostWidth))];
}
