using System.IO.Compression;
using System.Text;

namespace Issuance.Api.Tests.Batches;

/// <summary>Makes workbooks as Excel writes them, and as nobody should.</summary>
internal static class Workbook
{
    private const string Ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>A workbook.</summary>
    /// <param name="rows">The XML within <c>sheetData</c>.</param>
    /// <param name="texts">The XML within <c>sst</c>.</param>
    /// <param name="is1904">Whether days are counted from 1904.</param>
    /// <param name="before">What precedes the sheet's XML.</param>
    public static byte[] Of(string rows, string texts = "", bool is1904 = false, string before = "") => Zip(
        ("_rels/.rels", $"""<Relationships xmlns="{Relations}"><Relationship Id="rId1" Type="{Office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""),
        ("xl/workbook.xml", $"""<workbook xmlns="{Ns}" xmlns:r="{Office}"><workbookPr{(is1904 ? " date1904=\"1\"" : "")}/><sheets><sheet name="Second" sheetId="2" r:id="rId7"/><sheet name="Other" sheetId="1" r:id="rId1"/></sheets></workbook>"""),
        ("xl/_rels/workbook.xml.rels", $"""<Relationships xmlns="{Relations}"><Relationship Id="rId1" Type="{Office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId7" Type="{Office}/worksheet" Target="/xl/worksheets/sheet2.xml"/><Relationship Id="rId3" Type="{Office}/styles" Target="styles.xml"/><Relationship Id="rId4" Type="{Office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"""),
        ("xl/styles.xml", $"""<styleSheet xmlns="{Ns}"><numFmts><numFmt numFmtId="164" formatCode="dd\.mm\.yyyy;@"/><numFmt numFmtId="165" formatCode="&quot;day&quot; 0"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>"""),
        ("xl/sharedStrings.xml", $"""<sst xmlns="{Ns}">{texts}</sst>"""),
        ("xl/worksheets/sheet1.xml", $"""<worksheet xmlns="{Ns}"><sheetData><row r="1"><c t="inlineStr"><is><t>not this one</t></is></c></row></sheetData></worksheet>"""),
        ("xl/worksheets/sheet2.xml", $"""{before}<worksheet xmlns="{Ns}"><sheetData>{rows}</sheetData></worksheet>"""));

    /// <summary>A workbook of rows of texts.</summary>
    public static byte[] OfTexts(params string?[][] rows) => Of(string.Concat(rows.Select(static (row, number) =>
        $"<row r=\"{number + 1}\">{string.Concat(row.Select(static (text, column) => text is null ? "" : $"<c r=\"{(char)('A' + column)}1\" t=\"inlineStr\"><is><t>{System.Security.SecurityElement.Escape(text)}</t></is></c>"))}</row>")));

    /// <summary>An archive.</summary>
    public static byte[] Zip(params (string Name, string Text)[] parts)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in parts)
            {
                using var part = zip.CreateEntry(name, CompressionLevel.Optimal).Open();
                part.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }
}
