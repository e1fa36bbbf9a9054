using KubeCredential.Papers.Images;
using KubeCredential.Papers.Layout;
using KubeCredential.Papers.Pdf;

namespace KubeCredential.Papers.Drawing;

/// <summary>
/// Draws papers. The same paper always gives the same bytes. All methods throw <see cref="MissingCharacterException"/> where no font has a character of the paper, and <see cref="LongAddressException"/> where
/// its address is too long for a QR code of version 8.
/// </summary>
public static class PaperDrawing
{
    /// <summary>The usual width of a PNG picture in pixels: 150 for an inch of A4.</summary>
    public const int UsualWidth = 1240;

    /// <summary>The paper as a tagged PDF/A-3a, which carries the attachment.</summary>
    public static byte[] Pdf(Paper paper)
    {
        ArgumentNullException.ThrowIfNull(paper);
        return PdfWriter.Write(PaperLayout.Pages(paper), paper.Attachment, paper.MadeAt);
    }

    /// <summary>A report as a tagged PDF/A-3a, signed (PAdES baseline B). Unlike papers, no two have the same bytes.</summary>
    /// <param name="report">The report.</param>
    /// <param name="signature">With what it is signed.</param>
    public static byte[] Pdf(ReportPaper report, PaperSignature signature)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(signature);
        return PdfWriter.Write(ReportLayout.Pages(report), report.Attachment, report.MadeAt, signature);
    }

    /// <summary>The paper as a PNG picture: one page, which is as long as it has to be.</summary>
    /// <param name="paper">The paper; its attachment is left out.</param>
    /// <param name="width">The width, in pixels.</param>
    /// <exception cref="LongPaperException">It would have more than <see cref="PaperPicture.MaxPixels"/>.</exception>
    public static byte[] Png(Paper paper, int width = UsualWidth)
    {
        ArgumentNullException.ThrowIfNull(paper);
        return PngRenderer.Draw(PaperLayout.Page(paper with { Attachment = null }), 0, width);
    }

    /// <summary>The paper as SVG: one page, which is as long as it has to be; without script, and without references to elsewhere.</summary>
    /// <param name="paper">The paper; its attachment is left out.</param>
    public static string Svg(Paper paper)
    {
        ArgumentNullException.ThrowIfNull(paper);
        return SvgRenderer.Draw(PaperLayout.Page(paper with { Attachment = null }), 0);
    }
}
