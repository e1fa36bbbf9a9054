using System.Globalization;
using System.Text;
using Buffer = HarfBuzzSharp.Buffer;
using HarfBuzzSharp;
using KubeCredential.Text;

namespace KubeCredential.Papers.Typesetting;

/// <summary>A text without line feeds, ready to be broken into lines: levels, scripts and fonts are known, and every piece has been measured.</summary>
internal sealed class Paragraph
{
    private static readonly UnicodeFunctions s_unicode = UnicodeFunctions.Default;
    private static readonly Feature[] s_features = [];
    private readonly string _text;
    private readonly FontStyle _style;
    private readonly Language _language;
    private readonly string _field;
    private readonly int[] _codePoints;
    private readonly int[] _offsets; // The place of each code point in the text, and the end.
    private readonly Bidi _bidi;
    private readonly Script[] _scripts;
    private readonly FontFile[] _fonts;
    private readonly double[] _widths; // At size 1, by code point: that of a cluster is at its first.
    private readonly bool[] _mayBreak; // Whether a line may begin with this code point.
    private readonly bool[] _mustNotBreak; // Whether no line may begin with it, even in need: it belongs to the one before.

    private Paragraph(string text, FontStyle style, bool rightToLeft, string language, string field)
    {
        (_text, _style, _language, _field) = (text, style, new Language(language), field);
        _codePoints = [.. text.EnumerateRunes().Select(static rune => rune.Value)];
        _offsets = new int[_codePoints.Length + 1];
        for (var at = 0; at < _codePoints.Length; at++) _offsets[at + 1] = _offsets[at] + (_codePoints[at] > 0xFFFF ? 2 : 1);
        _bidi = Bidi.Of(_codePoints, otherwise: rightToLeft ? (sbyte)1 : (sbyte)0);
        _mustNotBreak = InsideOfGraphemes();
        _scripts = FindScripts();
        _fonts = FindFonts();
        _mayBreak = FindBreaks();
        _widths = Measure();
    }

    /// <summary>The narrowest width, at size 1, at which no word has to be broken.</summary>
    public double LongestWord
    {
        get
        {
            var (longest, word) = (0.0, 0.0);
            for (var at = 0; at < _codePoints.Length; at++)
            {
                if (_mayBreak[at]) word = 0;
                if (!IsSpace(at)) word += _widths[at];
                longest = Math.Max(longest, word);
            }

            return longest;
        }
    }

    /// <summary>Prepares a text.</summary>
    /// <param name="text">The text; line feeds and tabs count as spaces.</param>
    /// <param name="style">Its fonts.</param>
    /// <param name="language">The language: a tag of BCP 47.</param>
    /// <param name="field">What it is, for a fault.</param>
    /// <exception cref="MissingCharacterException">No font has one of its characters.</exception>
    public static Paragraph Of(string text, FontStyle style, string language, string field) =>
        new(Clean(text), style, LanguageTag.IsRightToLeft(language), language, field);

    /// <summary>Breaks it into lines.</summary>
    /// <param name="width">The width at size 1 that a line may have.</param>
    public List<TextLine> Lines(double width)
    {
        List<TextLine> lines = [];
        for (var start = 0; start < _codePoints.Length;)
        {
            var end = EndOfLine(start, width);
            var visible = end;
            while (visible > start && IsSpace(visible - 1)) visible--;
            if (visible > start) lines.Add(Shape(start, visible) with { Space = visible < end && end < _codePoints.Length ? ShapeRun(visible, visible + 1, _bidi.BaseLevel)[0].Cluster : null });
            start = end;
        }

        return lines;
    }

    /// <summary>It as one line, however long.</summary>
    public TextLine Line() => Shape(0, _codePoints.Length);

    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) clean.Append(Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 ? new Rune(' ') : rune);
        return clean.ToString();
    }

    private bool[] InsideOfGraphemes()
    {
        var inside = new bool[_codePoints.Length];
        Array.Fill(inside, true);
        var at = 0;
        foreach (var start in StringInfo.ParseCombiningCharacters(_text))
        {
            while (_offsets[at] < start) at++;
            inside[at] = false;
        }

        for (at = 1; at < inside.Length; at++)
        {
            // A vowel that is written before its consonant, in Thai and Lao, stays with it.
            if (_codePoints[at - 1] is (>= 0x0E40 and <= 0x0E44) or (>= 0x0EC0 and <= 0x0EC4)) inside[at] = true;
            // Joiners keep what is on both sides together.
            if (_codePoints[at] is 0x200C or 0x200D or 0x2060 || _codePoints[at - 1] is 0x200D or 0x2060) inside[at] = true;
        }

        return inside;
    }

    /// <summary>The script of each character; what is common to several takes that of what is before it, or else after it.</summary>
    private Script[] FindScripts()
    {
        var scripts = Array.ConvertAll(_codePoints, static one => s_unicode.GetScript(one));
        for (var at = 1; at < scripts.Length; at++)
        {
            if (IsShared(scripts[at])) scripts[at] = scripts[at - 1];
        }

        for (var at = scripts.Length - 2; at >= 0; at--)
        {
            if (IsShared(scripts[at])) scripts[at] = scripts[at + 1];
        }

        return scripts;

        static bool IsShared(Script script) => script == Script.Common || script == Script.Inherited || script == Script.Unknown;
    }

    private FontFile[] FindFonts()
    {
        var fonts = new FontFile[_codePoints.Length];
        FontFile? last = null;
        for (var start = 0; start < _codePoints.Length;)
        {
            var end = start + 1;
            while (end < _codePoints.Length && _mustNotBreak[end] && !IsSpace(end)) end++;
            last = IsSpace(start) && last?.Has(' ') == true ? last : FontOf(start, end);
            Array.Fill(fonts, last, start, end - start);
            if (last is null)
            {
                for (var at = start; at < end; at++) fonts[at] = FontOf(at, at + 1) ?? throw new MissingCharacterException(_codePoints[at], _field);
                last = fonts[end - 1];
            }

            start = end;
        }

        return fonts;

        FontFile? FontOf(int start, int end)
        {
            // A font need not have what shows nothing.
            var needed = _codePoints[start..end].Where(static one => !IsInvisible(one)).ToArray();
            return needed.Length == 0 ? last ?? FontSet.First(_style) : FontSet.Find(_style, needed);
        }
    }

    /// <summary>Where lines may end: after spaces and hyphens, and between characters of scripts that are written without spaces.</summary>
    private bool[] FindBreaks()
    {
        var breaks = new bool[_codePoints.Length];
        for (var at = 1; at < breaks.Length; at++)
        {
            if (_mustNotBreak[at] || IsSpace(at)) continue;
            var (before, here) = (_codePoints[at - 1], _codePoints[at]);
            breaks[at] = IsSpace(at - 1)
                || (before is '-' or 0x2010 or 0x2013 or 0x2014 or '/' && at > 1 && !IsSpace(at - 2) && !char.IsDigit((char)Math.Min(here, 0xFFFF)))
                || ((IsIdeographic(before) || IsIdeographic(here)) && !StaysAtEnd(here) && !StaysAtStart(before));
        }

        return breaks;

        static bool IsIdeographic(int one) => one is (>= 0x2E80 and <= 0x33FF) or (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFF00 and <= 0xFFEF) or (>= 0x20000 and <= 0x3FFFF);

        // Closing brackets, full stops, small kana and iteration marks do not begin a line, and opening brackets do not end one.
        static bool StaysAtEnd(int one) => one is ')' or ']' or '.' or ',' or ':' or ';' or '!' or '?' or (>= 0x3001 and <= 0x3003) or 0x3005 or 0x3009 or 0x300B or 0x300D or 0x300F or 0x3011 or 0x3015
            or 0x3041 or 0x3043 or 0x3045 or 0x3047 or 0x3049 or 0x3063 or 0x3083 or 0x3085 or 0x3087 or 0x30A1 or 0x30A3 or 0x30A5 or 0x30A7 or 0x30A9 or 0x30C3 or 0x30E3 or 0x30E5 or 0x30E7 or 0x30FB or 0x30FC
            or 0xFF01 or 0xFF09 or 0xFF0C or 0xFF0E or 0xFF1A or 0xFF1B or 0xFF1F;

        static bool StaysAtStart(int one) => one is '(' or '[' or 0x3008 or 0x300A or 0x300C or 0x300E or 0x3010 or 0x3014 or 0xFF08;
    }

    private double[] Measure()
    {
        var widths = new double[_codePoints.Length];
        foreach (var (start, end, level) in Runs(0, _codePoints.Length, _bidi.Levels))
        {
            foreach (var (place, cluster) in ShapeRun(start, end, level)) widths[place] += cluster.Width;
        }

        return widths;
    }

    private int EndOfLine(int start, double width)
    {
        var (used, lastBreak) = (0.0, -1);
        for (var at = start; at < _codePoints.Length; at++)
        {
            if (at > start && _mayBreak[at]) lastBreak = at;
            if (IsSpace(at))
            {
                used += _widths[at]; // It may hang over.
                continue;
            }

            used += _widths[at];
            if (used <= width + 1e-9 || at == start) continue;
            if (lastBreak > start) return lastBreak;
            // A word that is longer than a line is broken between two characters.
            var end = at;
            while (end > start + 1 && _mustNotBreak[end]) end--;
            if (!_mustNotBreak[end]) return end;
            while (end < _codePoints.Length && _mustNotBreak[end]) end++;
            return end;
        }

        return _codePoints.Length;
    }

    private TextLine Shape(int start, int end)
    {
        var levels = _bidi.LevelsOfLine(start, end);
        var runs = Runs(start, end, levels).ToArray();
        List<GlyphCluster> clusters = [];
        foreach (var place in Bidi.VisualOrder(Array.ConvertAll(runs, static run => run.Level))) clusters.AddRange(ShapeRun(runs[place].Start, runs[place].End, runs[place].Level).Select(static one => one.Cluster));
        return new TextLine(_text[_offsets[start].._offsets[end]], clusters, Array.Exists(levels, static level => level % 2 == 1));
    }

    /// <summary>Pieces of one level, script and font.</summary>
    private List<(int Start, int End, sbyte Level)> Runs(int start, int end, ReadOnlySpan<sbyte> levels)
    {
        List<(int, int, sbyte)> runs = [];
        for (var first = start; first < end;)
        {
            var last = first + 1;
            while (last < end && levels[last - start] == levels[first - start] && _scripts[last] == _scripts[first] && ReferenceEquals(_fonts[last], _fonts[first])) last++;
            runs.Add((first, last, levels[first - start]));
            first = last;
        }

        return runs;
    }

    /// <summary>The clusters of a run from left to right, each with the place of its first character.</summary>
    private List<(int Place, GlyphCluster Cluster)> ShapeRun(int start, int end, sbyte level)
    {
        using var buffer = new Buffer();
        buffer.AddUtf16(_text.AsSpan(), _offsets[start], _offsets[end] - _offsets[start]);
        buffer.Direction = level % 2 == 1 ? Direction.RightToLeft : Direction.LeftToRight;
        buffer.Script = _scripts[start];
        buffer.Language = _language;
        var font = _fonts[start];
        font.Shaping.Shape(buffer, s_features);
        var infos = buffer.GetGlyphInfoSpan();
        var positions = buffer.GetGlyphPositionSpan();
        List<(int, GlyphCluster)> clusters = [];
        var starts = new SortedSet<int> { _offsets[end] };
        foreach (var info in infos) starts.Add((int)info.Cluster);
        for (var first = 0; first < infos.Length;)
        {
            var (last, pen) = (first, 0);
            List<GlyphPart> parts = [];
            for (; last < infos.Length && infos[last].Cluster == infos[first].Cluster; last++)
            {
                if (infos[last].Codepoint != 0) parts.Add(new GlyphPart((ushort)infos[last].Codepoint, pen + positions[last].XOffset, positions[last].YOffset));
                else if (_codePoints[Array.BinarySearch(_offsets, (int)infos[last].Cluster)] is var missing && !IsInvisible(missing)) throw new MissingCharacterException(missing, _field);
                pen += positions[last].XAdvance;
            }

            var from = Array.BinarySearch(_offsets, (int)infos[first].Cluster);
            var to = Array.BinarySearch(_offsets, starts.GetViewBetween((int)infos[first].Cluster + 1, int.MaxValue).Min);
            clusters.Add((from, new GlyphCluster(font, _text[_offsets[from].._offsets[to]], [.. parts], pen, level % 2 == 1)));
            first = last;
        }

        return clusters;
    }

    private bool IsSpace(int at) => _codePoints[at] is ' ' or 0x3000 or (>= 0x2000 and <= 0x2006) or (>= 0x2008 and <= 0x200B);

    /// <summary>Characters that show nothing by themselves: joiners, direction marks, variation selectors (Default_Ignorable_Code_Point).</summary>
    private static bool IsInvisible(int one) => one is 0x00AD or 0x034F or 0x061C or (>= 0x180B and <= 0x180F) or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F)
        or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF or (>= 0xE0100 and <= 0xE01EF);
}
