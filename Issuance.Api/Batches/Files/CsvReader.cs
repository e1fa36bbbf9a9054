using System.Buffers;
using System.Globalization;
using System.Text;

namespace Issuance.Api.Batches.Files;

/// <summary>
/// Reads delimited text (RFC 4180), as programs write it: any line end, cells in quotes with delimiters and line breaks in them. Its memory is one buffer and one row, whatever the file holds: of a
/// row that is too long, only its number is kept.
/// </summary>
internal sealed class CsvReader : RowReader
{
    private const int BufferCharacters = 64 * 1024;
    private const int SampledRows = 20;
    private static readonly char[] s_candidates = [',', ';', '\t'];

    private readonly TextReader _text;
    private readonly char[] _buffer = ArrayPool<char>.Shared.Rent(BufferCharacters);
    private readonly StringBuilder _cell = new();
    private readonly List<string> _cells = [];
    private readonly char _delimiter;
    private readonly SearchValues<char> _ends;
    private readonly string[] _columns;
    private int _at;
    private int _count;
    private int _number;
    private int _rows;

    /// <summary>Opens a text and reads its headings.</summary>
    /// <exception cref="FileProblemException">The text cannot be read.</exception>
    public CsvReader(TextReader text)
    {
        _text = text;
        _count = _text.ReadBlock(_buffer, 0, BufferCharacters);
        var sample = _buffer.AsSpan(0, _count);
        if (sample.StartsWith("sep=") && sample.Length > 5 && s_candidates.Contains(sample[4]) && sample[5] is '\r' or '\n')
        {
            // Written by Excel for itself.
            _delimiter = sample[4];
            _at = sample[5] == '\r' && sample.Length > 6 && sample[6] == '\n' ? 7 : 6;
            _number = 1;
        }
        else
        {
            _delimiter = DelimiterOf(sample.ToString(), isWhole: _count < BufferCharacters);
        }

        _ends = SearchValues.Create([_delimiter, '\r', '\n']);
        if (!ReadRecord(out var isTooLong)) throw new FileProblemException("The file is empty.");
        if (isTooLong) throw new FileProblemException(string.Create(CultureInfo.InvariantCulture, $"The first row has more than {CellText.MostRowCharacters:N0} characters."));
        _columns = HeadingsOf(_cells);
    }

    private CsvReader(TextReader text, char delimiter)
    {
        (_text, _delimiter, _ends, _columns) = (text, delimiter, SearchValues.Create([delimiter, '\r', '\n']), []);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => _columns;

    /// <inheritdoc/>
    public override string Delimiter => _delimiter.ToString();

    /// <inheritdoc/>
    public override FileRow? Read()
    {
        if (!ReadRecord(out var isTooLong)) return _rows > 0 ? null : throw new FileProblemException("The file has headings and no rows.");
        if (++_rows > CellText.MostRows || _number > CellText.LargestNumber) throw new FileProblemException($"The file has more than {CellText.MostRows:N0} rows. Split it.");
        if (isTooLong) return new FileRow(_number, [], $"This row has more than {CellText.MostRowCharacters:N0} characters.");
        var count = _cells.Count;
        while (count > 0 && _cells[count - 1].Length == 0) count--;
        if (count > _columns.Length) return new FileRow(_number, [], $"This row has {count:N0} cells, and there are {_columns.Length} headings. A cell that holds the delimiter must be in quotes.");
        var cells = new Cell[count];
        for (var i = 0; i < count; i++) cells[i] = new Cell(_cells[i].Length == 0 ? null : CellText.Unprotect(_cells[i]));
        return new FileRow(_number, cells);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        ArrayPool<char>.Shared.Return(_buffer, clearArray: true);
        _text.Dispose();
    }

    /// <summary>The delimiter by which the first rows have most cells, and as many each.</summary>
    private static char DelimiterOf(string sample, bool isWhole)
    {
        var (best, bestScore) = (s_candidates[0], 0.0);
        foreach (var candidate in s_candidates)
        {
            using var reader = new CsvReader(new StringReader(sample), candidate);
            var counts = new List<int>();
            try
            {
                while (counts.Count <= SampledRows && reader.ReadRecord(out _)) counts.Add(reader._cells.Count);
            }
            catch (FileProblemException) when (!isWhole || counts.Count > 0)
            {
                // The sample ends within quotes: the rows before count.
            }
            catch (FileProblemException)
            {
                continue; // It is told when the file is read.
            }

            if (counts is not [> 1 and var first, ..]) continue;
            var score = first * (0.1 + ((double)counts.Count(count => count == first) / counts.Count));
            if (score > bestScore) (best, bestScore) = (candidate, score);
        }

        return best;
    }

    /// <summary>Reads the next row that is not empty.</summary>
    private bool ReadRecord(out bool isTooLong)
    {
        while (true)
        {
            if (!Fill())
            {
                isTooLong = false;
                return false;
            }

            _number++;
            ReadCells(out isTooLong);
            if (isTooLong || _cells.Count > 1 || _cells[0].Trim().Length > 0) return true;
        }
    }

    private void ReadCells(out bool isTooLong)
    {
        _cells.Clear();
        var length = 0;
        isTooLong = false;
        while (true)
        {
            _cell.Clear();
            var ended = ReadCell(ref length, ref isTooLong);
            if (isTooLong) _cells.Clear();
            else _cells.Add(_cell.ToString());
            if (ended) return;
        }
    }

    /// <summary>Reads a cell.</summary>
    /// <returns>Whether it is the last one of its row.</returns>
    private bool ReadCell(ref int length, ref bool isTooLong)
    {
        if (Fill() && _buffer[_at] == '"')
        {
            var begun = _number;
            _at++;
            while (true)
            {
                if (!Fill()) throw new FileProblemException($"A quote that is opened in row {begun:N0} is never closed: from there on the file cannot be read.");
                var rest = _buffer.AsSpan(_at, _count - _at);
                var quote = rest.IndexOf('"');
                Take(quote < 0 ? rest : rest[..quote], ref length, ref isTooLong);
                _at += quote < 0 ? rest.Length : quote + 1;
                if (quote < 0) continue;
                if (!Fill() || _buffer[_at] != '"') break;
                _at++; // Two quotes are one.
                Take("\"", ref length, ref isTooLong);
            }
        }

        while (Fill())
        {
            var rest = _buffer.AsSpan(_at, _count - _at);
            var end = rest.IndexOfAny(_ends);
            Take(end < 0 ? rest : rest[..end], ref length, ref isTooLong);
            _at += end < 0 ? rest.Length : end;
            if (end < 0) continue;
            var found = _buffer[_at++];
            if (found == _delimiter)
            {
                if (++length > CellText.MostRowCharacters) isTooLong = true; // Delimiters alone count, too.
                return false;
            }

            if (found == '\r' && Fill() && _buffer[_at] == '\n') _at++;
            return true;
        }

        return true;
    }

    private void Take(ReadOnlySpan<char> text, ref int length, ref bool isTooLong)
    {
        length += text.Length;
        if (length > CellText.MostRowCharacters) isTooLong = true;
        if (isTooLong) length = CellText.MostRowCharacters + 1; // It does not overflow.
        else _cell.Append(text);
    }

    private bool Fill()
    {
        if (_at < _count) return true;
        (_at, _count) = (0, _text.Read(_buffer, 0, _buffer.Length));
        return _count > 0;
    }
}
