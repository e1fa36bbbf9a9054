using Issuance.Api.CredentialTypes;

namespace Issuance.Api.Tests.CredentialTypes;

/// <summary>Periods of validity (ISO 8601).</summary>
public sealed class TypePeriodTests
{
    [Theory]
    [InlineData("P3Y", "2026-07-01", "2029-06-30")]
    [InlineData("P1Y6M", "2026-07-01", "2027-12-31")]
    [InlineData("P6W", "2026-01-01", "2026-02-11")]
    [InlineData("P1D", "2026-01-01", "2026-01-01")]
    [InlineData("P1M", "2026-01-31", "2026-02-27")]
    [InlineData("P1Y", "2028-02-29", "2029-02-27")]
    public void It_ends_on_the_day_before_the_same_day(string period, string first, string last) =>
        Assert.Equal(DateOnly.Parse(last, System.Globalization.CultureInfo.InvariantCulture), TypePeriod.Parse(period).EndOf(DateOnly.Parse(first, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("P0Y")]
    [InlineData("3Y")]
    [InlineData("P1.5Y")]
    [InlineData("PT1H")]
    [InlineData("P-1Y")]
    [InlineData("P101Y")]
    [InlineData("P99999D")]
    [InlineData("P1Y ")]
    [InlineData("P1Y\n")]
    [InlineData(null)]
    public void What_is_no_period_is_not_read(string? text) => Assert.False(TypePeriod.TryParse(text, out _));
}
