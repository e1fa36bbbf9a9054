using KubeCredential.Papers.Typesetting;

namespace KubeCredential.Papers.Layout;

/// <summary>Lays a paper out: a band with the issuer, the certificate itself, its details, and at the foot where it is checked.</summary>
internal sealed class PaperLayout
{
    private const double Margin = 52;
    private const double BandHeight = 96;
    private const double LogoHeight = 56;
    private const double LogoWidth = 120;
    private const double CodeSize = 104;
    private const double LabelWidth = 150;
    private const double Gap = 14;
    private const double BackgroundOpacity = 0.10;
    private static readonly PaperColour s_text = new(0x1c, 0x1e, 0x21);
    private static readonly PaperColour s_quiet = new(0x55, 0x5b, 0x63);
    private static readonly PaperColour s_line = new(0xd5, 0xd9, 0xde);

    private readonly Paper _paper;
    private readonly bool _isOnePage;
    private readonly Sheet _sheet;
    private readonly Setting _setting;
    private readonly PaperColour _accent;
    private Spot _at = new(0, 0);
    private int _begun;

    private PaperLayout(Paper paper, bool isOnePage)
    {
        (_paper, _isOnePage, _accent) = (paper, isOnePage, paper.Design.Colour.OnWhite());
        _sheet = new Sheet(paper.Page.Width, paper.Page.Height, paper.Language, $"{paper.Title}: {paper.HolderName}");
        _setting = new Setting(paper.Language, paper.Page.Width);
    }

    /// <summary>Where something may end, but for the foot.</summary>
    private double Lowest => _isOnePage ? double.MaxValue : _sheet.Height - Margin;

    private double TextWidth => _sheet.Width - (2 * Margin);

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
        _at = new Spot(0, BandHeight + 46);
        Centred(Role.P, sentences.Introduction, FontStyle.Regular, 12, s_quiet, "sentences", 16);
        CentredName();
        Centred(Role.P, sentences.Award, FontStyle.Regular, 12, s_quiet, "sentences", 12);
        CentredTitle();
        if (_paper.Description is { Length: > 0 } description) Centred(Role.P, description, FontStyle.Regular, 11, s_quiet, "description", 8);
        _at = _at.Below(16);
        var foot = new Foot(this);
        AddDetails();
        if (!_isOnePage && _at.Y + Gap > Lowest - foot.Height) _at = NextPage(_at);
        if (_isOnePage) _sheet.Height = Math.Max(_sheet.Height, _at.Y + foot.Height + Margin + Gap);
        foot.Add(_sheet.Height - Margin - foot.Height);
        _sheet.Pages = _at.Page + 1;
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
        var block = _setting.Fit(_paper.HolderName, FontStyle.Serif, "holderName", TextWidth, largest: 38, smallest: 16, mostLines: 3, mostHeight: 150);
        Place(Role.P, _paper.HolderName, block, s_text, 14);
    }

    private void CentredTitle()
    {
        var block = _setting.Fit(_paper.Title, FontStyle.Bold, "title", TextWidth, largest: 24, smallest: 13, mostLines: 3, mostHeight: 100);
        Place(Role.H1, _paper.Title, block, _accent, 10);
    }

    private void Centred(Role role, string text, FontStyle style, double size, PaperColour colour, string field, double after) =>
        Place(role, text, _setting.Block(text, style, field, Math.Min(TextWidth, 420), size), colour, after);

    private void Place(Role role, string text, TextBlock block, PaperColour colour, double after)
    {
        var element = new Element(role) { Text = text };
        _at = Flow(element, block, _at, line => (_sheet.Width - (line.Width * block.Size)) / 2, colour).Below(after);
        _sheet.Elements.Add(element);
    }

    private void AddDetails()
    {
        var sentences = _paper.Sentences;
        List<PaperField> rows = [.. _paper.Fields, new("issuerName", sentences.IssuedBy, _paper.IssuerName), new("issuedOn", sentences.IssuedOn, _paper.IssuedOn)];
        if (_paper.ValidFrom is { } from) rows.Add(new PaperField("validFrom", sentences.ValidFrom, from));
        if (_paper.ValidUntil is { } until) rows.Add(new PaperField("validUntil", sentences.ValidUntil, until));
        var table = new Element(Role.Table);
        _sheet.Elements.Add(table);
        foreach (var row in rows)
        {
            var label = _setting.Block(row.Label, FontStyle.Regular, $"{row.Name} (label)", LabelWidth, 10);
            var value = _setting.Block(row.Value, FontStyle.Regular, row.Name, TextWidth - LabelWidth - Gap, 11.5);
            // A row begins where three lines of it fit.
            if (_at.Y + Math.Min(Math.Max(label.Height, value.Height), 3 * value.LineHeight) + 10 > Lowest) _at = NextPage(_at);
            _sheet.Decoration.Add((_at.Page, new BoxItem(Margin, _at.Y, TextWidth, 0.6, s_line)));
            _at = _at.Below(6);
            var element = new Element(Role.TR);
            var (head, cell) = (new Element(Role.TH) { Text = row.Label }, new Element(Role.TD) { Text = row.Value });
            var endOfLabel = Flow(head, label, _at.Below((value.LineHeight - label.LineHeight) / 2), line => _setting.Left(Margin, line.Width * label.Size), s_quiet);
            var endOfValue = Flow(cell, value, _at, line => _setting.Left(Margin + LabelWidth + Gap, line.Width * value.Size), s_text);
            _at = Spot.Later(endOfLabel, endOfValue).Below(6);
            element.Parts.AddRange([head, cell]);
            table.Parts.Add(element);
        }
    }

    /// <summary>Places lines one below the other, on as many pages as they need.</summary>
    /// <returns>Where they end.</returns>
    private Spot Flow(Element element, TextBlock block, Spot at, Func<TextLine, double> left, PaperColour colour)
    {
        for (var line = 0; line < block.Lines.Count; line++)
        {
            if (at.Y + block.LineHeight > Lowest) at = NextPage(at);
            block.PlaceLine(element, line, at.Page, at.Y, left, colour);
            at = at.Below(block.LineHeight);
        }

        return at;
    }

    private Spot NextPage(Spot at)
    {
        // The label and the value of a row may both come to a page first.
        if (at.Page == _begun) _sheet.Decoration.Add((++_begun, new BoxItem(0, 0, _sheet.Width, 10, _paper.Design.Colour)));
        return new Spot(at.Page + 1, Margin);
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

    /// <summary>A place on the pages: the page, from 0, and the distance from its upper edge.</summary>
    private readonly record struct Spot(int Page, double Y)
    {
        public Spot Below(double distance) => this with { Y = Y + distance };

        public static Spot Later(Spot one, Spot other) => (one.Page, one.Y).CompareTo((other.Page, other.Y)) >= 0 ? one : other;
    }

    /// <summary>The foot of the last page: where the credential is checked.</summary>
    private sealed class Foot
    {
        private readonly PaperLayout _layout;
        private readonly QrCode _code;
        private readonly List<(Role Role, string Text, TextBlock Block, PaperColour Colour)> _texts = [];

        public Foot(PaperLayout layout)
        {
            _layout = layout;
            var (paper, setting) = (layout._paper, layout._setting);
            var (width, address) = (layout.TextWidth - CodeSize - Gap, paper.VerifyAddress.AbsoluteUri);
            _code = QrCode.Of(address);
            _texts.Add((Role.P, paper.Sentences.Check, setting.Block(paper.Sentences.Check, FontStyle.Bold, "sentences", width, 10.5), s_text));
            _texts.Add((Role.Link, address, setting.Block(address, FontStyle.Regular, "verifyAddress", width, 9.5), layout._accent));
            var id = $"{paper.Sentences.Id}: {paper.Id}";
            _texts.Add((Role.P, id, setting.Block(id, FontStyle.Regular, "id", width, 8.5), s_quiet));
            if (paper.Attachment is not null) _texts.Add((Role.P, paper.Sentences.Attached, setting.Block(paper.Sentences.Attached, FontStyle.Regular, "sentences", width, 8.5), s_quiet));
            Height = Math.Max(CodeSize, _texts.Sum(static one => one.Block.Height + 5)) + Gap;
        }

        public double Height { get; }

        public void Add(double y)
        {
            var (sheet, setting, page) = (_layout._sheet, _layout._setting, _layout._at.Page);
            sheet.Decoration.Add((page, new BoxItem(Margin, y, _layout.TextWidth, 1.4, _layout._accent)));
            y += Gap;
            foreach (var (role, text, block, colour) in _texts)
            {
                var element = new Element(role) { Text = text, Address = role == Role.Link ? _layout._paper.VerifyAddress : null };
                block.Place(element, page, y, line => setting.Left(Margin, line.Width * block.Size), colour);
                sheet.Elements.Add(element);
                y += block.Height + 5;
            }

            var figure = new Element(Role.Figure) { Alternative = $"{_layout._paper.Sentences.CodeText}: {_layout._paper.VerifyAddress.AbsoluteUri}" };
            figure.Items.Add((page, new CodeItem(setting.Left(Margin + _layout.TextWidth - CodeSize, CodeSize), sheet.Height - Margin - CodeSize, CodeSize, _code)));
            sheet.Elements.Add(figure);
        }
    }
}
