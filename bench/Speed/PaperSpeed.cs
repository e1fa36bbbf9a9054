using System.Diagnostics;
using System.Globalization;
using KubeCredential.Papers;
using KubeCredential.Papers.Drawing;
using SkiaSharp;

namespace KubeCredential.Bench.Speed;

/// <summary>Measures how many papers one processor draws, by form and script, beside a PDF and a PNG of SkiaSharp's own with the same lines in Latin letters, neither shaped nor tagged.</summary>
internal static class PaperSpeed
{
    private static readonly PaperSentences s_sentences = new(
        "This certifies that", "has been awarded", "Issued by", "Issued on", "Valid from", "Valid until", "Credential ID", "Check this credential at", "The signed credential is attached to this PDF.", "QR code of the address", "Logo");

    private static readonly (string Script, Paper Paper)[] s_papers =
    [
        ("Latin", Of("en", "Ada Lovelace", "Bachelor of Science", "University of London")),
        ("Arabic", Of("ar", "محمد بن سلمان الأنصاري", "بكالوريوس في علوم الحاسوب", "جامعة القاهرة")),
        ("Devanagari", Of("hi", "श्रीमती लक्ष्मी त्रिपाठी", "विज्ञान स्नातक", "दिल्ली विश्वविद्यालय")),
        ("Thai", Of("th", "สมชาย ศรีสุวรรณ์ ณ อยุธยา", "ปริญญาตรี", "จุฬาลงกรณ์มหาวิทยาลัย")),
        ("Han", Of("zh-Hant", "王小明", "理學士學位", "國立臺灣大學")),
    ];

    public static Task RunAsync(Report report, int rounds, TimeSpan duration, CancellationToken cancellationToken)
    {
        (string Name, int Bare, Func<int> Run)[] variants =
        [
            ("bare: a PDF by SkiaSharp, the same lines", 0, BarePdf),
            ("bare: an empty PNG of the same size", 1, BarePng),
            .. s_papers.Select(static one => ($"pdf, {one.Script}", 0, (Func<int>)(() => PaperDrawing.Pdf(one.Paper).Length))),
            .. s_papers.Select(static one => ($"png, {one.Script}", 1, (Func<int>)(() => PaperDrawing.Png(one.Paper).Length))),
            .. s_papers.Select(static one => ($"svg, {one.Script}", 0, (Func<int>)(() => PaperDrawing.Svg(one.Paper).Length))),
        ];
        foreach (var (_, _, run) in variants) Rate(run, TimeSpan.FromMilliseconds(500)); // Compiled and warm, and every font opened.
        var rates = variants.Select(static _ => new List<double>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var place = 0; place < variants.Length; place++) rates[place].Add(Rate(variants[place].Run, duration / 4));
        }

        report.Section("Papers, in the library", string.Create(CultureInfo.InvariantCulture, $"One thread, {rounds} rounds of {duration.TotalSeconds / 4:0.#} s by turns; by the second of processor time; median (least to most). A4, a QR code, two fields; in the PDF a file of 3 KB; PNG pictures are {PaperDrawing.UsualWidth} pixels wide."));
        report.Table(["what", "#a second", "#of a bare one", "#KB"], variants.Select((variant, place) => (string[])
            [variant.Name, Sample.Text(rates[place]), string.Create(CultureInfo.InvariantCulture, $"{Sample.Ratio(rates[place], rates[variant.Bare]):0.00}"), string.Create(CultureInfo.InvariantCulture, $"{variant.Run() / 1024.0:0}")]));
        return Task.CompletedTask;
    }

    private static double Rate(Func<int> run, TimeSpan duration)
    {
        using var process = Process.GetCurrentProcess();
        var (count, started, before) = (0, Stopwatch.GetTimestamp(), process.TotalProcessorTime);
        do
        {
            run();
            count++;
        }
        while (Stopwatch.GetElapsedTime(started) < duration);
        process.Refresh();
        return count / (process.TotalProcessorTime - before).TotalSeconds;
    }

    private static Paper Of(string language, string holder, string title, string issuer) => new()
    {
        Title = title,
        HolderName = holder,
        IssuerName = issuer,
        Fields = [new PaperField("grade", "Grade", "First"), new PaperField("programme", "Programme", title)],
        IssuedOn = "29 November 2026",
        ValidUntil = "28 November 2031",
        Id = "0199c0de-7777-7abc-8def-0123456789ab",
        VerifyAddress = new Uri("https://verify.example.org/v/0199c0de-7777-7abc-8def-0123456789ab"),
        Language = language,
        Sentences = s_sentences,
        Attachment = new PaperAttachment("credential.json", "application/vc", new byte[3000], "The signed credential"),
        MadeAt = DateTimeOffset.UnixEpoch,
    };

    private static int BarePdf()
    {
        using var stream = new MemoryStream();
        using var typeface = SKTypeface.FromFile(Path.Combine(AppContext.BaseDirectory, "Fonts", "NotoSans-Regular.ttf"));
        using var font = new SKFont(typeface, 12);
        using var paint = new SKPaint();
        using (var document = SKDocument.CreatePdf(stream))
        {
            var canvas = document.BeginPage((float)PageSize.A4.Width, (float)PageSize.A4.Height);
            var y = 50;
            var paper = s_papers[0].Paper;
            foreach (var line in (string[])[paper.IssuerName, s_sentences.Introduction, paper.HolderName, s_sentences.Award, paper.Title, "Grade", "First", "Programme", paper.Title, s_sentences.IssuedBy, paper.IssuerName, s_sentences.IssuedOn, paper.IssuedOn, s_sentences.ValidUntil, paper.ValidUntil!, s_sentences.Check, paper.VerifyAddress.AbsoluteUri, paper.Id, s_sentences.Attached])
                canvas.DrawText(line, 50, y += 20, SKTextAlign.Left, font, paint);
            document.EndPage();
            document.Close();
        }

        return (int)stream.Length;
    }

    private static int BarePng()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(PaperDrawing.UsualWidth, 1754, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(SKColors.White);
        using var pixels = bitmap.PeekPixels();
        using var file = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.Sub, 4))!;
        return (int)file.Size;
    }
}
