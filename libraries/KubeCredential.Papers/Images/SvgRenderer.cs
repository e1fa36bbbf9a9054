using System.Globalization;
using System.Security;
using System.Text;
using KubeCredential.Papers.Layout;
using KubeCredential.Papers.Typesetting;
using SkiaSharp;

namespace KubeCredential.Papers.Images;

/// <summary>
/// Draws a page as SVG 1.1. Text is drawn as outlines, so that it looks the same wherever it is opened; what it says is in the title and the description. There is no script, no style sheet, and nothing
/// is referred to but what is in the file.
/// </summary>
internal sealed class SvgRenderer
{
    private readonly StringBuilder _definitions = new();
    private readonly StringBuilder _content = new();
    private readonly Dictionary<(FontFile, ushort), string?> _glyphs = [];

    private SvgRenderer()
    {
    }

    /// <summary>Draws a page.</summary>
    /// <param name="sheet">The pages.</param>
    /// <param name="page">Which one, from 0.</param>
    public static string Draw(Sheet sheet, int page)
    {
        var renderer = new SvgRenderer();
        foreach (var item in sheet.ItemsOf(page)) renderer.Draw(item);
        var (width, height) = (Number(sheet.Width), Number(sheet.Height));
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" aria-labelledby="title description" xml:lang="{Escape(sheet.Language)}">
            <title id="title">{Escape(sheet.Title)}</title>
            <desc id="description">{Escape(string.Join('\n', sheet.Texts()))}</desc>
            <defs>{renderer._definitions}</defs>
            <rect width="{width}" height="{height}" fill="#ffffff"/>
            {renderer._content}</svg>

            """;
    }

    private void Draw(Item item)
    {
        switch (item)
        {
            case BoxItem box:
                _content.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Number(box.X)}\" y=\"{Number(box.Y)}\" width=\"{Number(box.Width)}\" height=\"{Number(box.Height)}\" fill=\"{box.Colour}\"/>\n");
                break;
            case PictureItem picture:
                _content.Append(
                    CultureInfo.InvariantCulture,
                    $"<image x=\"{Number(picture.X)}\" y=\"{Number(picture.Y)}\" width=\"{Number(picture.Width)}\" height=\"{Number(picture.Height)}\" opacity=\"{Number(picture.Opacity)}\" preserveAspectRatio=\"none\" xlink:href=\"data:image/png;base64,{Convert.ToBase64String(picture.Picture.Png)}\"/>\n");
                break;
            case CodeItem code:
                DrawCode(code);
                break;
            case TextItem text:
                DrawText(text);
                break;
        }
    }

    private void DrawCode(CodeItem item)
    {
        _content.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Number(item.X)}\" y=\"{Number(item.Y)}\" width=\"{Number(item.Size)}\" height=\"{Number(item.Size)}\" fill=\"#ffffff\"/>\n");
        _content.Append(CultureInfo.InvariantCulture, $"<path shape-rendering=\"crispEdges\" transform=\"translate({Number(item.X)} {Number(item.Y)}) scale({(item.Size / item.Code.Modules).ToString("0.#####", CultureInfo.InvariantCulture)})\" d=\"");
        foreach (var (row, column, length) in item.Code.Stretches()) _content.Append(CultureInfo.InvariantCulture, $"M{column} {row}h{length}v1h-{length}z");
        _content.Append("\"/>\n");
    }

    private void DrawText(TextItem item)
    {
        _content.Append(CultureInfo.InvariantCulture, $"<g fill=\"{item.Colour}\" transform=\"translate({Number(item.X)} {Number(item.Baseline)}) scale({Number(item.Size)})\">");
        var x = 0.0;
        foreach (var cluster in item.Line.Clusters)
        {
            double unit = cluster.Font.UnitsPerEm;
            foreach (var part in cluster.Parts)
            {
                if (GlyphOf(cluster.Font, part.Glyph) is { } glyph)
                    _content.Append(CultureInfo.InvariantCulture, $"<use xlink:href=\"#{glyph}\" x=\"{Exact(x + (part.X / unit))}\" y=\"{Exact(-part.Y / unit)}\"/>");
            }

            x += cluster.Width;
        }

        _content.Append("</g>\n");
    }

    /// <summary>The ID of an outline at size 1; null if the glyph shows nothing.</summary>
    private string? GlyphOf(FontFile font, ushort glyph)
    {
        if (_glyphs.TryGetValue((font, glyph), out var known)) return known;
        using var skia = new SKFont(font.Typeface, font.UnitsPerEm) { Hinting = SKFontHinting.None };
        using var path = skia.GetGlyphPath(glyph);
        if (path is null || path.IsEmpty) return _glyphs[(font, glyph)] = null;
        var id = string.Create(CultureInfo.InvariantCulture, $"g{_glyphs.Count}");
        _definitions.Append(CultureInfo.InvariantCulture, $"<g id=\"{id}\"><path transform=\"scale({Exact(1.0 / font.UnitsPerEm)})\" d=\"{path.ToSvgPathData()}\"/></g>\n");
        return _glyphs[(font, glyph)] = id;
    }

    private static string Number(double value) => (Math.Round(value, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture);

    private static string Exact(double value) => (Math.Round(value, 6) + 0.0).ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>Escapes text, without the characters that XML 1.0 cannot have.</summary>
    private static string Escape(string text) => SecurityElement.Escape(string.Concat(text.Where(static one => one >= ' ' || one is '\n' or '\t').Where(static one => one is not ('\uFFFE' or '\uFFFF'))));
}
