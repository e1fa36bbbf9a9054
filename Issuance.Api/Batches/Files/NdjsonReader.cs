using System.Text;
using System.Text.Json;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Text;

namespace Issuance.Api.Batches.Files;

/// <summary>Reads one JSON object per line. Its members are the columns, in the order in which they first appear.</summary>
internal sealed class NdjsonReader(TextReader text) : RowReader
{
    private readonly List<string> _columns = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly char[] _buffer = new char[16 * 1024];
    private readonly StringBuilder _line = new();
    private int _at;
    private int _count;
    private int _number;
    private int _rows;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => _columns;

    /// <inheritdoc/>
    public override FileRow? Read()
    {
        while (ReadLine(out var isTooLong))
        {
            _number++;
            var line = isTooLong ? "" : _line.ToString();
            if (!isTooLong && string.IsNullOrWhiteSpace(line)) continue;
            if (++_rows > CellText.MostRows || _number > CellText.LargestNumber) throw new FileProblemException($"The file has more than {CellText.MostRows:N0} rows. Split it.");
            return isTooLong ? new FileRow(_number, [], $"This line has more than {CellText.MostRowCharacters:N0} characters.") : RowOf(line);
        }

        return _rows > 0 ? null : throw new FileProblemException("The file is empty.");
    }

    /// <inheritdoc/>
    public override void Dispose() => text.Dispose();

    private FileRow RowOf(string line)
    {
        var errors = new Dictionary<string, string[]>();
        using var document = RequestJson.Parse(Encoding.UTF8.GetBytes(line), errors);
        if (document is null)
        {
            var (field, rules) = errors.First();
            return new FileRow(_number, [], field == RequestJson.BodyField ? rules[0].Replace("The body", "This line", StringComparison.Ordinal) : $"{field}: {rules[0]}");
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object) return new FileRow(_number, [], "This line must be a JSON object.");
        var cells = new Cell[_columns.Count];
        try
        {
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (!_places.TryGetValue(member.Name, out var place))
                {
                    if (member.Name.Length is 0 or > MostHeadingCharacters || UnicodeText.HasControls(member.Name)) return new FileRow(_number, [], $"The name of a member must have 1 to {MostHeadingCharacters} characters, none of them a control character.");
                    if (_columns.Count >= CellText.MostColumns) throw new FileProblemException($"The lines up to {_number:N0} have more than {CellText.MostColumns} different members.");
                    _places[member.Name] = place = _columns.Count;
                    _columns.Add(member.Name);
                }

                if (place >= cells.Length) Array.Resize(ref cells, _columns.Count);
                cells[place] = member.Value.ValueKind switch
                {
                    JsonValueKind.Null => default,
                    JsonValueKind.String => JsonText.ValueOf(member.Value) is { } value ? new Cell(value) : throw new InvalidOperationException(),
                    _ => new Cell(member.Value.GetRawText(), CellKind.Json),
                };
            }
        }
        catch (InvalidOperationException)
        {
            return new FileRow(_number, [], RequestJson.NotUnicode);
        }

        return new FileRow(_number, cells);
    }

    private bool ReadLine(out bool isTooLong)
    {
        _line.Clear();
        isTooLong = false;
        if (!Fill()) return false;
        while (Fill())
        {
            var rest = _buffer.AsSpan(_at, _count - _at);
            var end = rest.IndexOf('\n');
            var part = end < 0 ? rest : rest[..end];
            if (_line.Length + part.Length > CellText.MostRowCharacters) isTooLong = true;
            else if (!isTooLong) _line.Append(part);
            _at += end < 0 ? rest.Length : end + 1;
            if (end >= 0) break;
        }

        return true;
    }

    private bool Fill()
    {
        if (_at < _count) return true;
        (_at, _count) = (0, text.Read(_buffer, 0, _buffer.Length));
        return _count > 0;
    }
}
