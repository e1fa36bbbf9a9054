using KubeCredential.Papers.Typesetting;

namespace KubeCredential.Papers.Layout;

/// <summary>Fills pages from the top down: text and tables on as many pages as they need, and a foot at the end of the last one.</summary>
/// <param name="sheet">The pages.</param>
/// <param name="setting">Sets their text.</param>
/// <param name="bar">The colour of the bar at the top of all pages but the first.</param>
/// <param name="isOnePage">Whether there is only one page, which is as long as it has to be.</param>
internal sealed class PageFlow(Sheet sheet, Setting setting, PaperColour bar, bool isOnePage)
{
    /// <summary>The distance of text from the edges of a page.</summary>
    public const double Margin = 52;

    /// <summary>The distance between what stands side by side.</summary>
    public const double Gap = 14;

    private const double LabelWidth = 150;
    private static readonly PaperColour s_line = new(0xd5, 0xd9, 0xde);
    private int _begun;

    /// <summary>The colour of text.</summary>
    public static PaperColour Text { get; } = new(0x1c, 0x1e, 0x21);

    /// <summary>The colour of text that matters less.</summary>
    public static PaperColour Quiet { get; } = new(0x55, 0x5b, 0x63);

    /// <summary>The pages.</summary>
    public Sheet Sheet => sheet;

    /// <summary>Sets their text.</summary>
    public Setting Setting => setting;

    /// <summary>Where the next part begins.</summary>
    public Spot At { get; set; } = new(0, 0);

    /// <summary>The width of a line.</summary>
    public double TextWidth => sheet.Width - (2 * Margin);

    /// <summary>Where something may end, but for the foot.</summary>
    private double Lowest => isOnePage ? double.MaxValue : sheet.Height - Margin;

    /// <summary>Places lines one below the other, on as many pages as they need.</summary>
    /// <returns>Where they end.</returns>
    public Spot Place(Element element, TextBlock block, Spot at, Func<TextLine, double> left, PaperColour colour)
    {
        for (var line = 0; line < block.Lines.Count; line++)
        {
            if (at.Y + block.LineHeight > Lowest) at = NextPage(at);
            block.PlaceLine(element, line, at.Page, at.Y, left, colour);
            at = at.Below(block.LineHeight);
        }

        return at;
    }

    /// <summary>Adds a part at the side where lines begin.</summary>
    /// <param name="role">Its role.</param>
    /// <param name="text">What it says.</param>
    /// <param name="block">The text, set.</param>
    /// <param name="colour">Its colour.</param>
    /// <param name="start">Its distance from the side where lines begin.</param>
    public void Add(Role role, string text, TextBlock block, PaperColour colour, double start = Margin)
    {
        var element = new Element(role) { Text = text };
        At = Place(element, block, At, line => setting.Left(start, line.Width * block.Size), colour);
        sheet.Elements.Add(element);
    }

    /// <summary>Adds a table with a label and a value in each row.</summary>
    public void AddTable(IReadOnlyList<PaperField> rows)
    {
        var table = new Element(Role.Table);
        sheet.Elements.Add(table);
        foreach (var row in rows)
        {
            var label = setting.Block(row.Label, FontStyle.Regular, $"{row.Name} (label)", LabelWidth, 10);
            var value = setting.Block(row.Value, FontStyle.Regular, row.Name, TextWidth - LabelWidth - Gap, 11.5);
            // A row begins where three lines of it fit.
            MakeRoom(Math.Min(Math.Max(label.Height, value.Height), 3 * value.LineHeight) + 10);
            sheet.Decoration.Add((At.Page, new BoxItem(Margin, At.Y, TextWidth, 0.6, s_line)));
            At = At.Below(6);
            var element = new Element(Role.TR);
            var (head, cell) = (new Element(Role.TH) { Text = row.Label }, new Element(Role.TD) { Text = row.Value });
            var endOfLabel = Place(head, label, At.Below((value.LineHeight - label.LineHeight) / 2), line => setting.Left(Margin, line.Width * label.Size), Quiet);
            var endOfValue = Place(cell, value, At, line => setting.Left(Margin + LabelWidth + Gap, line.Width * value.Size), Text);
            At = Spot.Later(endOfLabel, endOfValue).Below(6);
            element.Parts.AddRange([head, cell]);
            table.Parts.Add(element);
        }
    }

    /// <summary>Goes on to the next page if so much does not fit on this one.</summary>
    public void MakeRoom(double height)
    {
        if (At.Y + height > Lowest) At = NextPage(At);
    }

    /// <summary>Adds the foot, which ends the last page.</summary>
    public void AddFoot(PageFoot foot)
    {
        if (!isOnePage && At.Y + Gap > Lowest - foot.Height) At = NextPage(At);
        if (isOnePage) sheet.Height = Math.Max(sheet.Height, At.Y + foot.Height + Margin + Gap);
        foot.Add(At.Page, sheet.Height - Margin - foot.Height);
        sheet.Pages = At.Page + 1;
    }

    private Spot NextPage(Spot at)
    {
        // The label and the value of a row may both come to a page first.
        if (at.Page == _begun) sheet.Decoration.Add((++_begun, new BoxItem(0, 0, sheet.Width, 10, bar)));
        return new Spot(at.Page + 1, Margin);
    }
}
