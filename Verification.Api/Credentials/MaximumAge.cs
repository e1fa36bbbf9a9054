using System.Buffers;
using System.Xml;

namespace Verification.Api.Credentials;

/// <summary>Reads how old a verifier's knowledge may be.</summary>
internal static class MaximumAge
{
    /// <summary>The rule, for those who break it.</summary>
    public const string Rule = "This must be an ISO 8601 duration in days, hours, minutes and seconds, such as PT30S or P1D, of at most 365 days.";

    private const int MostCharacters = 40;
    private static readonly TimeSpan Most = TimeSpan.FromDays(365);

    // Without Y, whose length varies, W and the sign.
    private static readonly SearchValues<char> s_allowed = SearchValues.Create("PDTHMS.0123456789");

    /// <summary>Reads an ISO 8601 duration without years and months, whose lengths vary.</summary>
    public static bool TryParse(string text, out TimeSpan age)
    {
        age = default;
        if (text.Length is 0 or > MostCharacters || text.AsSpan().ContainsAnyExcept(s_allowed)) return false;
        var time = text.IndexOf('T', StringComparison.Ordinal);
        if (text.AsSpan(0, time < 0 ? text.Length : time).Contains('M')) return false; // A month.
        try
        {
            age = XmlConvert.ToTimeSpan(text);
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            return false;
        }

        return age <= Most;
    }
}
