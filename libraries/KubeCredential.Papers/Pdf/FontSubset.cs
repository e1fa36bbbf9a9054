using System.Buffers.Binary;
using KubeCredential.Papers.Typesetting;

namespace KubeCredential.Papers.Pdf;

/// <summary>
/// The part of a font that a document needs, as a TrueType file (OpenType 1.9, "glyf"). The first character of a cluster has a code that carries its whole drawing: a composite glyph that has its parts
/// where the shaper has put them. The codes of the others show nothing. So whoever extracts the text gets exactly the characters that were set, in every script.
/// </summary>
internal sealed class FontSubset(FontFile font, int number)
{
    private const int WordOffsets = 0x0001;
    private const int OffsetsAreXy = 0x0002;
    private const int HasScale = 0x0008;
    private const int MoreComponents = 0x0020;
    private const int HasTwoScales = 0x0040;
    private const int HasMatrix = 0x0080;
    private const int HasInstructions = 0x0100;
    private const int SimpleHeader = 10;

    /// <summary>The room of a code that shows nothing, at size 1: readers take characters that are nearer for lying on each other, and what is farther from a mark for a space.</summary>
    private const double SilentWidth = 0.101;

    private readonly Dictionary<(string Text, string Parts), ushort[]> _codes = [];
    private readonly Dictionary<(string Text, int Width), ushort> _silent = [];
    private readonly Dictionary<ushort, ushort> _copied = [];
    private readonly List<byte[]> _glyphs = [Raw(font, 0)];
    private readonly List<int> _advances = [0];
    private int _mostComponents = 1;

    /// <summary>Its name in the document.</summary>
    public string Resource { get; } = $"F{number}";

    /// <summary>The font.</summary>
    public FontFile Font => font;

    /// <summary>The codes in use, each with the text it stands for.</summary>
    public List<(ushort Code, string Text)> Texts { get; } = [];

    /// <summary>The advance of each code, in units of the font.</summary>
    public IReadOnlyList<int> Advances => _advances;

    /// <summary>The codes of a cluster in the order in which they stand on the page: from right to left, the first character comes last.</summary>
    public ushort[] CodesOf(GlyphCluster cluster)
    {
        var key = (cluster.Text, string.Join(' ', cluster.Parts));
        if (_codes.TryGetValue(key, out var known)) return known;
        string[] characters = [.. cluster.Text.EnumerateRunes().Select(static rune => rune.ToString())];
        if (characters.Length == 1) return _codes[key] = [Coded(Drawing(cluster.Parts, 0), cluster.Parts is [{ X: 0 } only] ? font.Shaping.GetHorizontalGlyphAdvance(only.Glyph) : cluster.Advance, cluster.Text)];
        // Readers turn around what is read from right to left, character by character. In the other direction one code is enough.
        string[] others = cluster.IsRightToLeft ? characters[1..] : [string.Concat(characters[1..])];
        var room = Math.Min((int)Math.Ceiling(SilentWidth * font.UnitsPerEm), Math.Max(0, cluster.Advance) / (others.Length + 2));
        var taken = room * others.Length;
        List<ushort> codes = [Coded(Drawing(cluster.Parts, cluster.IsRightToLeft ? -taken : 0), cluster.Advance - taken, characters[0])];
        foreach (var other in others) codes.Add(_silent.TryGetValue((other, room), out var silent) ? silent : _silent[(other, room)] = Coded([], room, other));
        if (cluster.IsRightToLeft) codes.Reverse();
        return _codes[key] = [.. codes];
    }

    /// <summary>The TrueType file.</summary>
    public byte[] ToFile()
    {
        var head = font.Table("head").ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(8), 0); // The check sum of the file, which is set at the end.
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(50), 1); // Long offsets in loca.
        var hhea = font.Table("hhea").ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(hhea.AsSpan(34), (ushort)_glyphs.Count);
        var maxp = font.Table("maxp").ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(maxp.AsSpan(4), (ushort)_glyphs.Count);
        foreach (var (offset, factor) in (ReadOnlySpan<(int, int)>)[(10, _mostComponents), (12, _mostComponents)])
        {
            var simple = BinaryPrimitives.ReadUInt16BigEndian(maxp.AsSpan(offset - 4)); // Points and contours of a composite glyph: of all its parts.
            var composite = BinaryPrimitives.ReadUInt16BigEndian(maxp.AsSpan(offset));
            BinaryPrimitives.WriteUInt16BigEndian(maxp.AsSpan(offset), (ushort)Math.Min(ushort.MaxValue, Math.Max(simple, composite) * factor));
        }

        foreach (var offset in (ReadOnlySpan<int>)[18, 20, 22, 24, 26]) BinaryPrimitives.WriteUInt16BigEndian(maxp.AsSpan(offset), 0); // There are no instructions.
        BinaryPrimitives.WriteUInt16BigEndian(maxp.AsSpan(28), (ushort)Math.Max(_mostComponents, BinaryPrimitives.ReadUInt16BigEndian(maxp.AsSpan(28))));
        BinaryPrimitives.WriteUInt16BigEndian(maxp.AsSpan(30), (ushort)(BinaryPrimitives.ReadUInt16BigEndian(maxp.AsSpan(30)) + 1));
        var hmtx = new byte[_glyphs.Count * 4];
        var loca = new byte[(_glyphs.Count + 1) * 4];
        using var glyf = new MemoryStream();
        for (var glyph = 0; glyph < _glyphs.Count; glyph++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(hmtx.AsSpan(glyph * 4), (ushort)Math.Clamp(_advances[glyph], 0, ushort.MaxValue));
            BinaryPrimitives.WriteInt16BigEndian(hmtx.AsSpan((glyph * 4) + 2), _glyphs[glyph].Length == 0 ? (short)0 : BinaryPrimitives.ReadInt16BigEndian(_glyphs[glyph].AsSpan(2)));
            glyf.Write(_glyphs[glyph]);
            while (glyf.Length % 4 != 0) glyf.WriteByte(0);
            BinaryPrimitives.WriteUInt32BigEndian(loca.AsSpan((glyph + 1) * 4), (uint)glyf.Length);
        }

        return Assemble([("glyf", glyf.ToArray()), ("head", head), ("hhea", hhea), ("hmtx", hmtx), ("loca", loca), ("maxp", maxp)]);
    }

    private static byte[] Assemble((string Tag, byte[] Content)[] tables)
    {
        using var file = new MemoryStream();
        var directory = new byte[12 + (tables.Length * 16)];
        BinaryPrimitives.WriteUInt32BigEndian(directory, 0x00010000);
        BinaryPrimitives.WriteUInt16BigEndian(directory.AsSpan(4), (ushort)tables.Length);
        var power = (int)Math.Log2(tables.Length);
        BinaryPrimitives.WriteUInt16BigEndian(directory.AsSpan(6), (ushort)(16 << power));
        BinaryPrimitives.WriteUInt16BigEndian(directory.AsSpan(8), (ushort)power);
        BinaryPrimitives.WriteUInt16BigEndian(directory.AsSpan(10), (ushort)((tables.Length * 16) - (16 << power)));
        file.Write(directory);
        var headAt = 0;
        for (var table = 0; table < tables.Length; table++)
        {
            var (tag, content) = tables[table];
            var entry = directory.AsSpan(12 + (table * 16));
            System.Text.Encoding.ASCII.GetBytes(tag, entry);
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], SumOf(content));
            BinaryPrimitives.WriteUInt32BigEndian(entry[8..], (uint)file.Length);
            BinaryPrimitives.WriteUInt32BigEndian(entry[12..], (uint)content.Length);
            if (tag == "head") headAt = (int)file.Length;
            file.Write(content);
            while (file.Length % 4 != 0) file.WriteByte(0);
        }

        var bytes = file.ToArray();
        directory.CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(headAt + 8), 0xB1B0AFBA - SumOf(bytes));
        return bytes;
    }

    private static uint SumOf(ReadOnlySpan<byte> content)
    {
        var sum = 0u;
        for (; content.Length >= 4; content = content[4..]) sum += BinaryPrimitives.ReadUInt32BigEndian(content);
        Span<byte> rest = stackalloc byte[4];
        rest.Clear();
        content.CopyTo(rest);
        return sum + BinaryPrimitives.ReadUInt32BigEndian(rest);
    }

    /// <summary>A glyph as the font has it; empty if it shows nothing.</summary>
    private static byte[] Raw(FontFile font, ushort glyph)
    {
        var loca = font.Table("loca");
        var isLong = BinaryPrimitives.ReadInt16BigEndian(font.Table("head")[50..]) == 1;
        var (start, end) = isLong
            ? ((int)BinaryPrimitives.ReadUInt32BigEndian(loca[(glyph * 4)..]), (int)BinaryPrimitives.ReadUInt32BigEndian(loca[((glyph * 4) + 4)..]))
            : (BinaryPrimitives.ReadUInt16BigEndian(loca[(glyph * 2)..]) * 2, BinaryPrimitives.ReadUInt16BigEndian(loca[((glyph * 2) + 2)..]) * 2);
        return WithoutInstructions(font.Table("glyf")[start..end]);
    }

    /// <summary>Instructions need tables that a subset does not have, and a page is drawn without them.</summary>
    private static byte[] WithoutInstructions(ReadOnlySpan<byte> glyph)
    {
        if (glyph.Length == 0) return [];
        var contours = BinaryPrimitives.ReadInt16BigEndian(glyph);
        if (contours >= 0)
        {
            var lengthAt = SimpleHeader + (contours * 2);
            var length = BinaryPrimitives.ReadUInt16BigEndian(glyph[lengthAt..]);
            byte[] simple = [.. glyph[..lengthAt], 0, 0, .. glyph[(lengthAt + 2 + length)..]];
            return simple;
        }

        var composite = glyph.ToArray();
        var at = SimpleHeader;
        int flags;
        do
        {
            flags = BinaryPrimitives.ReadUInt16BigEndian(composite.AsSpan(at));
            BinaryPrimitives.WriteUInt16BigEndian(composite.AsSpan(at), (ushort)(flags & ~HasInstructions));
            at += SizeOf(flags);
        }
        while ((flags & MoreComponents) != 0);
        return composite[..at];
    }

    private static int SizeOf(int componentFlags) => 4 + ((componentFlags & WordOffsets) != 0 ? 4 : 2)
        + ((componentFlags & HasScale) != 0 ? 2 : (componentFlags & HasTwoScales) != 0 ? 4 : (componentFlags & HasMatrix) != 0 ? 8 : 0);

    private byte[] Drawing(GlyphPart[] parts, int shift)
    {
        GlyphPart[] visible = [.. parts.Where(part => Raw(font, part.Glyph).Length > 0).Select(part => part with { X = part.X + shift })];
        return visible switch
        {
            [] => [],
            [{ X: 0, Y: 0 } only] => Copy(only.Glyph),
            _ => Compose(visible),
        };
    }

    private ushort Coded(byte[] glyph, int advance, string character)
    {
        var code = Add(glyph, advance);
        Texts.Add((code, character));
        return code;
    }

    private ushort Add(byte[] glyph, int advance)
    {
        _glyphs.Add(glyph);
        _advances.Add(Math.Max(0, advance));
        return (ushort)(_glyphs.Count - 1);
    }

    /// <summary>A glyph of the font with its components, if it has any, as they are numbered here.</summary>
    private byte[] Copy(ushort glyph)
    {
        var copy = Raw(font, glyph);
        if (copy.Length == 0 || BinaryPrimitives.ReadInt16BigEndian(copy) >= 0) return copy;
        var at = SimpleHeader;
        int flags;
        var components = 0;
        do
        {
            flags = BinaryPrimitives.ReadUInt16BigEndian(copy.AsSpan(at));
            var component = BinaryPrimitives.ReadUInt16BigEndian(copy.AsSpan(at + 2));
            BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(at + 2), ComponentOf(component));
            at += SizeOf(flags);
            components++;
        }
        while ((flags & MoreComponents) != 0);
        _mostComponents = Math.Max(_mostComponents, components);
        return copy;
    }

    private ushort ComponentOf(ushort glyph) => _copied.TryGetValue(glyph, out var known) ? known : _copied[glyph] = Add(Copy(glyph), font.Shaping.GetHorizontalGlyphAdvance(glyph));

    private byte[] Compose(GlyphPart[] parts)
    {
        var composite = new byte[SimpleHeader + (parts.Length * 8)];
        BinaryPrimitives.WriteInt16BigEndian(composite, -1);
        var (left, bottom, right, top) = (int.MaxValue, int.MaxValue, int.MinValue, int.MinValue);
        for (var place = 0; place < parts.Length; place++)
        {
            var (glyph, x, y) = parts[place];
            var component = ComponentOf(glyph);
            var box = _glyphs[component].AsSpan(2);
            left = Math.Min(left, x + BinaryPrimitives.ReadInt16BigEndian(box));
            bottom = Math.Min(bottom, y + BinaryPrimitives.ReadInt16BigEndian(box[2..]));
            right = Math.Max(right, x + BinaryPrimitives.ReadInt16BigEndian(box[4..]));
            top = Math.Max(top, y + BinaryPrimitives.ReadInt16BigEndian(box[6..]));
            var entry = composite.AsSpan(SimpleHeader + (place * 8));
            BinaryPrimitives.WriteUInt16BigEndian(entry, (ushort)(WordOffsets | OffsetsAreXy | (place < parts.Length - 1 ? MoreComponents : 0)));
            BinaryPrimitives.WriteUInt16BigEndian(entry[2..], component);
            BinaryPrimitives.WriteInt16BigEndian(entry[4..], (short)x);
            BinaryPrimitives.WriteInt16BigEndian(entry[6..], (short)y);
        }

        BinaryPrimitives.WriteInt16BigEndian(composite.AsSpan(2), (short)left);
        BinaryPrimitives.WriteInt16BigEndian(composite.AsSpan(4), (short)bottom);
        BinaryPrimitives.WriteInt16BigEndian(composite.AsSpan(6), (short)right);
        BinaryPrimitives.WriteInt16BigEndian(composite.AsSpan(8), (short)top);
        _mostComponents = Math.Max(_mostComponents, parts.Length);
        return composite;
    }
}
