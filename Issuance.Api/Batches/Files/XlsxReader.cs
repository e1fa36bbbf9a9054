using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Issuance.Api.Batches.Files;

/// <summary>
/// Reads the first sheet of a workbook (ECMA-376, part 1, chapter 18) from its XML, so that no more than a row and the shared texts is in memory. What it takes from the archive is limited by
/// what it inflates to, and document types are refused.
/// </summary>
internal sealed class XlsxReader : RowReader
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Strict = "http://purl.oclc.org/ooxml/spreadsheetml/main";
    private const int MostEntries = 2000;
    private const int MostFormats = 100_000;
    private const long MostSheetBytes = 1L << 30;
    private const long MostPartBytes = 16 << 20;
    private const long MostTextsBytes = 512L << 20;
    private const int Base1904 = 1462; // Days between the two systems of dates.

    private static readonly XmlReaderSettings s_settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
    };

    private readonly ZipArchive _archive;
    private readonly bool[] _isDate;
    private readonly SharedTexts _texts;
    private readonly bool _is1904;
    private readonly XmlReader _sheet;
    private readonly string[] _columns;
    private int _number;
    private int _rows;

    /// <summary>Opens a workbook and reads its headings.</summary>
    /// <exception cref="FileProblemException">It cannot be read.</exception>
    public XlsxReader(Stream file)
    {
        _archive = Guard(() => new ZipArchive(file, ZipArchiveMode.Read));
        (_isDate, _texts, _sheet, _columns) = ([], new SharedTexts(), null!, []);
        try
        {
            if (_archive.Entries.Count > MostEntries) throw new FileProblemException($"The workbook has more than {MostEntries} parts.");
            (var sheet, var styles, var texts, _is1904) = Guard(FindParts);
            _isDate = styles is null ? [] : Guard(() => ReadFormats(styles));
            if (texts is not null) Guard(() => ReadTexts(texts));
            _sheet = Guard(() => Open(sheet, MostSheetBytes));
            _columns = HeadingsOf([.. (Guard(NextRow) ?? throw new FileProblemException("The first sheet is empty.")).Cells.Select(static cell => cell.Text)]);
        }
        catch (FileProblemException)
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => _columns;

    /// <inheritdoc/>
    public override FileRow? Read()
    {
        if (Guard(NextRow) is not { } row) return _rows > 0 ? null : throw new FileProblemException("The first sheet has headings and no rows.");
        if (++_rows > CellText.MostRows) throw new FileProblemException($"The first sheet has more than {CellText.MostRows:N0} rows. Split it.");
        return row.Problem is null && row.Cells.Length > _columns.Length ? new FileRow(row.Number, [], $"This row has {row.Cells.Length:N0} cells, and there are {_columns.Length} headings.") : row;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _sheet?.Dispose();
        _archive.Dispose();
    }

    private FileRow? NextRow()
    {
        while (_sheet.Read())
        {
            if (_sheet.NodeType != XmlNodeType.Element || _sheet.LocalName != "row" || _sheet.NamespaceURI is not (Main or Strict)) continue;
            var number = int.TryParse(_sheet.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var told) && told > _number ? told : _number + 1;
            if (number > CellText.LargestNumber) throw new FileProblemException($"The first sheet has rows beyond {CellText.LargestNumber:N0}. Remove the empty ones, or split it.");
            _number = number;
            var row = ReadCells(number);
            if (row.Problem is not null || row.Cells.Any(static cell => !string.IsNullOrWhiteSpace(cell.Text))) return row;
        }

        return null;
    }

    private FileRow ReadCells(int number)
    {
        var (cells, length, problem) = (new List<Cell>(), 0, (string?)null);
        if (_sheet.IsEmptyElement) return new FileRow(number, []);
        var depth = _sheet.Depth;
        var column = -1;
        while (_sheet.Read() && _sheet.Depth > depth)
        {
            if (_sheet.NodeType != XmlNodeType.Element || _sheet.LocalName != "c") continue;
            column = ColumnOf(_sheet.GetAttribute("r")) ?? column + 1;
            var cell = ReadCell();
            if (cell.Text is null || problem is not null) continue;
            length += cell.Text.Length;
            if (length > CellText.MostRowCharacters) problem = $"This row has more than {CellText.MostRowCharacters:N0} characters.";
            else if (column >= CellText.MostColumns) problem = $"This row has cells beyond column {CellText.MostColumns}, the last one that is allowed.";
            else
            {
                while (cells.Count < column) cells.Add(default);
                if (column < cells.Count) cells[column] = cell;
                else cells.Add(cell);
            }
        }

        return problem is null ? new FileRow(number, [.. cells]) : new FileRow(number, [], problem);
    }

    private Cell ReadCell()
    {
        var type = _sheet.GetAttribute("t");
        var style = int.TryParse(_sheet.GetAttribute("s"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
        if (_sheet.IsEmptyElement) return default;
        var (depth, value, inline) = (_sheet.Depth, (string?)null, (StringBuilder?)null);
        while (_sheet.Read() && _sheet.Depth > depth)
        {
            if (_sheet.NodeType != XmlNodeType.Element || _sheet.IsEmptyElement) continue;
            if (_sheet.LocalName == "v") value = TextWithin(_sheet);
            else if (_sheet.LocalName == "t") (inline ??= new()).Append(TextWithin(_sheet));
            else if (_sheet.LocalName == "rPh") SkipWithin(_sheet);
        }

        switch (type)
        {
            case "inlineStr":
                return TextCell(inline?.ToString());
            case "s":
                return TextCell(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < _texts.Count
                    ? _texts[index]
                    : value is null ? null : throw new FileProblemException("The workbook is damaged: a cell names a text that it does not have."));
            case "str":
                return TextCell(value);
            case "b":
                return value is null ? default : new Cell(value is "1" or "true" ? "true" : "false", CellKind.Boolean);
            case "e":
                return new Cell(value ?? "#ERROR", CellKind.Error);
            case "d":
                return value is null ? default : new Cell(value.EndsWith("T00:00:00", StringComparison.Ordinal) ? value[..10] : value, CellKind.Date);
            default:
                return NumberCell(value, style);
        }
    }

    private static Cell TextCell(string? text) => string.IsNullOrEmpty(text) ? default : new Cell(CellText.Unprotect(text));

    private Cell NumberCell(string? value, int style)
    {
        if (string.IsNullOrEmpty(value)) return default;
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number)) return new Cell(value);
        if (style < _isDate.Length && _isDate[style]) return DayOf(number) is { } day ? new Cell(day, CellKind.Date) : new Cell(value, CellKind.Error);
        // Excel writes 17 digits, and people see 15.
        return new Cell(Math.Abs(number) < 1e15 ? ((decimal)number).ToString("0.###############", CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture), CellKind.Number);
    }

    /// <summary>The day of a serial number, with its time if it has one.</summary>
    private string? DayOf(double serial) => SerialDay.Of(serial + (_is1904 ? Base1904 : 0));

    private static int? ColumnOf(string? reference)
    {
        if (string.IsNullOrEmpty(reference)) return null;
        var column = 0;
        foreach (var c in reference)
        {
            if (c is < 'A' or > 'Z') break;
            column = (column * 26) + (c - 'A' + 1);
            if (column > 20_000) break; // A sheet has 16,384.
        }

        return column == 0 ? null : column - 1;
    }

    private (ZipArchiveEntry Sheet, ZipArchiveEntry? Styles, ZipArchiveEntry? Texts, bool Is1904) FindParts()
    {
        var workbook = Find(RelationsOf("_rels/.rels", "").FirstOrDefault(static one => one.Type == "officeDocument").Target ?? "xl/workbook.xml") ?? throw new FileProblemException("This is no Excel workbook (.xlsx), although it is a zip archive.");
        var folder = workbook.FullName[..(workbook.FullName.LastIndexOf('/') + 1)];
        var (is1904, first) = (false, (string?)null);
        using (var xml = Open(workbook, MostPartBytes))
        {
            while (xml.Read())
            {
                if (xml.NodeType != XmlNodeType.Element) continue;
                if (xml.LocalName == "workbookPr") is1904 = xml.GetAttribute("date1904") is "1" or "true";
                if (xml.LocalName != "sheet" || first is not null) continue;
                for (var more = xml.MoveToFirstAttribute(); more; more = xml.MoveToNextAttribute())
                {
                    if (xml.LocalName == "id" && xml.NamespaceURI.Length > 0) first = xml.Value;
                }

                xml.MoveToElement();
            }
        }

        var relations = RelationsOf($"{folder}_rels/{workbook.Name}.rels", folder);
        var sheet = Find(relations.FirstOrDefault(one => one.Id == first && one.Type == "worksheet").Target ?? "") ?? throw new FileProblemException("The workbook has no sheet.");
        return (sheet, Find(relations.FirstOrDefault(static one => one.Type == "styles").Target ?? ""), Find(relations.FirstOrDefault(static one => one.Type == "sharedStrings").Target ?? ""), is1904);
    }

    private List<(string Id, string Type, string Target)> RelationsOf(string part, string folder)
    {
        var found = new List<(string, string, string)>();
        if (Find(part) is not { } entry) return found;
        using var xml = Open(entry, MostPartBytes);
        while (xml.Read() && found.Count < MostEntries)
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "Relationship" || xml.GetAttribute("Target") is not { } target || xml.GetAttribute("TargetMode") == "External") continue;
            var type = xml.GetAttribute("Type") ?? "";
            found.Add((xml.GetAttribute("Id") ?? "", type[(type.LastIndexOf('/') + 1)..], target.StartsWith('/') ? target[1..] : folder + target));
        }

        return found;
    }

    private static bool[] ReadFormats(ZipArchiveEntry styles)
    {
        var (dates, formats, isInCells) = (new HashSet<int>(), new List<bool>(), false);
        using var xml = Open(styles, MostPartBytes);
        while (xml.Read())
        {
            if (xml.LocalName == "cellXfs") isInCells = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (xml.LocalName == "numFmt" && Id("numFmtId") is { } custom && IsDate(xml.GetAttribute("formatCode") ?? "")) dates.Add(custom);
            // ECMA-376, part 1, 18.8.30: the numbers of formats that need no text.
            if (xml.LocalName == "xf" && isInCells) formats.Add(Id("numFmtId") is { } id && (id is >= 14 and <= 22 or >= 27 and <= 36 or >= 45 and <= 47 or >= 50 and <= 58 || dates.Contains(id)));
            if (formats.Count > MostFormats) throw new FileProblemException("The workbook has too many formats.");
        }

        return [.. formats];

        int? Id(string name) => int.TryParse(xml.GetAttribute(name), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    /// <summary>Whether a format shows a day: it has a letter for one outside of quotes and brackets.</summary>
    private static bool IsDate(string format)
    {
        var (isQuoted, isBracketed) = (false, false);
        for (var i = 0; i < format.Length; i++)
        {
            switch (format[i])
            {
                case '\\' or '_' or '*':
                    i++;
                    break;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case '[' when !isQuoted:
                    isBracketed = true;
                    break;
                case ']' when !isQuoted:
                    isBracketed = false;
                    break;
                case 'd' or 'D' or 'y' or 'Y' when !isQuoted && !isBracketed:
                    return true;
            }
        }

        return false;
    }

    private void ReadTexts(ZipArchiveEntry entry)
    {
        using var xml = Open(entry, MostTextsBytes);
        var text = new StringBuilder();
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "si") continue;
            text.Clear();
            if (!xml.IsEmptyElement)
            {
                var depth = xml.Depth;
                while (xml.Read() && xml.Depth > depth)
                {
                    if (xml.NodeType != XmlNodeType.Element || xml.IsEmptyElement) continue;
                    if (xml.LocalName == "rPh") SkipWithin(xml); // How it is read aloud.
                    else if (xml.LocalName == "t") text.Append(TextWithin(xml));
                    if (text.Length > CellText.MostRowCharacters) throw new FileProblemException($"A cell has more than {CellText.MostRowCharacters:N0} characters.");
                }
            }

            _texts.Add(text);
        }
    }

    /// <summary>The text within an element; afterwards the reader is at its end.</summary>
    private static string TextWithin(XmlReader xml)
    {
        var (depth, text, whole) = (xml.Depth, (string?)null, (StringBuilder?)null);
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)) continue;
            // In chunks, so that a text of any length is never in memory.
            var buffer = ArrayPool<char>.Shared.Rent(4096);
            try
            {
                while (xml.ReadValueChunk(buffer, 0, buffer.Length) is > 0 and var count)
                {
                    if (text is null && count < buffer.Length)
                    {
                        text = new string(buffer, 0, count);
                        continue;
                    }

                    (whole ??= new StringBuilder(text)).Append(buffer, 0, count);
                    text ??= "";
                    if (whole.Length > CellText.MostRowCharacters) throw new FileProblemException($"A cell has more than {CellText.MostRowCharacters:N0} characters.");
                }
            }
            finally
            {
                ArrayPool<char>.Shared.Return(buffer);
            }
        }

        return Unescape(whole?.ToString() ?? text ?? "");
    }

    private static void SkipWithin(XmlReader xml)
    {
        var depth = xml.Depth;
        while (xml.Read() && xml.Depth > depth)
        {
        }
    }

    /// <summary>Characters that XML cannot hold are written as <c>_x000D_</c> (ECMA-376, part 1, 22.9.2.19).</summary>
    private static string Unescape(string text)
    {
        if (!text.Contains("_x", StringComparison.Ordinal)) return text;
        var whole = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '_' && i + 6 < text.Length && text[i + 1] == 'x' && text[i + 6] == '_' && ushort.TryParse(text.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && !char.IsSurrogate((char)code))
            {
                whole.Append((char)code);
                i += 6;
            }
            else
            {
                whole.Append(text[i]);
            }
        }

        return whole.ToString();
    }

    private ZipArchiveEntry? Find(string name) => name.Length == 0 ? null : _archive.Entries.FirstOrDefault(entry => string.Equals(entry.FullName, name, StringComparison.OrdinalIgnoreCase));

    private static XmlReader Open(ZipArchiveEntry entry, long most)
    {
        if (entry.Length > most) throw InflatedStream.TooMuch();
        return XmlReader.Create(new InflatedStream(entry.Open(), entry.CompressedLength, most), s_settings);
    }

    /// <summary>Runs what reads the archive; whatever is wrong with it becomes a problem of the file.</summary>
    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is InvalidDataException or XmlException or EndOfStreamException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw new FileProblemException("The workbook cannot be read: it is damaged, or protected by a password. Save it again as .xlsx, or as CSV.", error);
        }
    }

    private static void Guard(Action read) => Guard(() =>
    {
        read();
        return true;
    });
}
