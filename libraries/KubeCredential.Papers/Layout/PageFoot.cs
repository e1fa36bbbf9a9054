using KubeCredential.Papers.Typesetting;

namespace KubeCredential.Papers.Layout;

/// <summary>The foot of the last page: where something is checked, with a QR code of the address.</summary>
internal sealed class PageFoot
{
    private const double CodeSize = 104;
    private const double BelowText = 5;
    private readonly PageFlow _flow;
    private readonly Uri _address;
    private readonly PaperColour _accent;
    private readonly string _codeText;
    private readonly QrCode _code;
    private readonly List<(Role Role, string Text, TextBlock Block, PaperColour Colour)> _texts = [];

    /// <summary>Begins a foot.</summary>
    /// <param name="flow">The pages.</param>
    /// <param name="address">The address.</param>
    /// <param name="accent">The colour of the line above it, and of the link.</param>
    /// <param name="codeText">What the QR code is, for those who cannot see it.</param>
    /// <exception cref="LongAddressException">The address is too long for its QR code.</exception>
    public PageFoot(PageFlow flow, Uri address, PaperColour accent, string codeText) =>
        (_flow, _address, _accent, _codeText, _code) = (flow, address, accent, codeText, QrCode.Of(address.AbsoluteUri));

    /// <summary>Its height, in points.</summary>
    public double Height => Math.Max(CodeSize, _texts.Sum(static one => one.Block.Height + BelowText)) + PageFlow.Gap;

    private double TextWidth => _flow.TextWidth - CodeSize - PageFlow.Gap;

    /// <summary>Adds a text.</summary>
    /// <exception cref="MissingCharacterException">No font has a character of it.</exception>
    public void AddText(string text, FontStyle style, string field, double size, PaperColour colour) => _texts.Add((Role.P, text, _flow.Setting.Block(text, style, field, TextWidth, size), colour));

    /// <summary>Adds the address as a link.</summary>
    public void AddLink() => _texts.Add((Role.Link, _address.AbsoluteUri, _flow.Setting.Block(_address.AbsoluteUri, FontStyle.Regular, "verifyAddress", TextWidth, 9.5), _accent));

    /// <summary>Places it on a page.</summary>
    /// <param name="page">The page, from 0.</param>
    /// <param name="y">Where it begins.</param>
    public void Add(int page, double y)
    {
        var (sheet, setting) = (_flow.Sheet, _flow.Setting);
        sheet.Decoration.Add((page, new BoxItem(PageFlow.Margin, y, _flow.TextWidth, 1.4, _accent)));
        y += PageFlow.Gap;
        foreach (var (role, text, block, colour) in _texts)
        {
            var element = new Element(role) { Text = text, Address = role == Role.Link ? _address : null };
            block.Place(element, page, y, line => setting.Left(PageFlow.Margin, line.Width * block.Size), colour);
            sheet.Elements.Add(element);
            y += block.Height + BelowText;
        }

        var figure = new Element(Role.Figure) { Alternative = $"{_codeText}: {_address.AbsoluteUri}" };
        figure.Items.Add((page, new CodeItem(setting.Left(PageFlow.Margin + _flow.TextWidth - CodeSize, CodeSize), sheet.Height - PageFlow.Margin - CodeSize, CodeSize, _code)));
        sheet.Elements.Add(figure);
    }
}
