using System.Text;
using System.Text.Json;
using Issuance.Api.Batches;
using Issuance.Api.Batches.Files;

namespace Issuance.Api.Tests.Batches;

/// <summary>Cells mean what people mean by them, and where that is unclear, they are asked.</summary>
public sealed class CellValueTests
{
    [Theory]
    [InlineData("2026-12-31", "2026-12-31")]
    [InlineData(" 31.12.2026 ", "2026-12-31")]
    [InlineData("3.4.2026", "2026-04-03")]
    [InlineData("31/12/2026", "2026-12-31")]
    [InlineData("12/31/2026", "2026-12-31")]
    [InlineData("5/5/2026", "2026-05-05")]
    [InlineData("13-04-2026", "2026-04-13")]
    [InlineData("2026/4/3", "2026-04-03")]
    [InlineData("46387", "2026-12-31")]
    public void Days_are_understood(string text, string day) => Assert.Equal((day, null), CellValue.Day(new Cell(text)));

    [Theory]
    [InlineData("3/4/2026", "4 March 2026 or 3 April 2026")]
    [InlineData("3/4/2026", "YYYY-MM-DD")]
    [InlineData("3-4-2026", "two days")]
    [InlineData("31/12/26", "four digits")]
    [InlineData("31.02.2026", "real calendar day")]
    [InlineData("2026-02-31", "real calendar day")]
    [InlineData("2026-12-31T10:00", "no day")]
    [InlineData("soon", "no day")]
    [InlineData("99999999", "no day")]
    public void A_day_that_is_none_or_could_be_two_is_refused_with_how_to_write_it(string text, string rule)
    {
        var (day, said) = CellValue.Day(new Cell(text));

        Assert.Null(day);
        Assert.Contains(rule, said, StringComparison.Ordinal);
        Assert.Contains("YYYY-MM-DD", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3.9", nameof(BatchValueKind.Number), "3.9")]
    [InlineData("3,9", nameof(BatchValueKind.Number), "3.9")]
    [InlineData("+1,25", nameof(BatchValueKind.Number), "1.25")]
    [InlineData("007", nameof(BatchValueKind.Integer), "7")]
    [InlineData("0,5", nameof(BatchValueKind.Number), "0.5")]
    [InlineData("12", nameof(BatchValueKind.Integer), "12")]
    [InlineData("ja", nameof(BatchValueKind.Boolean), "true")]
    [InlineData("No", nameof(BatchValueKind.Boolean), "false")]
    [InlineData("31.12.2026", nameof(BatchValueKind.Date), "\"2026-12-31\"")]
    [InlineData("12", nameof(BatchValueKind.Text), "\"12\"")]
    [InlineData("12", nameof(BatchValueKind.Any), "\"12\"")]
    public void Values_become_what_the_schema_says(string text, string kind, string json) => Assert.Equal((json, null), Write(new Cell(text), Enum.Parse<BatchValueKind>(kind)));

    [Theory]
    [InlineData("1,250", nameof(BatchValueKind.Number), "two numbers: 1250 or 1.250")]
    [InlineData("1.5", nameof(BatchValueKind.Integer), "whole number")]
    [InlineData("many", nameof(BatchValueKind.Number), "must be a number")]
    [InlineData("1.000.000,5", nameof(BatchValueKind.Number), "must be a number")]
    [InlineData("NaN", nameof(BatchValueKind.Number), "must be a number")]
    [InlineData("perhaps", nameof(BatchValueKind.Boolean), "yes or no")]
    public void Values_that_are_something_else_are_refused(string text, string kind, string rule) => Assert.Contains(rule, Write(new Cell(text), Enum.Parse<BatchValueKind>(kind)).Rule, StringComparison.Ordinal);

    [Fact]
    public void Numbers_of_a_workbook_stay_numbers() => Assert.Equal(("3.9", null), Write(new Cell("3.9", CellKind.Number), BatchValueKind.Any));

    private static (string? Json, string? Rule) Write(Cell cell, BatchValueKind kind)
    {
        using var buffer = new MemoryStream();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        var rule = CellValue.WriteMember(json, "a", cell, kind);
        json.WriteEndObject();
        json.Flush();
        return (rule is null ? Encoding.UTF8.GetString(buffer.ToArray())[5..^1] : null, rule);
    }
}
