using KubeCredential.Papers.Typesetting;

namespace KubeCredential.Papers.Layout;

/// <summary>Lays out what is shown of a credential elsewhere: previews of links, and badges.</summary>
internal static class CardLayout
{
    private const double CardMargin = 72;
    private const double BadgeMargin = 16;
    private const double StripeWidth = 10;
    private static readonly PaperColour s_text = new(0x1c, 0x1e, 0x21);
    private static readonly PaperColour s_quiet = new(0x55, 0x5b, 0x63);
    private static readonly PaperColour s_line = new(0xd5, 0xd9, 0xde);

    /// <summary>A preview: 1200 by 630, as networks ask for it.</summary>
    /// <exception cref="MissingCharacterException">No font has a character of it.</exception>
    public static Sheet Of(PreviewCard card)
    {
        const double Width = 1200, Height = 630, Band = 150;
        var sheet = new Sheet(Width, Height, card.Language, $"{card.Verdict}: {card.HolderName}, {card.Title}");
        var setting = new Setting(card.Language, Width);
        sheet.Decoration.Add((0, new BoxItem(0, 0, Width, Band, card.Design.Colour)));
        var start = CardMargin;
        if (card.Design.Logo is { } logo)
        {
            var scale = Math.Min(96.0 / logo.Height, 220.0 / logo.Width);
            sheet.Decoration.Add((0, new PictureItem(setting.Left(start, logo.Width * scale), (Band - (logo.Height * scale)) / 2, logo.Width * scale, logo.Height * scale, logo, 1)));
            start += (logo.Width * scale) + 28;
        }

        var issuer = setting.Shortened(card.IssuerName, FontStyle.Bold, "issuerName", Width - start - CardMargin, largest: 38, smallest: 24, mostLines: 2);
        Add(sheet, Role.P, card.IssuerName, issuer, (Band - issuer.Height) / 2, line => setting.Left(start, line.Width * issuer.Size), card.Design.TextColour);
        var name = setting.Shortened(card.HolderName, FontStyle.Serif, "holderName", Width - (2 * CardMargin), largest: 72, smallest: 40, mostLines: 2);
        var title = setting.Shortened(card.Title, FontStyle.Bold, "title", Width - (2 * CardMargin), largest: 44, smallest: 28, mostLines: 2);
        var y = Band + 44;
        Add(sheet, Role.H1, card.HolderName, name, y, line => setting.Left(CardMargin, line.Width * name.Size), s_text);
        y += name.Height + 10;
        Add(sheet, Role.P, card.Title, title, y, line => setting.Left(CardMargin, line.Width * title.Size), card.Design.Colour.OnWhite());
        var verdict = setting.Shortened(card.Verdict, FontStyle.Bold, "verdict", Width - (2 * CardMargin) - 40, largest: 32, smallest: 20, mostLines: 1);
        sheet.Decoration.Add((0, new BoxItem(0, Height - 96, Width, 96, ColourOf(card.Tone))));
        Add(sheet, Role.P, card.Verdict, verdict, Height - 48 - (verdict.Height / 2), line => setting.Left(CardMargin, line.Width * verdict.Size), new PaperColour(255, 255, 255));
        return sheet;
    }

    /// <summary>A badge: 420 wide, and as high as it has to be.</summary>
    /// <exception cref="MissingCharacterException">No font has a character of it.</exception>
    public static Sheet Of(VerdictBadge badge)
    {
        const double Width = 420;
        var setting = new Setting(badge.Language, Width);
        var (start, textWidth) = (StripeWidth + BadgeMargin, Width - StripeWidth - (2 * BadgeMargin));
        (string Text, TextBlock Block, PaperColour Colour)[] texts =
        [
            (badge.Sentence, setting.Shortened(badge.Sentence, FontStyle.Bold, "sentence", textWidth, largest: 16, smallest: 13, mostLines: 3), ColourOf(badge.Tone)),
            (badge.IssuerName, setting.Shortened(badge.IssuerName, FontStyle.Regular, "issuerName", textWidth, largest: 13, smallest: 11, mostLines: 2), s_text),
            (badge.AsOf, setting.Shortened(badge.AsOf, FontStyle.Regular, "asOf", textWidth, largest: 11, smallest: 10, mostLines: 2), s_quiet),
        ];
        var height = Math.Ceiling((2 * BadgeMargin) + texts.Sum(static one => one.Block.Height) + 8);
        var sheet = new Sheet(Width, height, badge.Language, badge.Sentence);
        foreach (var (x, y, width, tall) in (ReadOnlySpan<(double, double, double, double)>)[(0, 0, Width, 1), (0, height - 1, Width, 1), (0, 0, 1, height), (Width - 1, 0, 1, height)])
            sheet.Decoration.Add((0, new BoxItem(x, y, width, tall, s_line)));
        sheet.Decoration.Add((0, new BoxItem(setting.Left(0, StripeWidth), 0, StripeWidth, height, ColourOf(badge.Tone))));
        var top = BadgeMargin;
        foreach (var (text, block, colour) in texts)
        {
            Add(sheet, Role.P, text, block, top, line => setting.Left(start, line.Width * block.Size), colour);
            top += block.Height + 4;
        }

        return sheet;
    }

    private static void Add(Sheet sheet, Role role, string text, TextBlock block, double top, Func<TextLine, double> left, PaperColour colour)
    {
        var element = new Element(role) { Text = text };
        block.Place(element, 0, top, left, colour);
        sheet.Elements.Add(element);
    }

    /// <summary>All of them can be read on white, and white on them.</summary>
    public static PaperColour ColourOf(Tone tone) => tone switch
    {
        Tone.Good => new PaperColour(0x1b, 0x6e, 0x3c),
        Tone.Doubtful => new PaperColour(0x8a, 0x55, 0x00),
        _ => new PaperColour(0xb3, 0x26, 0x1e),
    };
}
