using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using KubeCredential.Papers.Drawing;
using KubeCredential.Text;
using SkiaSharp;
using UglyToad.PdfPig;

namespace KubeCredential.Papers.Tests;

/// <summary>PDF files, read by the programs of others: PdfPig, Poppler, qpdf and ZBar.</summary>
public sealed partial class PdfTests
{
    private static readonly PaperField s_grade = new("metadata.grade", "Grade", "First");

    public static TheoryData<string, string, string> Names => new()
    {
        { "en", "Zoë Ångström-Łukasiewicz", "Office of ffi fl AVA" },
        { "vi", "Nguyễn Thị Ánh", "Cử nhân" },
        { "el", "Ελένη Παπαδοπούλου", "Πτυχίο Φυσικής" },
        { "uk", "Анна Ковальчук", "Диплом магістра" },
        { "ar", "مُحَمَّد بن سلمان الأنصاري", "بكالوريوس في علوم الحاسوب" },
        { "fa", "علی‌رضا کاظمی", "دانش‌آموخته" },
        { "he", "שָׁלוֹם כהן", "תואר ראשון" },
        { "hi", "श्रीमती लक्ष्मी त्रिपाठी कृष्णमूर्ति", "विज्ञान स्नातक" },
        { "th", "สมชาย ศรีสุวรรณ์ ณ อยุธยา", "ปริญญาตรี น้ำผึ้ง" },
        { "zh-Hant", "王小明", "理學士學位" },
        { "ja", "さくら ヤマモト", "学士（理学）" },
        { "ko", "김민준 한글", "이학사" },
        { "bn", "ঈশ্বরচন্দ্র বিদ্যাসাগর", "স্নাতক" },
        { "ta", "அருணாசலம் ஸ்ரீநிவாசன்", "இளங்கலை" },
        { "hy", "Հայկ Աբրահամյան", "Դիպլոմ" },
        { "ka", "გიორგი ბერიძე", "დიპლომი" },
        { "am", "በቀለ ተስፋዬ", "ዲፕሎማ" },
        { "my", "မောင်မောင်", "ဘွဲ့" },
        { "km", "ស្រី សុខា", "បរិញ្ញាបត្រ" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_text_that_others_extract_is_the_text_that_was_given(string language, string holder, string title)
    {
        var pdf = PaperDrawing.Pdf(Samples.Of(holder, title, language, s_grade));
        var text = Plain((await Tool.RunAsync(pdf, "pdftotext", "FILE", "-")).Text);
        foreach (var given in (string[])[holder, title, "University of London", "First", Samples.Address]) Assert.Contains(Plain(given), text, StringComparison.Ordinal);

        using var document = PdfDocument.Open(pdf);
        var letters = string.Concat(document.GetPage(1).Letters.Select(static letter => letter.Value));
        // From right to left this reader gives the characters in the order of the page.
        foreach (var given in (string[])[holder, title]) Assert.Contains(LanguageTag.IsRightToLeft(language) ? Reversed(given) : given, letters, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Ada Lovelace")]
    [InlineData("ar", "مُحَمَّد الأوّل")]
    [InlineData("hi", "श्रीमती त्रिपाठी")]
    [InlineData("th", "น้ำผึ้ง ที่อยู่")]
    [InlineData("zh-Hant", "王小明")]
    public async Task A_page_looks_as_the_picture_does(string language, string holder)
    {
        var paper = Samples.Of(holder, holder, language, s_grade) with { Attachment = null };
        var (_, file) = await Tool.RunAsync(PaperDrawing.Pdf(paper), "pdftoppm", "-r", "150", "-png", "-singlefile", "FILE", "OUT");
        using var page = SKBitmap.Decode(file);
        using var picture = SKBitmap.Decode(PaperDrawing.Png(paper, page.Width));
        Assert.InRange(picture.Height, page.Height - 1, page.Height + 1);
        var (ink, elsewhere) = (0, 0);
        var (onPage, notDrawn) = (0, 0);
        for (var y = 210; y < 640; y++) // From below the band to above the details: the name and the title, in large letters.
        {
            for (var x = 2; x < page.Width - 3; x++)
            {
                Count(picture, page, x, y, ref ink, ref elsewhere);
                Count(page, picture, x, y, ref onPage, ref notDrawn);
            }
        }

        Assert.True(ink > 2000 && elsewhere <= ink / 500, $"{elsewhere} of {ink} pixels are not on the page");
        Assert.True(onPage > 2000 && notDrawn <= onPage / 500, $"{notDrawn} of {onPage} pixels are not in the picture");

        // A pixel may lie beside where the other program puts it.
        static void Count(SKBitmap one, SKBitmap other, int x, int y, ref int ink, ref int missing)
        {
            if (one.GetPixel(x, y).Green > 100) return;
            ink++;
            if (!Enumerable.Range(-2, 5).Any(down => Enumerable.Range(-2, 5).Any(right => other.GetPixel(x + right, y + down).Green < 160))) missing++;
        }
    }

    [Theory]
    [InlineData("en", "A4")]
    [InlineData("ar", "Letter")]
    public async Task It_is_a_tagged_PDF_A_3_that_carries_the_credential(string language, string page)
    {
        var paper = Samples.Of("Ada & \"Co\" <Lovelace>", language: language, fields: s_grade) with { Page = PageSize.Find(page)! };
        var pdf = PaperDrawing.Pdf(paper);
        Assert.Contains("No syntax or stream encoding errors", (await Tool.RunAsync(pdf, "qpdf", "--check", "FILE")).Text, StringComparison.Ordinal);
        var info = (await Tool.RunAsync(pdf, "pdfinfo", "FILE")).Text;
        foreach (var line in (string[])[@"Title:\s+Bachelor of Science: Ada & ""Co"" <Lovelace>", @"Tagged:\s+yes", @"Encrypted:\s+no", @"JavaScript:\s+no", @"PDF version:\s+1\.7", page == "A4" ? @"A4" : "letter"]) Assert.Matches(line, info);

        // Every font is embedded, a subset, and has Unicode values.
        var fonts = (await Tool.RunAsync(pdf, "pdffonts", "FILE")).Text.Trim().Split('\n')[2..];
        Assert.NotEmpty(fonts);
        Assert.All(fonts, static font => Assert.Matches(@"^[A-Z]{6}\+\S+\s+CID TrueType\s+Identity-H\s+yes yes yes", font));

        // What it says of itself (ISO 19005-3, 6.6): the same in both places.
        using var document = PdfDocument.Open(pdf);
        Assert.True(document.TryGetXmpMetadata(out var metadata));
        var xmp = metadata.GetXDocument();
        XNamespace conformance = "http://www.aiim.org/pdfa/ns/id/", dates = "http://ns.adobe.com/xap/1.0/";
        Assert.Equal(("3", "A", "2026-11-29T12:00:00Z"), (Value(conformance + "part"), Value(conformance + "conformance"), Value(dates + "CreateDate")));
        Assert.Equal("D:20261129120000Z", document.Information.CreationDate);

        // The file, byte for byte, by two readers.
        Assert.True(document.Advanced.TryGetEmbeddedFiles(out var files));
        var file = Assert.Single(files);
        Assert.Equal("credential.json", file.Name);
        Assert.Equal(Samples.Credential, file.Memory.ToArray());
        Assert.Equal(Samples.Credential, (await Tool.RunAsync(pdf, "pdfdetach", "-save", "1", "-o", "OUT", "FILE")).Written);

        // The rules of ISO 19005-3 that can be read from the objects.
        var objects = Encoding.Latin1.GetString(pdf);
        Assert.Matches(@"^%PDF-1\.7\n%[\x80-\xff]{4}", objects);
        Assert.Matches(@"/ID \[<[0-9A-F]{32}> <[0-9A-F]{32}>\]", objects);
        foreach (var needed in (string[])["/OutputIntents", "/S /GTS_PDFA1", "/MarkInfo << /Marked true >>", "/AFRelationship /Source", "/AF [", "/Subtype /application#2Fvc", "/DisplayDocTitle true", "/CIDToGIDMap /Identity", "/F 4 "])
            Assert.Contains(needed, objects, StringComparison.Ordinal);
        foreach (var refused in (string[])["/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/Encrypt", "LZWDecode", "/Interpolate true", "/NeedAppearances"])
            Assert.DoesNotContain(refused, objects, StringComparison.Ordinal);

        string Value(XName name) => xmp.Descendants(name).Single().Value;
    }

    [Fact]
    public async Task What_assistive_technology_reads_has_structure_language_and_links()
    {
        var pdf = PaperDrawing.Pdf(Samples.Of(fields: s_grade));
        var structure = (await Tool.RunAsync(pdf, "pdfinfo", "-struct-text", "FILE")).Text;
        var roles = Role().Matches(structure).Select(static one => one.Value.Trim()).ToArray();
        Assert.Equal(
            ["Document", "P", "P", "P", "P", "H1", "P", "Table", "TR", "TH", "TD", "TR", "TH", "TD", "TR", "TH", "TD", "TR", "TH", "TD", "P", "Link", "P", "P", "Figure"], roles);
        Assert.Matches("""H1[^"]*"Bachelor of Science"\s""", structure);
        Assert.Matches("""TH[^"]*"Grade"\s+TD[^"]*"First"\s""", structure);
        Assert.Contains($"/URI ({Samples.Address})", Encoding.Latin1.GetString(pdf), StringComparison.Ordinal);

        // Nothing is drawn that is neither tagged nor decoration.
        var content = (await Tool.RunAsync(pdf, "qpdf", "--qdf", "--object-streams=disable", "FILE", "-")).Text;
        var depth = 0;
        foreach (var line in content[content.IndexOf("/Artifact BMC", StringComparison.Ordinal)..content.LastIndexOf("EMC\n", StringComparison.Ordinal)].Split('\n'))
        {
            if (line.EndsWith("BMC", StringComparison.Ordinal) || line.EndsWith("BDC", StringComparison.Ordinal)) depth++;
            else if (line == "EMC") depth--;
            else Assert.True(depth == 1, line);
        }

        // From right to left, the order in which it is read is written down.
        var arabic = Encoding.Latin1.GetString(PaperDrawing.Pdf(Samples.Of("محمد الأنصاري", language: "ar")));
        Assert.Contains($"/ActualText <FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes("محمد الأنصاري"))}>", arabic, StringComparison.Ordinal);
        Assert.Contains("/Direction /R2L", arabic, StringComparison.Ordinal);
        Assert.Contains($"/Lang <FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes("ar"))}>", arabic, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_code_is_scanned_from_the_page_and_from_the_picture()
    {
        var paper = Samples.Of();
        var (_, page) = await Tool.RunAsync(PaperDrawing.Pdf(paper), "pdftoppm", "-r", "100", "-png", "-singlefile", "FILE", "OUT");
        foreach (var picture in (byte[][])[page, PaperDrawing.Png(paper), PaperDrawing.Png(paper, 800)])
            Assert.Equal($"QR-Code:{Samples.Address}", (await Tool.RunAsync(picture, "zbarimg", "-q", "FILE")).Text.Trim());
    }

    [Fact]
    public async Task What_does_not_fit_goes_on_on_further_pages_and_on_a_longer_picture()
    {
        PaperField[] fields = [.. Enumerable.Range(1, 60).Select(static number => new PaperField($"f{number}", $"Course {number}", string.Create(CultureInfo.InvariantCulture, $"Result {number * 37}"))), new("long", "Remarks", string.Join('\n', Enumerable.Range(1, 120).Select(static number => $"Remark {number}.")))];
        var paper = Samples.Of(fields: fields) with { Page = PageSize.Letter };
        var pdf = PaperDrawing.Pdf(paper);
        using var document = PdfDocument.Open(pdf);
        Assert.InRange(document.NumberOfPages, 4, 8);
        var text = Plain((await Tool.RunAsync(pdf, "pdftotext", "-layout", "FILE", "-")).Text);
        for (var number = 1; number <= 60; number++) Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"Course {number} Result {number * 37} "), text, StringComparison.Ordinal);
        for (var number = 1; number <= 120; number++) Assert.Contains($"Remark {number}.", text, StringComparison.Ordinal);
        Assert.Contains("Check this credential at", Plain(string.Concat(document.GetPage(document.NumberOfPages).Letters.Select(static letter => letter.Value))), StringComparison.Ordinal);
        Assert.DoesNotContain("Syntax", (await Tool.RunAsync(pdf, "pdfinfo", "-struct", "FILE")).Text, StringComparison.Ordinal);
        using var picture = SKBitmap.Decode(PaperDrawing.Png(paper, 612));
        Assert.True(picture.Height > 3000);
    }

    [Fact]
    public void The_same_paper_has_the_same_bytes_whoever_draws_at_the_same_time()
    {
        var papers = Names.Select(static row => Samples.Of(row.Data.Item2, row.Data.Item3, row.Data.Item1)).ToArray();
        var expected = Array.ConvertAll(papers, static paper => (Pdf: Convert.ToHexString(PaperDrawing.Pdf(paper)), Svg: PaperDrawing.Svg(paper)));
        Parallel.For(0, papers.Length * 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, number =>
        {
            var at = number % papers.Length;
            Assert.Equal(expected[at], (Convert.ToHexString(PaperDrawing.Pdf(papers[at])), PaperDrawing.Svg(papers[at])));
        });
    }

    /// <summary>Without the marks of direction that Poppler adds, and with single spaces.</summary>
    private static string Plain(string text) => Spaces().Replace(Marks().Replace(text, ""), " ").Trim();

    private static string Reversed(string text) => string.Concat(text.EnumerateRunes().Reverse());

    [GeneratedRegex(@"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")]
    private static partial Regex Marks();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^ *(Document|P|H1|Table|TR|TH|TD|Link|Figure)\b", RegexOptions.Multiline)]
    private static partial Regex Role();
}
