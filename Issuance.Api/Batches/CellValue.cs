using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Issuance.Api.Batches.Files;
using KubeCredential.Text;

namespace Issuance.Api.Batches;

/// <summary>Turns cells, as people fill them in, into the values of requests. Where a cell can mean two things, it is refused with a word on how to write it.</summary>
internal static partial class CellValue
{
    private const string DayRule = "Write the day as YYYY-MM-DD, such as 2026-12-31.";

    /// <summary>Reads a day: <c>YYYY-MM-DD</c>, <c>DD.MM.YYYY</c>, day and month with slashes or hyphens if only one order is possible, or the number that a spreadsheet has for it.</summary>
    /// <returns>The day as the API writes it, or the rule that the cell breaks.</returns>
    public static (string? Day, string? Rule) Day(Cell cell)
    {
        var text = cell.Text!.Trim();
        if (cell.Kind == CellKind.Date) return text.Length == 10 ? (text, null) : (null, $"This is a day with a time. {DayRule}");
        if (Rfc3339.TryParse(text, out DateOnly _)) return (text, null);
        if (cell.Kind == CellKind.Number || SerialNumber().IsMatch(text))
        {
            // Five digits: the days from 1954 to 2173.
            return SerialNumber().IsMatch(text) && SerialDay.Of(double.Parse(text, CultureInfo.InvariantCulture)) is { Length: 10 } counted ? (counted, null) : (null, $"This is a number. {DayRule}");
        }

        if (NumericDay().Match(text) is { Success: true } match)
        {
            var (first, second) = (Number(match, 1), Number(match, 3));
            var (separator, year) = (match.Groups[2].Value, Number(match, 4));
            if (match.Groups[4].Length != 4) return (null, $"The year needs four digits. {DayRule}");
            // With dots the day comes first everywhere; otherwise the one that is no month must be the day.
            if (separator == "." || first > 12 || first == second) return Of(year, second, first);
            return second > 12 ? Of(year, first, second) : (null, $"This can be two days: {Name(first, second, year)} or {Name(second, first, year)}. {DayRule}");
        }

        if (YearFirst().Match(text) is { Success: true } other) return Of(Number(other, 1), Number(other, 2), Number(other, 3));
        return (null, $"This is no day. {DayRule}");

        static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

        static (string?, string?) Of(int year, int month, int day) =>
            year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? (Rfc3339.Format(new DateOnly(year, month, day)), null) : (null, $"This is no real calendar day. {DayRule}");

        static string Name(int month, int day, int year) => month is >= 1 and <= 12 && day >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{day} {CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(month)} {year}") : "another";
    }

    /// <summary>Writes a member of the metadata.</summary>
    /// <returns>The rule that the cell breaks, and then nothing is written; else null.</returns>
    public static string? WriteMember(Utf8JsonWriter json, string name, Cell cell, BatchValueKind kind)
    {
        if (cell.Kind == CellKind.Json)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(cell.Text!);
            return null;
        }

        var text = UnicodeText.ToNfc(cell.Text!.Trim());
        switch (kind)
        {
            case BatchValueKind.Number or BatchValueKind.Integer:
                if (NumberOf(text, out var rule) is not { } number) return rule;
                if (kind == BatchValueKind.Integer && number.AsSpan().ContainsAny('.', 'e', 'E')) return "This must be a whole number.";
                json.WritePropertyName(name);
                json.WriteRawValue(number);
                return null;
            case BatchValueKind.Boolean:
                if (BooleanOf(text) is not { } truth) return "This must be yes or no (true, false, yes, no, ja, nein, 1 or 0).";
                json.WriteBoolean(name, truth);
                return null;
            case BatchValueKind.Date:
                var (day, fault) = Day(cell);
                if (day is null) return fault;
                json.WriteString(name, day);
                return null;
            case BatchValueKind.Any when cell.Kind == CellKind.Number:
                json.WritePropertyName(name);
                json.WriteRawValue(cell.Text!);
                return null;
            case BatchValueKind.Any when cell.Kind == CellKind.Boolean:
                json.WriteBoolean(name, cell.Text == "true");
                return null;
            default:
                json.WriteString(name, text);
                return null;
        }
    }

    /// <summary>A number as JSON writes it. A comma is a decimal one if there is a single one and it cannot separate thousands.</summary>
    private static string? NumberOf(string text, out string? rule)
    {
        rule = null;
        if (JsonNumber().IsMatch(text)) return text;
        var plain = text.TrimStart('+');
        if (DecimalComma().IsMatch(plain))
        {
            if (!Thousands().IsMatch(plain)) return plain.Replace(',', '.');
            rule = $"This can be two numbers: {plain.Replace(",", "", StringComparison.Ordinal)} or {plain.Replace(',', '.')}. Write it with a point as the decimal separator, and without a separator of thousands.";
            return null;
        }

        if (JsonNumber().IsMatch(plain)) return plain;
        if (LeadingZeros().IsMatch(plain)) return new StringBuilder(plain).ToString().TrimStart('0') is { Length: > 0 } rest && char.IsAsciiDigit(rest[0]) ? rest : $"0{plain.TrimStart('0')}";
        rule = "This must be a number, such as 3.9.";
        return null;
    }

    private static bool? BooleanOf(string text) => text.ToLowerInvariant() switch
    {
        "true" or "yes" or "y" or "ja" or "j" or "wahr" or "1" or "x" => true,
        "false" or "no" or "n" or "nein" or "falsch" or "0" => false,
        _ => null,
    };

    [GeneratedRegex(@"^\d{5}(\.0+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex SerialNumber();

    [GeneratedRegex(@"^(\d{1,2})([./-])(\d{1,2})\2(\d{2}|\d{4})$", RegexOptions.CultureInvariant)]
    private static partial Regex NumericDay();

    [GeneratedRegex(@"^(\d{4})[./-](\d{1,2})[./-](\d{1,2})$", RegexOptions.CultureInvariant)]
    private static partial Regex YearFirst();

    [GeneratedRegex(@"^-?(0|[1-9]\d{0,30})(\.\d{1,30})?([eE][+-]?\d{1,3})?$", RegexOptions.CultureInvariant)]
    private static partial Regex JsonNumber();

    [GeneratedRegex(@"^-?\d{1,30},\d{1,30}$", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalComma();

    [GeneratedRegex(@"^-?[1-9]\d{0,2},\d{3}$", RegexOptions.CultureInvariant)]
    private static partial Regex Thousands();

    [GeneratedRegex(@"^0\d{1,30}(\.\d{1,30})?$", RegexOptions.CultureInvariant)]
    private static partial Regex LeadingZeros();
}
