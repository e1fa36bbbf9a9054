using System.Buffers.Binary;
using System.Text;
using System.Xml.Linq;
using KubeCredential.Papers.Drawing;
using SkiaSharp;

namespace KubeCredential.Papers.Tests;

/// <summary>Pictures that are given, and pictures that are made.</summary>
public sealed class PictureTests
{
    private static readonly byte[] s_logo = Picture(SKEncodedImageFormat.Png, transparent: true);

    public static TheoryData<string, byte[]> Bad => new()
    {
        { "nothing", [] },
        { "text", "not a picture"u8.ToArray() },
        { "SVG with script", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8.ToArray() },
        { "half a picture", s_logo[..(s_logo.Length / 2)] },
        { "GIF", "GIF89a\u0001\u0000\u0001\u0000"u8.ToArray() },
        { "900 million pixels", Huge(30_000, 30_000) },
        { "endless", Huge(int.MaxValue, 1) },
        { "empty", Huge(0, 0) },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_cannot_be_decoded_safely_is_no_picture(string what, byte[] file) => Assert.True(PaperPicture.Decode(file) is null, what);

    [Fact]
    public void Damaged_pictures_are_decoded_or_refused_and_nothing_else_happens()
    {
        var random = new Random(20);
        foreach (var format in (SKEncodedImageFormat[])[SKEncodedImageFormat.Png, SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Webp])
        {
            var sound = Picture(format, transparent: false);
            var refused = 0;
            for (var round = 0; round < 300; round++)
            {
                var damaged = sound.ToArray();
                for (var change = random.Next(1, 6); change > 0; change--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                if (PaperPicture.Decode(damaged.AsSpan(0, random.Next(2) == 0 ? damaged.Length : random.Next(damaged.Length))) is null) refused++;
            }

            Assert.InRange(refused, 1, 300);
        }
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public async Task A_logo_and_a_background_are_drawn(SKEncodedImageFormat format)
    {
        var picture = PaperPicture.Decode(Picture(format, transparent: format != SKEncodedImageFormat.Jpeg))!;
        Assert.Equal((200, 100), (picture.Width, picture.Height));
        var paper = Samples.Of() with { Design = PaperDesign.Plain with { Logo = picture, Background = picture } };
        var pdf = PaperDrawing.Pdf(paper);
        var (list, _) = await Tool.RunAsync(pdf, "pdfimages", "-list", "FILE");
        Assert.Contains(" image ", list, StringComparison.Ordinal);
        Assert.Equal(format != SKEncodedImageFormat.Jpeg, list.Contains(" smask ", StringComparison.Ordinal));
        Assert.Contains($"/Alt <FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes("Logo: University of London"))}>", Encoding.Latin1.GetString(pdf), StringComparison.Ordinal);
        // The logo is red, at the left of the band.
        using var page = SKBitmap.Decode(PaperDrawing.Png(paper, 595));
        Assert.True(page.GetPixel(100, 48) is { Red: > 200, Green: < 60 }, page.GetPixel(100, 48).ToString());
        Assert.Contains("data:image/png;base64,", PaperDrawing.Svg(paper), StringComparison.Ordinal);
    }

    [Fact]
    public void An_SVG_is_well_formed_says_what_it_shows_and_refers_to_nothing_else()
    {
        var svg = XDocument.Parse(PaperDrawing.Svg(Samples.Of("<script>alert(\"1\")</script> & محمد", fields: new PaperField("a", "A & B", "x < y"))));
        XNamespace space = "http://www.w3.org/2000/svg", link = "http://www.w3.org/1999/xlink";
        Assert.Equal(space + "svg", svg.Root!.Name);
        Assert.Contains("<script>alert(\"1\")</script> & محمد", svg.Root.Element(space + "title")!.Value, StringComparison.Ordinal);
        Assert.Contains("x < y", svg.Root.Element(space + "desc")!.Value, StringComparison.Ordinal);
        Assert.Equal(["defs", "desc", "g", "path", "rect", "svg", "title", "use"], svg.Descendants().Select(static one => one.Name.LocalName).Distinct().Order(StringComparer.Ordinal));
        Assert.All(svg.Descendants().Attributes(link + "href"), static one => Assert.StartsWith("#", one.Value, StringComparison.Ordinal));
        Assert.DoesNotContain(svg.Descendants().Attributes(), static one => one.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase) || one.Name.LocalName == "style");
    }

    [Fact]
    public void A_picture_that_would_not_fit_into_memory_is_refused_and_the_PDF_has_pages()
    {
        var paper = Samples.Of("Ada Lovelace", fields: new PaperField("courses", "Courses", string.Join('\n', Enumerable.Range(1, 5000))));
        Assert.Throws<LongPaperException>(() => PaperDrawing.Png(paper));
        Assert.NotEmpty(PaperDrawing.Pdf(paper));
        Assert.NotEmpty(PaperDrawing.Svg(paper));
    }

    [Fact]
    public void A_picture_is_decoded_once_and_few_are_kept()
    {
        var pictures = new DecodedPictures();
        var file = Picture(SKEncodedImageFormat.Png, transparent: false);
        var first = pictures.Decode("0", file);
        Assert.Same(first, pictures.Decode("0", file));
        Assert.True(pictures.TryGet("0", out var known));
        Assert.Same(first, known);
        for (var one = 1; one <= 100; one++) Assert.NotNull(pictures.Decode($"{one}", file));
        Assert.InRange(Enumerable.Range(0, 101).Count(one => pictures.TryGet($"{one}", out _)), 16, 32);
        Assert.Null(pictures.Decode("damaged", "no picture"u8.ToArray()));
        Assert.True(pictures.TryGet("damaged", out var damaged));
        Assert.Null(damaged);
    }

    [Fact]
    public void Previews_and_badges_have_their_size_and_cut_off_what_is_too_long()
    {
        foreach (var name in (string[])["Ada Lovelace", string.Concat(Enumerable.Repeat("محمد بن عبد الله ", 12)), new('W', 200)])
        {
            var card = CardDrawing.Png(new PreviewCard { Verdict = "Valid", Tone = Tone.Good, HolderName = name, Title = name, IssuerName = name, Language = "ar" });
            using var preview = SKBitmap.Decode(card);
            Assert.Equal((CardDrawing.PreviewWidth, CardDrawing.PreviewHeight), (preview.Width, preview.Height));
            Assert.True(card.Length < 300_000);
            var badge = new VerdictBadge { Sentence = $"Valid: {name}", Tone = Tone.Bad, IssuerName = name, AsOf = "As of 29 November 2026", Language = "en" };
            using var drawn = SKBitmap.Decode(CardDrawing.Png(badge));
            Assert.True(drawn is { Width: CardDrawing.BadgeWidth * 2, Height: < 400 });
            Assert.Equal("svg", XDocument.Parse(CardDrawing.Svg(badge)).Root!.Name.LocalName);
        }
    }

    private static byte[] Picture(SKEncodedImageFormat format, bool transparent)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(200, 100, SKColorType.Rgba8888, transparent ? SKAlphaType.Unpremul : SKAlphaType.Opaque));
        bitmap.Erase(new SKColor(230, 20, 30));
        if (transparent) bitmap.SetPixel(0, 0, SKColors.Transparent);
        using var data = bitmap.Encode(format, 95);
        return data.ToArray();
    }

    /// <summary>A small file that says of itself to be a large picture.</summary>
    private static byte[] Huge(int width, int height)
    {
        var header = new byte[17];
        Encoding.ASCII.GetBytes("IHDR", header);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), height);
        (header[12], header[13]) = (8, 6);
        var checksum = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32(header));
        return [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. header, .. checksum, .. s_logo[33..]];
    }

    private static uint Crc32(byte[] bytes)
    {
        var sum = uint.MaxValue;
        foreach (var one in bytes)
        {
            sum ^= one;
            for (var bit = 0; bit < 8; bit++) sum = (sum & 1) == 1 ? (sum >> 1) ^ 0xEDB88320 : sum >> 1;
        }

        return ~sum;
    }
}
