using KubeCredential.Papers.Typesetting;

namespace KubeCredential.Papers.Layout;

/// <summary>Lays a report out: a band with what it is and who made it, the verdict, its sections, and at the foot where it is checked again.</summary>
internal static class ReportLayout
{
    private const double BandHeight = 84;
    private const double StripeWidth = 6;
    private const double VerdictStart = PageFlow.Margin + StripeWidth + PageFlow.Gap;
    private const double RoomForSection = 90; // A heading, and the first row below it.

    /// <summary>Lays a report out on pages of its size.</summary>
    /// <exception cref="MissingCharacterException">No font has a character of it.</exception>
    /// <exception cref="LongAddressException">The address is too long for its QR code.</exception>
    public static Sheet Pages(ReportPaper report)
    {
        var design = PaperDesign.Plain;
        var sheet = new Sheet(report.Page.Width, report.Page.Height, report.Language, $"{report.Heading}: {report.Verdict}");
        var flow = new PageFlow(sheet, new Setting(report.Language, report.Page.Width), design.Colour, isOnePage: false);
        sheet.Decoration.Add((0, new BoxItem(0, 0, sheet.Width, BandHeight, design.Colour)));
        flow.At = new Spot(0, 20);
        flow.Add(Role.P, report.Heading, flow.Setting.Fit(report.Heading, FontStyle.Bold, "heading", flow.TextWidth, largest: 19, smallest: 12, mostLines: 1, mostHeight: 30), design.TextColour);
        flow.Add(Role.P, report.VerifierName, flow.Setting.Shortened(report.VerifierName, FontStyle.Regular, "verifierName", flow.TextWidth, largest: 12, smallest: 9, mostLines: 1), design.TextColour);
        flow.At = new Spot(0, BandHeight + 28);
        AddVerdict(flow, report);
        foreach (var section in report.Sections) AddSection(flow, section);
        flow.At = flow.At.Below(PageFlow.Gap);
        flow.Add(Role.P, report.Note, flow.Setting.Block(report.Note, FontStyle.Regular, "sentences", flow.TextWidth, 9.5), PageFlow.Quiet);
        var foot = new PageFoot(flow, report.VerifyAddress, design.Colour.OnWhite(), report.CodeText);
        foot.AddText(report.Check, FontStyle.Bold, "sentences", 10.5, PageFlow.Text);
        foot.AddLink();
        foot.AddText(report.SignedBy, FontStyle.Regular, "sentences", 8.5, PageFlow.Quiet);
        flow.AddFoot(foot);
        return sheet;
    }

    private static void AddVerdict(PageFlow flow, ReportPaper report)
    {
        var (top, width) = (flow.At.Y, flow.TextWidth - StripeWidth - PageFlow.Gap);
        flow.Add(Role.H1, report.Verdict, flow.Setting.Fit(report.Verdict, FontStyle.Bold, "verdict", width, largest: 22, smallest: 13, mostLines: 3, mostHeight: 100), CardLayout.ColourOf(report.Tone), VerdictStart);
        if (report.Explanation is { Length: > 0 } explanation)
        {
            flow.At = flow.At.Below(6);
            flow.Add(Role.P, explanation, flow.Setting.Block(explanation, FontStyle.Regular, "explanation", width, 10.5), PageFlow.Quiet, VerdictStart);
        }

        if (flow.At.Page == 0) flow.Sheet.Decoration.Add((0, new BoxItem(flow.Setting.Left(PageFlow.Margin, StripeWidth), top, StripeWidth, flow.At.Y - top, CardLayout.ColourOf(report.Tone))));
        flow.At = flow.At.Below(18);
    }

    private static void AddSection(PageFlow flow, ReportSection section)
    {
        flow.MakeRoom(RoomForSection);
        flow.Add(Role.H2, section.Title, flow.Setting.Block(section.Title, FontStyle.Bold, "sentences", flow.TextWidth, 13), PaperDesign.Plain.Colour.OnWhite());
        if (section.Sentence is { } sentence) flow.Add(Role.P, sentence, flow.Setting.Block(sentence, FontStyle.Bold, "verdict", flow.TextWidth, 11.5), PageFlow.Text);
        flow.At = flow.At.Below(6);
        if (section.Rows.Count > 0) flow.AddTable(section.Rows);
        flow.At = flow.At.Below(12);
    }
}
