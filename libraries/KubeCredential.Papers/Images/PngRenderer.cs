using KubeCredential.Papers.Layout;
using SkiaSharp;

namespace KubeCredential.Papers.Images;

/// <summary>Draws a page as a PNG picture.</summary>
internal static class PngRenderer
{
    // Half the time of the usual level for files that are a tenth larger.
    private static readonly SKPngEncoderOptions s_options = new(SKPngEncoderFilterFlags.Sub, 4);

    /// <summary>Draws a page.</summary>
    /// <param name="sheet">The pages.</param>
    /// <param name="page">Which one, from 0.</param>
    /// <param name="width">The width of the picture, in pixels.</param>
    /// <exception cref="LongPaperException">It would have more than <see cref="PaperPicture.MaxPixels"/>.</exception>
    public static byte[] Draw(Sheet sheet, int page, int width)
    {
        var scale = width / sheet.Width;
        var height = Math.Round(sheet.Height * scale);
        if (width * height > PaperPicture.MaxPixels) throw new LongPaperException();
        using var bitmap = new SKBitmap(new SKImageInfo(width, (int)height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        canvas.Scale((float)scale);
        foreach (var item in sheet.ItemsOf(page)) Draw(canvas, item);
        using var pixels = bitmap.PeekPixels();
        using var file = pixels.Encode(s_options) ?? throw new InvalidOperationException("The picture is too large to be encoded.");
        return file.ToArray();
    }

    private static void Draw(SKCanvas canvas, Item item)
    {
        using var paint = new SKPaint { IsAntialias = true };
        switch (item)
        {
            case BoxItem box:
                paint.Color = ColourOf(box.Colour);
                canvas.DrawRect((float)box.X, (float)box.Y, (float)box.Width, (float)box.Height, paint);
                break;
            case PictureItem picture:
                paint.Color = SKColors.Black.WithAlpha((byte)Math.Round(picture.Opacity * 255));
                var place = SKRect.Create((float)picture.X, (float)picture.Y, (float)picture.Width, (float)picture.Height);
                canvas.DrawImage(picture.Picture.Image, place, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear), paint);
                break;
            case CodeItem code:
                DrawCode(canvas, code, paint);
                break;
            case TextItem text:
                paint.Color = ColourOf(text.Colour);
                DrawText(canvas, text, paint);
                break;
        }
    }

    private static void DrawCode(SKCanvas canvas, CodeItem item, SKPaint paint)
    {
        paint.Color = SKColors.White;
        canvas.DrawRect((float)item.X, (float)item.Y, (float)item.Size, (float)item.Size, paint);
        paint.Color = SKColors.Black;
        paint.IsAntialias = false;
        var module = item.Size / item.Code.Modules;
        foreach (var (row, column, length) in item.Code.Stretches())
            canvas.DrawRect((float)(item.X + (column * module)), (float)(item.Y + (row * module)), (float)(length * module), (float)module, paint);
    }

    private static void DrawText(SKCanvas canvas, TextItem item, SKPaint paint)
    {
        using var builder = new SKTextBlobBuilder();
        List<SKFont> fonts = [];
        var x = item.X;
        var clusters = item.Line.Clusters;
        for (var first = 0; first < clusters.Count;)
        {
            var file = clusters[first].Font;
            List<ushort> glyphs = [];
            List<SKPoint> places = [];
            var unit = item.Size / file.UnitsPerEm;
            for (; first < clusters.Count && ReferenceEquals(clusters[first].Font, file); first++)
            {
                foreach (var part in clusters[first].Parts)
                {
                    glyphs.Add(part.Glyph);
                    places.Add(new SKPoint((float)(x + (part.X * unit)), (float)(item.Baseline - (part.Y * unit))));
                }

                x += clusters[first].Width * item.Size;
            }

            if (glyphs.Count == 0) continue;
            var font = new SKFont(file.Typeface, (float)item.Size) { Subpixel = true, Hinting = SKFontHinting.None, Edging = SKFontEdging.Antialias };
            fonts.Add(font);
            builder.AddPositionedRun(glyphs.ToArray(), font, places.ToArray());
        }

        if (fonts.Count == 0) return;
        using var blob = builder.Build();
        canvas.DrawText(blob, 0, 0, paint);
        fonts.ForEach(static font => font.Dispose());
    }

    private static SKColor ColourOf(PaperColour colour) => new(colour.Red, colour.Green, colour.Blue);
}
