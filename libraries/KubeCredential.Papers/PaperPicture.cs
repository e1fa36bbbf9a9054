using System.IO.Compression;
using SkiaSharp;

namespace KubeCredential.Papers;

/// <summary>A decoded picture. It may be used for many papers, and by several threads.</summary>
public sealed class PaperPicture
{
    /// <summary>The most pixels that a picture may have, be it read or drawn: it is in memory as a whole, and a small file can be a large picture.</summary>
    public const int MaxPixels = 16_000_000;

    /// <summary>The rule, for messages.</summary>
    public const string Rule = "This picture is damaged, or has more than 16 million pixels.";

    private const int LargestSide = 800;
    private readonly Lazy<byte[]> _colours;
    private readonly Lazy<byte[]?> _alpha;
    private readonly Lazy<byte[]> _png;

    private PaperPicture(SKImage image, SKBitmap pixels)
    {
        (Image, Width, Height) = (image, image.Width, image.Height);
        _colours = new Lazy<byte[]>(() => Deflate(Channels(pixels, 0, 3)));
        _alpha = new Lazy<byte[]?>(() => pixels.AlphaType == SKAlphaType.Opaque ? null : Deflate(Channels(pixels, 3, 1)));
        _png = new Lazy<byte[]>(() =>
        {
            using var encoded = image.Encode(SKEncodedImageFormat.Png, 100);
            return encoded.ToArray();
        });
    }

    /// <summary>Its width in pixels.</summary>
    public int Width { get; }

    /// <summary>Its height in pixels.</summary>
    public int Height { get; }

    /// <summary>The picture, as it is drawn on pictures.</summary>
    internal SKImage Image { get; }

    /// <summary>Its colours: red, green, blue for each pixel, as a zlib stream.</summary>
    internal byte[] Colours => _colours.Value;

    /// <summary>How opaque each pixel is, as a zlib stream; null if all of them are.</summary>
    internal byte[]? Alpha => _alpha.Value;

    /// <summary>It as a PNG file.</summary>
    internal byte[] Png => _png.Value;

    /// <summary>Decodes a picture.</summary>
    /// <param name="file">A PNG, JPEG or WebP file.</param>
    /// <returns>The picture; null if it is none of these, is damaged, or has more than <see cref="MaxPixels"/>.</returns>
    public static PaperPicture? Decode(ReadOnlySpan<byte> file)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Webp)) return null;
        var info = codec.Info;
        if (info.Width <= 0 || info.Height <= 0 || (long)info.Width * info.Height > MaxPixels) return null;
        var alpha = info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        var pixels = new SKBitmap(new SKImageInfo(info.Width, info.Height, SKColorType.Rgba8888, alpha, SKColorSpace.CreateSrgb()));
        if (codec.GetPixels(pixels.Info, pixels.GetPixels()) != SKCodecResult.Success)
        {
            pixels.Dispose();
            return null;
        }

        if (Math.Max(info.Width, info.Height) is > LargestSide and var side)
        {
            var smaller = pixels.Resize(new SKSizeI(Math.Max(1, info.Width * LargestSide / side), Math.Max(1, info.Height * LargestSide / side)), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
            pixels.Dispose();
            if (smaller is null) return null;
            pixels = smaller;
        }

        pixels.SetImmutable();
        return new PaperPicture(SKImage.FromBitmap(pixels), pixels);
    }

    private static byte[] Channels(SKBitmap pixels, int first, int count)
    {
        var all = pixels.GetPixelSpan();
        var wanted = new byte[pixels.Width * pixels.Height * count];
        for (var (row, to) = (0, 0); row < pixels.Height; row++)
        {
            var line = all.Slice(row * pixels.RowBytes, pixels.Width * 4);
            for (var pixel = 0; pixel < line.Length; pixel += 4)
            {
                for (var channel = first; channel < first + count; channel++) wanted[to++] = line[pixel + channel];
            }
        }

        return wanted;
    }

    private static byte[] Deflate(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.Optimal)) zlib.Write(bytes);
        return output.ToArray();
    }
}
