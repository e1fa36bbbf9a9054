using System.Text;

namespace Issuance.Api.Batches.Files;

/// <summary>The shared texts of a workbook, packed as UTF-8, with a limit on all of them.</summary>
internal sealed class SharedTexts
{
    private const int MostBytes = 64 << 20;
    private const int ChunkBytes = 1 << 20;
    private readonly List<byte[]> _chunks = [];
    private readonly List<(int Place, int Length)> _places = [];
    private int _used = ChunkBytes;
    private long _total;

    /// <summary>How many there are.</summary>
    public int Count => _places.Count;

    /// <summary>A text.</summary>
    public string this[int index]
    {
        get
        {
            var (place, length) = _places[index];
            return Encoding.UTF8.GetString(_chunks[place / ChunkBytes], place % ChunkBytes, length);
        }
    }

    /// <summary>Adds a text of at most 64 Ki characters.</summary>
    /// <exception cref="FileProblemException">There are too many.</exception>
    public void Add(StringBuilder text)
    {
        var whole = text.ToString();
        var length = Encoding.UTF8.GetByteCount(whole);
        _total += length + 8;
        if (_total > MostBytes) throw new FileProblemException("The texts of the workbook are too large. Split it, or send it as CSV.");
        if (_used + length > ChunkBytes)
        {
            _chunks.Add(new byte[ChunkBytes]);
            _used = 0;
        }

        Encoding.UTF8.GetBytes(whole, _chunks[^1].AsSpan(_used));
        _places.Add((((_chunks.Count - 1) * ChunkBytes) + _used, length));
        _used += length;
    }
}
