using System.Globalization;
using KubeCredential.Papers.Typesetting;

namespace KubeCredential.Papers.Tests;

/// <summary>The bidirectional algorithm against Unicode's own test, of which every eightieth line is here. <c>BIDI_TEST=FILE</c> names the whole one.</summary>
public sealed class BidiTests
{
    [Fact]
    public void Levels_and_order_are_those_of_Unicodes_test()
    {
        var lines = 0;
        using var reader = Environment.GetEnvironmentVariable("BIDI_TEST") is { } file ? new StreamReader(file) : new StreamReader(typeof(BidiTests).Assembly.GetManifestResourceStream("bidi-character-test.txt")!);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#') || line.Length == 0) continue;
            lines++;
            var parts = line.Split(';');
            var text = Array.ConvertAll(parts[0].Split(' '), static one => int.Parse(one, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            var bidi = Bidi.Of(text, parts[1] switch { "0" => 0, "1" => 1, _ => null });
            Assert.Equal(parts[2], bidi.BaseLevel.ToString(CultureInfo.InvariantCulture));
            var levels = bidi.LevelsOfLine(0, text.Length);
            var kept = Enumerable.Range(0, text.Length).Where(place => !Bidi.IsRemoved(text[place])).ToArray();
            Assert.Equal(parts[3], string.Join(' ', levels.Select((level, place) => Bidi.IsRemoved(text[place]) ? "x" : level.ToString(CultureInfo.InvariantCulture))));
            Assert.Equal(parts[4], string.Join(' ', Bidi.VisualOrder(Array.ConvertAll(kept, place => levels[place])).Select(place => kept[place])));
        }

        Assert.True(lines > 1000);
    }
}
