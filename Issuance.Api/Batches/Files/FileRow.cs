namespace Issuance.Api.Batches.Files;

/// <summary>What a cell is.</summary>
internal enum CellKind : byte
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A number of a workbook.</summary>
    Number,

    /// <summary>Yes or no of a workbook: <c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A day of a workbook: <c>YYYY-MM-DD</c>, with a time if it has one.</summary>
    Date,

    /// <summary>An error of a workbook, such as <c>#N/A</c>.</summary>
    Error,

    /// <summary>JSON that is neither text nor null.</summary>
    Json,
}

/// <summary>A cell.</summary>
/// <param name="Text">What it holds; null if it is empty.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct Cell(string? Text, CellKind Kind = CellKind.Text);

/// <summary>A row of a file.</summary>
/// <param name="Number">Its number, as a spreadsheet counts.</param>
/// <param name="Cells">Its cells, by column; those at the end may be missing.</param>
/// <param name="Problem">Why it cannot be read, as a rule that it breaks; or null.</param>
internal sealed record FileRow(int Number, Cell[] Cells, string? Problem = null)
{
    /// <summary>How many characters it has.</summary>
    public int Length
    {
        get
        {
            var length = 0;
            foreach (var cell in Cells) length += cell.Text?.Length ?? 0;
            return length;
        }
    }
}

/// <summary>A file cannot be read. The message says why, for people.</summary>
internal sealed class FileProblemException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Reads the rows of a file, one after the other.</summary>
internal abstract class RowReader : IDisposable
{
    /// <summary>The headings. In NDJSON, those of the rows that have been read.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>What separates the cells, or null.</summary>
    public virtual string? Delimiter => null;

    /// <summary>The next row; null after the last one.</summary>
    /// <exception cref="FileProblemException">The file cannot be read.</exception>
    public abstract FileRow? Read();

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Opens a file.</summary>
    /// <param name="file">Its bytes, from which any part can be read.</param>
    /// <param name="format">One of <see cref="FileFormat"/>.</param>
    /// <param name="encoding">One of <see cref="TextEncoding"/>, or null.</param>
    /// <exception cref="FileProblemException">The file cannot be read.</exception>
    public static RowReader Open(Stream file, string format, string? encoding) => format switch
    {
        FileFormat.Xlsx => new XlsxReader(file),
        FileFormat.Ndjson => new NdjsonReader(TextOf(file, encoding)),
        _ => new CsvReader(TextOf(file, encoding)),
    };

    /// <summary>Reads headings: each once, none without a name.</summary>
    protected static string[] HeadingsOf(IReadOnlyList<string?> cells)
    {
        var count = cells.Count;
        while (count > 0 && string.IsNullOrWhiteSpace(cells[count - 1])) count--;
        if (count == 0) throw new FileProblemException("The first row must hold the headings of the columns.");
        if (count > CellText.MostColumns) throw new FileProblemException($"The file has {count:N0} columns; at most {CellText.MostColumns} are allowed.");
        var (headings, seen) = (new string[count], new Dictionary<string, int>(StringComparer.Ordinal));
        for (var i = 0; i < count; i++)
        {
            var name = cells[i]?.Trim() is { Length: > 0 } given ? given : $"Column {i + 1}";
            if (name.Contains('\0', StringComparison.Ordinal)) throw new FileProblemException($"The heading of column {i + 1} holds a NUL character. Save the file as text again.");
            name = name.ReplaceLineEndings(" ");
            if (name.Length > MostHeadingCharacters) throw new FileProblemException($"The heading of column {i + 1} has {name.Length:N0} characters; at most {MostHeadingCharacters} are allowed.");
            if (!CellText.IsOwnHeading(name) && !seen.TryAdd(KubeCredential.Text.UnicodeText.Fold(KubeCredential.Text.UnicodeText.ToNfc(name)), i + 1))
                throw new FileProblemException($"Columns {seen[KubeCredential.Text.UnicodeText.Fold(KubeCredential.Text.UnicodeText.ToNfc(name))]} and {i + 1} have the same heading: {name}. Give each its own.");
            headings[i] = name;
        }

        return headings;
    }

    /// <summary>The longest heading.</summary>
    protected const int MostHeadingCharacters = 200;

    private static StreamReader TextOf(Stream file, string? encoding) => new(file, EncodingOf(encoding), detectEncodingFromByteOrderMarks: false, bufferSize: 64 * 1024);

    private static System.Text.Encoding EncodingOf(string? encoding) => encoding switch
    {
        TextEncoding.Utf16LittleEndian => new System.Text.UnicodeEncoding(bigEndian: false, byteOrderMark: true),
        TextEncoding.Utf16BigEndian => new System.Text.UnicodeEncoding(bigEndian: true, byteOrderMark: true),
        TextEncoding.Windows1252 => System.Text.CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
        _ => new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
    };
}
