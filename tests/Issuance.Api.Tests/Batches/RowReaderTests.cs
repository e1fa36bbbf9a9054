using System.Text;
using Issuance.Api.Batches.Files;

namespace Issuance.Api.Tests.Batches;

/// <summary>Files are read as programs write them, and each fault of a file is said with its row.</summary>
public sealed class RowReaderTests
{
    [Theory]
    [InlineData("a,b\n1,2\n", ",", "1|2")]
    [InlineData("a;b\r\n1;2,5\r\n", ";", "1|2,5")]
    [InlineData("a\tb\r1\t2\r", "\t", "1|2")]
    [InlineData("sep=;\r\na;b,c\r\n1;2\r\n", ";", "1|2")]
    [InlineData("\"a;x\",b\n1,2\n", ",", "1|2")]
    [InlineData("a,b\n\"x, \"\"y\"\"\nz\",2\n", ",", "x, \"y\"\nz|2")]
    [InlineData("a,b\n\"1\" ,2\n", ",", "1 |2")]
    [InlineData("a,b\n5'10\",2", ",", "5'10\"|2")]
    [InlineData("a,b,\n1,,\n", ",", "1")]
    [InlineData("name\nAnna\n", ",", "Anna")]
    [InlineData("a,b\n'=1+1,'-5\n", ",", "=1+1|-5")]
    [InlineData("a,b\n''=x,'O\n", ",", "'=x|'O")]
    public void Delimited_text_is_read(string text, string delimiter, string expected)
    {
        using var reader = new CsvReader(new StringReader(text));

        var row = reader.Read()!;

        Assert.Equal(delimiter, reader.Delimiter);
        Assert.Equal(expected, string.Join('|', row.Cells.Select(static cell => cell.Text)));
        Assert.Null(reader.Read());
    }

    [Fact]
    public void Rows_are_numbered_as_a_spreadsheet_counts_and_empty_ones_are_skipped()
    {
        using var reader = new CsvReader(new StringReader("a,b\n1,2\n\n  \n\"x\ny\",4\n5,6\n"));

        Assert.Equal([2, 5, 6], All(reader).Select(static row => row.Number));
    }

    [Theory]
    [InlineData("", "The file is empty.")]
    [InlineData("\n\n \n", "The file is empty.")]
    [InlineData("a,b\n", "headings and no rows")]
    [InlineData("a,b,A \n1,2,3\n", "Columns 1 and 3 have the same heading: A.")]
    [InlineData("a\0,b\n1,2\n", "NUL")]
    [InlineData("a,b\n1,\"2\n3,4\n", "opened in row 2 is never closed")]
    [InlineData(",,\n1,2\n", "must hold the headings")]
    public void A_text_that_cannot_be_read_says_why(string text, string problem) => Assert.Contains(problem, ProblemOf(() => new CsvReader(new StringReader(text))), StringComparison.Ordinal);

    [Fact]
    public void What_is_too_much_is_said_with_its_row_and_the_rest_is_read()
    {
        Assert.Contains("300 columns", ProblemOf(() => new CsvReader(new StringReader(string.Join(',', Enumerable.Range(0, 300)) + "\n1\n"))), StringComparison.Ordinal);
        using var reader = new CsvReader(new StringReader($"a,b\n1,2\n{new string('x', 1_000_000)},2\n\"{new string('y', 70_000)}\",2\n1,2,3\n{new string(',', 70_000)}\n5,6\n"));

        var rows = All(reader);

        Assert.Equal([2, 3, 4, 5, 6, 7], rows.Select(static row => row.Number));
        Assert.Equal([false, true, true, true, true, false], rows.Select(static row => row.Problem is not null));
        Assert.All([rows[1], rows[2], rows[4]], static row => Assert.Contains("65,536 characters", row.Problem, StringComparison.Ordinal));
        Assert.Contains("3 cells", rows[3].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void More_rows_than_allowed_are_refused()
    {
        var text = "a\n" + string.Concat(Enumerable.Repeat("1\n", CellText.MostRows + 1));

        Assert.Contains("200,000", ProblemOf(() => new CsvReader(new StringReader(text))), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_of_json_are_read_and_each_fault_is_the_fault_of_its_line()
    {
        using var reader = new NdjsonReader(new StringReader("""
            {"holderName":"Anna","metadata":{"gpa":3.9}}

            {"holderName":"Ben","more":null,"n":5}
            {"holderName":
            [1]
            {"a":1,"a":2}
            {"a":"\ud800"}
            """));

        var rows = All(reader);

        Assert.Equal([1, 3, 4, 5, 6, 7], rows.Select(static row => row.Number));
        Assert.Equal(["holderName", "metadata", "more", "n", "a"], reader.Columns);
        Assert.Equal([new Cell("Anna"), new Cell("{\"gpa\":3.9}", CellKind.Json)], rows[0].Cells);
        Assert.Equal([new Cell("Ben"), default, default, new Cell("5", CellKind.Json)], rows[1].Cells);
        Assert.Equal([null, null, "not valid JSON", "object", "more than once", "surrogate"], rows.Select(static row => row.Problem is null ? null : ((string[])["not valid JSON", "object", "more than once", "surrogate"]).Single(part => row.Problem.Contains(part, StringComparison.Ordinal))));
    }

    [Fact]
    public void The_first_sheet_of_a_workbook_is_read_with_its_kinds_of_cells()
    {
        var file = Workbook.Of(
            """
            <row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" t="inlineStr"><is><t>Day</t></is></c><c r="D2" t="str"><v>Yes</v></c></row>
            <row r="3"/>
            <row r="5"><c r="A5" t="s"><v>2</v></c><c r="C5" s="1"><v>46387</v></c><c r="D5" t="b"><v>1</v></c></row>
            <row r="6"><c r="A6"><f>1/0</f><v>3.8999999999999999</v></c><c r="B6"><v>12345678</v></c><c r="C6" s="2"><v>46387.5</v></c><c r="D6" t="e"><v>#N/A</v></c></row>
            <row r="7"><c r="A7" s="3"><v>5</v></c><c r="B7" t="inlineStr"><is><t>a_x000D_b</t></is></c></row>
            """,
            "<si><t>Name</t></si><si><r><t xml:space=\"preserve\">Matri</t></r><r><t>kel</t></r><rPh><t>no</t></rPh></si><si><t>Zoë 学</t></si>");
        using var reader = new XlsxReader(new MemoryStream(file));

        var rows = All(reader);

        Assert.Equal(["Name", "Matrikel", "Day", "Yes"], reader.Columns);
        Assert.Equal([5, 6, 7], rows.Select(static row => row.Number));
        Assert.Equal([new Cell("Zoë 学"), default, new Cell("2026-12-31", CellKind.Date), new Cell("true", CellKind.Boolean)], rows[0].Cells);
        Assert.Equal([new Cell("3.9", CellKind.Number), new Cell("12345678", CellKind.Number), new Cell("2026-12-31T12:00:00", CellKind.Date), new Cell("#N/A", CellKind.Error)], rows[1].Cells);
        Assert.Equal([new Cell("5", CellKind.Number), new Cell("a\rb")], rows[2].Cells);
    }

    [Fact]
    public void A_workbook_that_counts_from_1904_has_the_same_days()
    {
        using var reader = new XlsxReader(new MemoryStream(Workbook.Of("""<row><c t="inlineStr"><is><t>a</t></is></c></row><row><c s="1"><v>44925</v></c></row>""", is1904: true)));

        Assert.Equal("2026-12-31", reader.Read()!.Cells[0].Text);
    }

    [Fact]
    public void A_workbook_that_would_fill_the_memory_is_refused()
    {
        // A gigabyte of nothing, once as text, once as rows, once as an attribute, once as a shared text.
        var nothing = new string(' ', 300_000_000);
        Assert.Contains("65,536", ProblemOf(() => new XlsxReader(new MemoryStream(Workbook.Of($"<row><c t=\"inlineStr\"><is><t>{nothing}</t></is></c></row>")))), StringComparison.Ordinal);
        Assert.Contains("inflates", ProblemOf(() => new XlsxReader(new MemoryStream(Workbook.Of("", $"<si x=\"{nothing}\"/>")))), StringComparison.Ordinal);
        var rows = string.Concat(Enumerable.Repeat("<row/>", 10_000_000));
        Assert.Contains("rows beyond", ProblemOf(() => new XlsxReader(new MemoryStream(Workbook.Of("<row><c t=\"inlineStr\"><is><t>a</t></is></c></row>" + rows)))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_workbook_that_names_entities_is_refused() => Assert.Contains("cannot be read", ProblemOf(() => new XlsxReader(new MemoryStream(Workbook.Of(
        "<row><c t=\"inlineStr\"><is><t>&x;</t></is></c></row>", before: "<!DOCTYPE x [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>")))), StringComparison.Ordinal);

    [Fact]
    public void What_is_no_workbook_is_refused()
    {
        Assert.Contains("no Excel workbook", ProblemOf(() => new XlsxReader(new MemoryStream(Workbook.Zip(("a.txt", "b"))))), StringComparison.Ordinal);
        var whole = Workbook.OfTexts(["a"], ["b"]);
        Assert.Contains("cannot be read", ProblemOf(() => new XlsxReader(new MemoryStream(whole[..^200]))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\nZoë,ß\n", "utf-8", false, TextEncoding.Utf8)]
    [InlineData("a,b\nZoë,ß\n", "utf-8", true, TextEncoding.Utf8)]
    [InlineData("a,b\nZoë,ß\n", "utf-16", true, TextEncoding.Utf16LittleEndian)]
    [InlineData("a,b\nZoë,ß\n", "utf-16", false, TextEncoding.Utf16LittleEndian)]
    [InlineData("a,b\nZoë,ß\n", "utf-16be", true, TextEncoding.Utf16BigEndian)]
    [InlineData("a,b\nZoë,€ß\n", "windows-1252", false, TextEncoding.Windows1252)]
    public void The_encoding_is_found_out_whatever_the_parts_that_it_arrives_in(string text, string encoding, bool hasMark, string expected)
    {
        var how = encoding == "windows-1252" ? CodePagesEncodingProvider.Instance.GetEncoding(1252)! : Encoding.GetEncoding(encoding);
        byte[] bytes = [.. hasMark ? how.GetPreamble() : [], .. how.GetBytes(text)];
        foreach (var size in (int[])[1, 2, 3, 5, 1000])
        {
            var sniffer = new FileSniffer();
            // The beginning arrives together; the rest in pieces.
            sniffer.Add(bytes.AsSpan(0, 4));
            for (var at = 4; at < bytes.Length; at += size) sniffer.Add(bytes.AsSpan(at, Math.Min(size, bytes.Length - at)));

            var facts = sniffer.Complete();

            Assert.Equal(new BatchFileFacts(FileFormat.Csv, size == 1000 || hasMark || encoding != "utf-16" ? expected : facts.Encoding, bytes.Length), facts);
        }

        using var reader = RowReader.Open(new MemoryStream(bytes), FileFormat.Csv, expected);
        Assert.Equal(text.Split('\n')[1].Split(','), reader.Read()!.Cells.Select(static cell => cell.Text));
        Assert.Equal(["a", "b"], reader.Columns);
    }

    [Fact]
    public void Formats_are_recognised_by_their_content()
    {
        Assert.Equal((FileFormat.Xlsx, null), Sniff(Workbook.OfTexts(["a"], ["b"])));
        Assert.Equal((FileFormat.Ndjson, null), Sniff("\uFEFF\n {\"a\":1}\n"u8.ToArray()));
        Assert.Equal((FileFormat.Csv, null), Sniff("name\n{x}\n"u8.ToArray()));
        Assert.Contains("old format", Sniff([0xD0, 0xCF, 0x11, 0xE0, 0xA1]).Problem, StringComparison.Ordinal);
        Assert.Contains("empty", Sniff([]).Problem, StringComparison.Ordinal);
        Assert.Contains("UTF-8", Sniff([.. "{\"a\":\""u8, 0xE4, .. "\"}"u8]).Problem, StringComparison.Ordinal);

        static (string Format, string? Problem) Sniff(byte[] bytes)
        {
            var sniffer = new FileSniffer();
            sniffer.Add(bytes);
            return (sniffer.Complete().Format, sniffer.Problem);
        }
    }

    [Theory]
    [InlineData("=1")]
    [InlineData("+49 30")]
    [InlineData("-5")]
    [InlineData("@x")]
    [InlineData("\t=1")]
    [InlineData("'=1")]
    [InlineData("'")]
    [InlineData("''x")]
    [InlineData("O'Neil")]
    [InlineData("")]
    public void A_cell_is_safe_in_an_export_and_comes_back_as_it_was(string text)
    {
        Assert.DoesNotContain(CellText.Protect(text).FirstOrDefault('x'), "=+-@\t\r");
        Assert.Equal(text, CellText.Unprotect(CellText.Protect(text)));
    }

    [Fact]
    public void Parts_are_read_as_one_file()
    {
        var bytes = Enumerable.Range(0, 25).Select(static i => (byte)i).ToArray();
        using var stream = new PartStream(25, 10, (part, buffer) =>
        {
            var there = bytes[(part * 10)..Math.Min(25, (part + 1) * 10)];
            there.CopyTo(buffer, 0);
            return there.Length;
        });
        var read = new MemoryStream();

        stream.CopyTo(read);

        Assert.Equal(bytes, read.ToArray());
        stream.Seek(-3, SeekOrigin.End);
        Assert.Equal(22, stream.ReadByte());
        stream.Position = 9;
        Assert.Equal([9, 10], [stream.ReadByte(), stream.ReadByte()]);
    }

    private static List<FileRow> All(RowReader reader)
    {
        var rows = new List<FileRow>();
        while (reader.Read() is { } row) rows.Add(row);
        return rows;
    }

    private static string ProblemOf(Func<RowReader> open) => Assert.Throws<FileProblemException>(() =>
    {
        using var reader = open();
        All(reader);
    }).Message;
}
