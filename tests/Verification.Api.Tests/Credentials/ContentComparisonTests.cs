using System.Diagnostics;
using System.Text.Json;
using Verification.Api.Credentials.Checks;

namespace Verification.Api.Tests.Credentials;

public sealed class ContentComparisonTests
{
    private const string Issued =
        """
        {"id":"01890a5d-ac96-774b-bcce-b302099a8057","holderName":"Zoë","credentialType":"BSc","issueDate":"2026-01-31","expiryDate":null,"issuerName":"UoL",
         "metadata":{"grade":"First","score":1.50,"modules":["a",{"b":1}],"none":null,"huge":1e400},"workerId":"w-1","timestamp":"2026-01-31T08:15:30.123Z","issuedBy":"worker-w-1"}
        """;

    [Theory]
    [InlineData("\"holderName\":\"Zoë\"", "\"holderName\":\"Zoe\"", "holderName")]
    [InlineData("\"holderName\":\"Zoë\"", "\"holderName\":\"Zo\\u00eb\"", "")]
    [InlineData("\"holderName\":\"Zoë\"", "\"holderName\":\"Zoe\\u0308\"", "")] // the same name
    [InlineData("\"First\"", "\"Firs\\u0074\\u0308\"", "metadata.grade")]
    [InlineData("\"holderName\":\"Zoë\",", "", "holderName")]
    [InlineData("\"id\":\"01890a5d-ac96", "\"id\":\"01890A5D-AC96", "")]
    [InlineData("\"expiryDate\":null,", "", "")]
    [InlineData("\"expiryDate\":null", "\"expiryDate\":\"2999-01-01\"", "expiryDate")]
    [InlineData("\"First\"", "\"first\"", "metadata.grade")]
    [InlineData("1.50", "15e-1", "")]
    [InlineData("1.50", "1.5000000000000000000000000001", "metadata.score")]
    [InlineData("1.50", "\"1.50\"", "metadata.score")]
    [InlineData("1.50", "-1.5", "metadata.score")]
    [InlineData("1e400", "10e399", "")]
    [InlineData("1e400", "1e401", "metadata.huge")]
    [InlineData("\"none\":null,", "", "")]
    [InlineData("\"none\":null,", "\"none\":false,", "metadata.none")]
    [InlineData("{\"b\":1}", "{\"b\":2}", "metadata.modules[1].b")]
    [InlineData("\"a\",", "", "metadata.modules[0],metadata.modules[1]")]
    [InlineData("{\"b\":1}]", "{\"b\":1},null]", "metadata.modules")]
    [InlineData("{\"b\":1}]", "{\"b\":1},7]", "metadata.modules[2]")]
    [InlineData("\"grade\":\"First\",", "\"honours\":true,\"grade\":\"First\",", "metadata.honours")]
    [InlineData("{\"id\"", "{\"extra\":1,\"id\"", "extra")]
    [InlineData("{\"id\"", "{\"extra\":null,\"id\"", "")]
    [InlineData(",\"workerId\":\"w-1\"", "", "")]
    [InlineData("\"workerId\":\"w-1\"", "\"workerId\":\"w-2\"", "workerId")]
    [InlineData("\"issuedBy\":\"worker-w-1\"", "\"issuedBy\":\"me\"", "issuedBy")]
    [InlineData("30.123Z", "30.124Z", "timestamp")]
    [InlineData("30.123Z", "30.123+00:00", "")]
    [InlineData("30.123Z", "30.123000z", "")]
    [InlineData("30.123Z", "30.123000000001Z", "timestamp")]
    [InlineData("T08:15:30.123Z", "T02:15:30.123-06:00", "")]
    [InlineData("30.123Z", "30.123+01:00", "timestamp")]
    [InlineData("30.123Z", "30.123", "timestamp")]
    [InlineData("\"issueDate\":\"2026-01-31\"", "\"issueDate\":\"2026-01-31T00:00:00.000Z\"", "")]
    [InlineData("\"issueDate\":\"2026-01-31\"", "\"issueDate\":\"2026-01-31T00:00:01Z\"", "issueDate")]
    [InlineData("\"issueDate\":\"2026-01-31\"", "\"issueDate\":\"2026-1-31\"", "issueDate")]
    [InlineData("\"UoL\"", "\"Uo\\u004c\"", "")]
    public void A_change_is_told_with_its_place(string from, string to, string fields)
    {
        Assert.Contains(from, Issued, StringComparison.Ordinal);
        var shown = Issued.Replace(from, to, StringComparison.Ordinal);

        var differences = ContentComparison.Compare(JsonElement.Parse(Issued), JsonElement.Parse(shown));

        Assert.Equal(fields, string.Join(',', differences.Select(static one => one.Field)));
    }

    [Fact]
    public void The_order_of_properties_and_spaces_do_not_matter()
    {
        var shown = JsonElement.Parse("""{ "metadata" : {"huge":1E+400,"modules":["a",{"b":1.0}],"score":1.5,"grade":"First"}, "issuerName":"UoL","issueDate":"2026-01-31","credentialType":"BSc","holderName":"Zoë","id":" 01890a5d-ac96-774b-bcce-b302099a8057 "}""");

        Assert.Empty(ContentComparison.Compare(JsonElement.Parse(Issued), shown));
    }

    [Fact]
    public void Both_values_are_told_and_at_most_50_places()
    {
        var many = "{" + string.Join(',', Enumerable.Range(0, 80).Select(static i => $"\"p{i}\":{i}")) + "}";
        var shown = JsonElement.Parse(Issued.Replace("\"First\"", many, StringComparison.Ordinal));
        var one = Assert.Single(ContentComparison.Compare(JsonElement.Parse(Issued), shown));
        Assert.Equal("First", one.Issued!.Value.GetString());
        Assert.Equal(JsonValueKind.Object, one.Shown!.Value.ValueKind);

        var extra = JsonElement.Parse($$"""{"id":"x","metadata":{{many}}}""");
        Assert.Equal(ContentComparison.MaxDifferences, ContentComparison.Compare(JsonElement.Parse(Issued), extra).Count);
    }

    /// <summary>Comparing used to be quadratic: every member was searched for among all others, and every element was found by walking up to it. Anyone could trigger that.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Comparing_takes_no_longer_than_reading_however_many_values_there_are(bool isList)
    {
        string Of(int count, string last) => isList
            ? $$"""{"id":"x","metadata":{"list":[{{string.Join(',', Enumerable.Repeat("{}", count))}},{{last}}]} }"""
            : $$"""{"id":"x","metadata":{ {{string.Join(',', Enumerable.Range(0, count).Select(static i => $"\"{i}\":0"))}},"last":{{last}}} }""";
        double PerValue(int count)
        {
            var (issued, shown) = (JsonElement.Parse(Of(count, "1")), JsonElement.Parse(Of(count, "2")));
            Assert.Equal(isList ? $"metadata.list[{count}]" : "metadata.last", Assert.Single(ContentComparison.Compare(issued, shown)).Field);
            return Enumerable.Range(0, 5).Min(_ =>
            {
                var begun = Stopwatch.GetTimestamp();
                ContentComparison.Compare(issued, shown);
                return Stopwatch.GetElapsedTime(begun).TotalNanoseconds / count;
            });
        }

        PerValue(1_000);
        // With thirty times as many values, the time per value is thirty times as long if the comparison is quadratic, and about the same if it is not. Where
        // other processes take the processor away, it seems longer, but not every time.
        var ratio = double.MaxValue;
        for (var attempt = 0; attempt < 20 && ratio > 8; attempt++) ratio = Math.Min(ratio, PerValue(30_000) / PerValue(1_000));
        Assert.InRange(ratio, 0, 8);
    }

    [Theory]
    [InlineData("0", "-0.0e5", true)]
    [InlineData("100", "1e2", true)]
    [InlineData("0.10", "1e-1", true)]
    [InlineData("12", "1.2E+1", true)]
    [InlineData("1", "10", false)]
    [InlineData("1", "0.1", false)]
    [InlineData("9007199254740993", "9007199254740992", false)]
    [InlineData("1e99999999999999999999", "10e99999999999999999998", true)]
    public void Numbers_are_compared_by_value_to_the_last_digit(string left, string right, bool equal) => Assert.Equal(equal, JsonNumber.AreEqual(left, right));
}
