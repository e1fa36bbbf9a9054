using System.Buffers;
using System.Text;

namespace Issuance.Api.Batches.Files;

/// <summary>Cells as text: what protects spreadsheets from formulas, and what limits them.</summary>
internal static class CellText
{
    /// <summary>The most columns of a file.</summary>
    public const int MostColumns = 200;

    /// <summary>The most rows of a file.</summary>
    public const int MostRows = 200_000;

    /// <summary>The largest number of a row, counting empty ones: it has 18 bits in the IDs that are made of it.</summary>
    public const int LargestNumber = (1 << 18) - 1;

    /// <summary>The most characters of a row.</summary>
    public const int MostRowCharacters = 64 * 1024;

    /// <summary>The headings that begin like this are those of our own columns in exports; they are left out when such a file comes back.</summary>
    public const string OwnPrefix = "kubecredential:";

    private static readonly SearchValues<char> s_formula = SearchValues.Create("=+-@\t\r");

    /// <summary>Whether a column is one of ours.</summary>
    public static bool IsOwnHeading(string heading) => heading.Trim().StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>A cell that no spreadsheet takes for a formula (OWASP, "CSV Injection"): with an apostrophe in front where it could be one. <see cref="Unprotect"/> is the way back.</summary>
    public static string Protect(string text) => IsFormula(text) ? $"'{text}" : text;

    /// <summary>A cell without the apostrophe that <see cref="Protect"/> adds.</summary>
    public static string Unprotect(string text) => text.Length > 1 && text[0] == '\'' && IsFormula(text) ? text[1..] : text;

    /// <summary>Writes a row of a CSV (RFC 4180).</summary>
    public static void Append(StringBuilder to, char delimiter, IEnumerable<string?> cells)
    {
        var isFirst = true;
        foreach (var cell in cells)
        {
            if (!isFirst) to.Append(delimiter);
            isFirst = false;
            var text = Protect(cell ?? "");
            if (text.AsSpan().IndexOfAny('"', '\r', '\n') < 0 && !text.Contains(delimiter)) to.Append(text);
            else to.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }

        to.Append("\r\n");
    }

    private static bool IsFormula(string text)
    {
        var rest = text.AsSpan().TrimStart('\'');
        return rest.Length > 0 && s_formula.Contains(rest[0]);
    }
}
