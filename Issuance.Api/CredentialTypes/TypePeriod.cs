using System.Globalization;
using System.Text.RegularExpressions;

namespace Issuance.Api.CredentialTypes;

/// <summary>A period of whole days (ISO 8601-1:2019, section 5.5.2): years, months, weeks and days.</summary>
/// <param name="Months">The years and months.</param>
/// <param name="Days">The weeks and days.</param>
internal readonly partial record struct TypePeriod(int Months, int Days)
{
    /// <summary>The rule, for messages.</summary>
    public const string Rule = "This must be a period such as P3Y, P18M, P6W or P1Y6M, of at most 100 years.";

    private const int MostMonths = 1200;
    private const int MostDays = 36_525;

    /// <summary>Reads a period.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static TypePeriod Parse(string text) => TryParse(text, out var period) ? period : throw new FormatException(Rule);

    /// <summary>Reads a period; false if it is none, is empty, or is longer than 100 years.</summary>
    public static bool TryParse(string? text, out TypePeriod period)
    {
        period = default;
        if (text is null || Form().Match(text) is not { Success: true } match) return false;
        var (years, months, weeks, days) = (Of("y"), Of("m"), Of("w"), Of("d"));
        period = new TypePeriod((years * 12) + months, (weeks * 7) + days);
        return period is { Months: <= MostMonths, Days: <= MostDays } && period.Months + period.Days > 0;

        int Of(string name) => match.Groups[name] is { Success: true } group ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>The last day of a period that begins on a day: three years from 2026-07-01 end on 2029-06-30.</summary>
    public DateOnly EndOf(DateOnly first) => first.AddMonths(Months).AddDays(Days - 1);

    [GeneratedRegex(@"^P(?=\d)(?:(?<y>\d{1,4})Y)?(?:(?<m>\d{1,4})M)?(?:(?<w>\d{1,4})W)?(?:(?<d>\d{1,5})D)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
