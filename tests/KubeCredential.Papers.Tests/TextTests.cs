using KubeCredential.Papers.Drawing;
using KubeCredential.Papers.Layout;
using KubeCredential.Papers.Typesetting;

namespace KubeCredential.Papers.Tests;

/// <summary>How text is set: characters, lines and places.</summary>
public sealed class TextTests
{
    [Theory]
    [InlineData("Yoshi 𠮷野", 0x20BB7)]
    [InlineData("Ada 🎓", 0x1F393)]
    [InlineData("𒀀", 0x12000)]
    [InlineData("a\u0378b", 0x0378)]
    public void A_character_that_no_font_has_is_named_with_its_place(string name, int codePoint)
    {
        foreach (var draw in (Action<Paper>[])[static paper => PaperDrawing.Pdf(paper), static paper => PaperDrawing.Png(paper), static paper => PaperDrawing.Svg(paper)])
        {
            var missing = Assert.Throws<MissingCharacterException>(() => draw(Samples.Of(name)));
            Assert.Equal((codePoint, "holderName"), (missing.CodePoint, missing.Field));
            Assert.Equal("metadata.note", Assert.Throws<MissingCharacterException>(() => draw(Samples.Of(fields: new PaperField("metadata.note", "Note", name)))).Field);
        }
    }

    [Theory]
    [InlineData("W")]
    [InlineData("Wolfeschlegelsteinhausenbergerdorff ")]
    [InlineData("محمد بن عبد الله ")]
    [InlineData("สมชายศรีสุวรรณ์")]
    [InlineData("王小明")]
    [InlineData("श्रीनिवास ")]
    public void Two_hundred_characters_are_set_whole_within_the_margins(string part)
    {
        var name = string.Concat(Enumerable.Repeat(part, 200))[..200].Trim();
        var paper = Samples.Of(name, title: name[..100].Trim()) with { IssuerName = name, Page = PageSize.Letter };
        var sheet = PaperLayout.Pages(paper);
        var shown = sheet.Elements.Single(static one => one is { Role: Role.P, Items: [(_, TextItem { Size: >= 16, Colour.Red: 0x1c }), ..] });
        Assert.Equal(name.Replace(" ", "", StringComparison.Ordinal), string.Concat(shown.Items.Select(static one => ((TextItem)one.Item).Line.Text)).Replace(" ", "", StringComparison.Ordinal));
        for (var page = 0; page < sheet.Pages; page++)
        {
            var texts = sheet.ItemsOf(page).OfType<TextItem>().ToArray();
            Assert.All(texts, item => Assert.InRange(item.X, 51.9, sheet.Width - 51.9 - (item.Line.Width * item.Size)));
            Assert.All(texts, item => Assert.InRange(item.Baseline, 10, sheet.Height - 52));
            // Lines do not lie on each other: within a column the next one begins below.
            foreach (var column in texts.GroupBy(static item => item.X < 200 ? 0 : 1))
            {
                var ordered = column.OrderBy(static item => item.Baseline).ToArray();
                for (var at = 1; at < ordered.Length; at++)
                {
                    if (ordered[at].Baseline - ordered[at - 1].Baseline < 1) continue; // Side by side.
                    Assert.True(ordered[at].Baseline - ordered[at - 1].Baseline >= ordered[at].Size * 0.8, $"{ordered[at - 1].Line.Text} | {ordered[at].Line.Text}");
                }
            }
        }
    }

    [Theory]
    [InlineData("one two three four", 6, "one two|three four")]
    [InlineData("Donaudampfschifffahrt", 6, "Donaudamp|fschifffahrt")]
    [InlineData("東京大学、理学部。", 4, "東京大|学、理学|部。")] // No line begins with a comma or a full stop.
    [InlineData("「東京」「大学」", 5, "「東京」|「大学」")] // No line ends with an opening bracket.
    [InlineData("ab-cd", 1.5, "ab-|cd")]
    public void Lines_end_where_the_script_allows_it(string text, double width, string expected)
    {
        var lines = Paragraph.Of(text, FontStyle.Regular, "en", "text").Lines(width);
        Assert.Equal(expected.Split('|'), lines.Select(static line => line.Text.Trim()));
        Assert.All(lines, line => Assert.True(line.Width <= width + 0.001 || line.Clusters.Count == 1, line.Text));
    }

    [Fact]
    public void Descriptions_labels_and_values_longer_than_a_page_go_on_on_the_next_one()
    {
        var text = string.Join(' ', Enumerable.Range(1, 2000).Select(static number => $"word{number}"));
        var sheet = PaperLayout.Pages(Samples.Of("Ada Lovelace", fields: [new PaperField("a", text, "short"), new PaperField("b", "short", text)]) with { Description = text });
        Assert.True(sheet.Pages > 6, $"{sheet.Pages} pages");
        for (var page = 0; page < sheet.Pages; page++)
        {
            Assert.NotEmpty(sheet.ItemsOf(page).OfType<TextItem>());
            Assert.All(sheet.ItemsOf(page).OfType<TextItem>(), item => Assert.InRange(item.Baseline, 10, sheet.Height - 52));
            Assert.Equal(page == 0 ? 1 : 0, sheet.ItemsOf(page).Count(static item => item is BoxItem { Y: 0, Height: > 90 }));
            Assert.Equal(page == 0 ? 0 : 1, sheet.ItemsOf(page).Count(static item => item is BoxItem { Y: 0, Height: 10 }));
        }

        var all = string.Concat(Enumerable.Range(0, sheet.Pages).SelectMany(page => sheet.ItemsOf(page).OfType<TextItem>()).Select(static item => item.Line.Text.Trim() + " "));
        Assert.Equal(3, all.Split("word1000 ").Length - 1);
        Assert.Equal(3, all.Split("word2000 ").Length - 1);
    }

    [Fact]
    public void What_is_mixed_is_read_in_both_directions()
    {
        // In the order of the page: the number, the Latin word, then the Arabic one from its end to its beginning.
        var line = Paragraph.Of("جامعة London 2026", FontStyle.Regular, "ar", "text").Line();
        Assert.StartsWith("London 2026", string.Concat(line.Clusters.Select(static cluster => cluster.Text)), StringComparison.Ordinal);
        Assert.EndsWith("ج", string.Concat(line.Clusters.Select(static cluster => cluster.Text)), StringComparison.Ordinal);
        Assert.True(line.IsReordered);
        // Letters are joined: the letter in the middle has another glyph than alone.
        var alone = Paragraph.Of("م", FontStyle.Regular, "ar", "text").Line().Clusters[0].Parts[0].Glyph;
        Assert.DoesNotContain(Paragraph.Of("جامعة", FontStyle.Regular, "ar", "text").Line().Clusters, cluster => cluster.Text == "م" && cluster.Parts[0].Glyph == alone);
    }

    [Fact]
    public void Whatever_the_text_is_it_is_set_or_a_character_is_missing()
    {
        var random = new Random(20);
        // Letters, marks, joiners, controls of direction, halves of surrogate pairs, and whatever else.
        string[] parts = ["a", " ", "-", "א", "م", "ّ", "क", "्", "र", "ि", "ก", "ำ", "เ", "王", "。", "한", "\u200d", "\u200c", "\u202e", "\u2066", "\u2069", "\ufe0f", "\ud83d", "\udc00", "\n", "\t", "\0", "\u0301", "(", "]", "7", "\u3000", "\u00ad", "ﷲ", "\u115f"];
        var (set, missing) = (0, 0);
        for (var round = 0; round < 3000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => random.Next(20) == 0 ? ((char)random.Next(1, 0xFFFF)).ToString() : parts[random.Next(parts.Length)]));
            try
            {
                var paragraph = Paragraph.Of(text, FontStyle.Serif, random.Next(2) == 0 ? "ar" : "en", "text");
                var lines = paragraph.Lines(random.Next(1, 12));
                // Nothing is lost but the spaces at which lines end.
                Assert.Equal(Inked(paragraph.Line().Text), Inked(string.Concat(lines.Select(static line => line.Text))));
                if (round % 20 == 0) Assert.NotEmpty(PaperDrawing.Pdf(Samples.Of(text)));
                set++;
            }
            catch (MissingCharacterException one)
            {
                Assert.InRange(one.CodePoint, 1, 0x10FFFF);
                missing++;
            }
        }

        Assert.True(set > 500 && missing > 500, $"{set} set, {missing} missing");

        static string Inked(string text) => string.Concat(text.Where(static one => !char.IsWhiteSpace(one) && one != '\u200b'));
    }

    [Theory]
    [InlineData("#ffffff", "#000000", 21)]
    [InlineData("#777777", "#ffffff", 4.47)]
    [InlineData("#1f4e79", "#1f4e79", 1)]
    public void Contrast_is_that_of_WCAG(string one, string other, double expected) => Assert.Equal(expected, PaperColour.Parse(one).ContrastWith(PaperColour.Parse(other)), 0.02);

    [Fact]
    public void An_address_that_is_too_long_for_a_code_is_refused()
    {
        var most = Samples.Address + new string('x', 152 - Samples.Address.Length);
        Assert.NotEmpty(PaperDrawing.Pdf(Samples.Of() with { VerifyAddress = new Uri(most) }));
        Assert.Throws<LongAddressException>(() => PaperDrawing.Pdf(Samples.Of() with { VerifyAddress = new Uri(most + "x") }));
        Assert.Throws<LongAddressException>(() => PaperDrawing.Pdf(Samples.Of() with { VerifyAddress = new Uri(Samples.Address + new string('x', 10_000)) }));
    }
}
