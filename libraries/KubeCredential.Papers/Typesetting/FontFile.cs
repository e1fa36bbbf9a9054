using System.Buffers.Binary;
using HarfBuzzSharp;
using SkiaSharp;

namespace KubeCredential.Papers.Typesetting;

/// <summary>A font of ours, mapped into memory. It can be used by several threads.</summary>
internal sealed class FontFile
{
    private readonly SKData _data;
    private readonly Dictionary<string, (int Offset, int Length)> _tables = [];
    private readonly Lazy<SKTypeface> _typeface;

    private FontFile(string path)
    {
        Name = Path.GetFileNameWithoutExtension(path);
        _data = SKData.Create(path) ?? throw new FileNotFoundException($"The font {Name} is missing. It belongs beside the assembly of this library, in the folder Fonts.", path);
        ReadTables();
        var blob = new Blob(_data.Data, (int)_data.Size, MemoryMode.ReadOnly);
        blob.MakeImmutable();
        var face = new Face(blob, 0);
        face.MakeImmutable();
        Shaping = new HarfBuzzSharp.Font(face);
        Shaping.SetFunctionsOpenType();
        UnitsPerEm = face.UnitsPerEm;
        Shaping.SetScale(UnitsPerEm, UnitsPerEm);
        _typeface = new Lazy<SKTypeface>(() => SKTypeface.FromData(_data));
        var metrics = Table("hhea");
        (Ascent, Descent) = (BinaryPrimitives.ReadInt16BigEndian(metrics[4..]), BinaryPrimitives.ReadInt16BigEndian(metrics[6..]));
    }

    /// <summary>The name of the file without its extension, which is the font's PostScript name.</summary>
    public string Name { get; }

    /// <summary>How many units of the font make the size of the text.</summary>
    public int UnitsPerEm { get; }

    /// <summary>How far it reaches above the baseline, in its units.</summary>
    public int Ascent { get; }

    /// <summary>How far it reaches below the baseline, in its units; negative.</summary>
    public int Descent { get; }

    /// <summary>The font, as it shapes text.</summary>
    public HarfBuzzSharp.Font Shaping { get; }

    /// <summary>The font, as it draws on pictures.</summary>
    public SKTypeface Typeface => _typeface.Value;

    /// <summary>Opens a font.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static FontFile Open(string path) => new(path);

    /// <summary>Whether it has a character.</summary>
    public bool Has(int codePoint) => Shaping.TryGetNominalGlyph(codePoint, out var glyph) && glyph != 0;

    /// <summary>A table of the file (OpenType, "Font tables").</summary>
    public ReadOnlySpan<byte> Table(string tag) => _tables.TryGetValue(tag, out var place) ? _data.AsSpan().Slice(place.Offset, place.Length) : default;

    private void ReadTables()
    {
        var file = _data.AsSpan();
        var count = BinaryPrimitives.ReadUInt16BigEndian(file[4..]);
        for (var entry = file[12..]; count-- > 0; entry = entry[16..])
            _tables[System.Text.Encoding.ASCII.GetString(entry[..4])] = ((int)BinaryPrimitives.ReadUInt32BigEndian(entry[8..]), (int)BinaryPrimitives.ReadUInt32BigEndian(entry[12..]));
    }
}
