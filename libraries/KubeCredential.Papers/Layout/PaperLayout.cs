using KubeCredential.Papers.Typesetting;

namespace KubeCredential.Papers.Layout;

/// <summary>Lays a paper out: a band with the issuer, the certificate itself, its details, and at the foot where it is checked.</summary>
internal sealed class PaperLayout
{
    private const double Margin = PageFlow.Margin;
    private const double BandHeight = 96;
    private const double LogoHeight = 56;
    private const double LogoWidth = 120;
    private const double BackgroundOpacity = 0.10;

    private readonly Paper _paper;
    private readonly Sheet _sheet;
    private readonly Setting _setting;
    private readonly PageFlow _flow;
    private readonly PaperColour _accent;

    private PaperLayout(Paper paper, bool isOnePage)
    {
        (_paper, _accent) = (paper, paper.Design.Colour.OnWhite());
        _sheet = new Sheet(paper.Page.Width, paper.Page.Height, paper.Language, $"{paper.Title}: {paper.HolderName}");
        _setting = new Setting(paper.Language, paper.Page.Width);
        _flow = new PageFlow(_sheet, _setting, paper.Design.Colour, isOnePage);
    }

    /// <summary>Lays a paper out on pages of its size.</summary>
    /// <exception cref="MissingCharacterException">No font has a character of it.</exception>
    /// <exception cref="LongAddressException">The address is too long for its QR code.</exception>
    public static Sheet Pages(Paper paper) => new PaperLayout(paper, isOnePage: false).Arrange();

    /// <summary>Lays a paper out on one page, which is as long as it has to be.</summary>
    /// <exception cref="MissingCharacterException">No font has a character of it.</exception>
    /// <exception cref="LongAddressException">The address is too long for its QR code.</exception>
    public static Sheet Page(Paper paper) => new PaperLayout(paper, isOnePage: true).Arrange();

    private Sheet Arrange()
    {
        AddBand();
        var sentences = _paper.Sentences;
        _flow.At = new Spot(0, BandHeight + 46);
        Centred(Role.P, sentences.Introduction, FontStyle.Regular, 12, PageFlow.Quiet, "sentences", 16);
        CentredName();
        Centred(Role.P, sentences.Award, FontStyle.Regular, 12, PageFlow.Quiet, "sentences", 12);
        CentredTitle();
        if (_paper.Description is { Length: > 0 } description) Centred(Role.P, description, FontStyle.Regular, 11, PageFlow.Quiet, "description", 8);
        _flow.At = _flow.At.Below(16);
        var foot = FootOf();
        AddDetails();
        _flow.AddFoot(foot);
        AddBackgrounds();
        return _sheet;
    }

    private void AddBand()
    {
        var design = _paper.Design;
        _sheet.Decoration.Add((0, new BoxItem(0, 0, _sheet.Width, BandHeight, design.Colour)));
        var start = Margin;
        if (design.Logo is { } logo)
        {
            var scale = Math.Min(LogoHeight / logo.Height, LogoWidth / logo.Width);
            var (width, height) = (logo.Width * scale, logo.Height * scale);
            var figure = new Element(Role.Figure) { Alternative = $"{_paper.Sentences.LogoText}: {_paper.IssuerName}" };
            figure.Items.Add((0, new PictureItem(_setting.Left(start, width), (BandHeight - height) / 2, width, height, logo, 1)));
            _sheet.Elements.Add(figure);
            start += width + 18;
        }

        var block = _setting.Fit(_paper.IssuerName, FontStyle.Bold, "issuerName", _sheet.Width - start - Margin, largest: 19, smallest: 9, mostLines: 3, mostHeight: BandHeight - 20);
        var element = new Element(Role.P) { Text = _paper.IssuerName };
        block.Place(element, 0, (BandHeight - block.Height) / 2, line => _setting.Left(start, line.Width * block.Size), design.TextColour);
        _sheet.Elements.Add(element);
    }

    private void CentredName()
    {
        var block = _setting.Fit(_paper.HolderName, FontStyle.Serif, "holderName", _flow.TextWidth, largest: 38, smallest: 16, mostLines: 3, mostHeight: 150);
        Place(Role.P, _paper.HolderName, block, PageFlow.Text, 14);
    }

    private void CentredTitle()
    {
        var block = _setting.Fit(_paper.Title, FontStyle.Bold, "title", _flow.TextWidth, largest: 24, smallest: 13, mostLines: 3, mostHeight: 100);
        Place(Role.H1, _paper.Title, block, _accent, 10);
    }

    private void Centred(Role role, string text, FontStyle style, double size, PaperColour colour, string field, double after) =>
        Place(role, text, _setting.Block(text, style, field, Math.Min(_flow.TextWidth, 420), size), colour, after);

    private void Place(Role role, string text, TextBlock block, PaperColour colour, double after)
    {
        var element = new Element(role) { Text = text };
        _flow.At = _flow.Place(element, block, _flow.At, line => (_sheet.Width - (line.Width * block.Size)) / 2, colour).Below(after);
        _sheet.Elements.Add(element);
    }

    private void AddDetails()
    {
        var sentences = _paper.Sentences;
        List<PaperField> rows = [.. _paper.Fields, new("issuerName", sentences.IssuedBy, _paper.IssuerName), new("issuedOn", sentences.IssuedOn, _paper.IssuedOn)];
        if (_paper.ValidFrom is { } from) rows.Add(new PaperField("validFrom", sentences.ValidFrom, from));
        if (_paper.ValidUntil is { } until) rows.Add(new PaperField("validUntil", sentences.ValidUntil, until));
        _flow.AddTable(rows);
    }

    /// <summary>The foot of the last page: where the credential is checked.</summary>
    private PageFoot FootOf()
    {
        var foot = new PageFoot(_flow, _paper.VerifyAddress, _accent, _paper.Sentences.CodeText);
        foot.AddText(_paper.Sentences.Check, FontStyle.Bold, "sentences", 10.5, PageFlow.Text);
        foot.AddLink();
        foot.AddText($"{_paper.Sentences.Id}: {_paper.Id}", FontStyle.Regular, "id", 8.5, PageFlow.Quiet);
        if (_paper.Attachment is not null) foot.AddText(_paper.Sentences.Attached, FontStyle.Regular, "sentences", 8.5, PageFlow.Quiet);
        return foot;
    }

    private void AddBackgrounds()
    {
        if (_paper.Design.Background is not { } picture) return;
        // It covers what is below the band, and what does not fit is cut off at the sides of the page, which clips it.
        var scale = Math.Max(_sheet.Width / picture.Width, (_sheet.Height - BandHeight) / picture.Height);
        var (width, height) = (picture.Width * scale, picture.Height * scale);
        for (var page = 0; page < _sheet.Pages; page++)
            _sheet.Decoration.Insert(0, (page, new PictureItem((_sheet.Width - width) / 2, BandHeight + ((_sheet.Height - BandHeight - height) / 2), width, height, picture, BackgroundOpacity)));
    }
}
