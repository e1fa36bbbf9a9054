using System.Text.RegularExpressions;
using KubeCredential.Text;

namespace KubeCredential.VerifiableCredentials.Json;

/// <summary>Times as the specifications write them (W3C XML Schema 1.1 Part 2, dateTimeStamp). Fractions finer than 100 ns are cut off.</summary>
internal static partial class XsdDateTime
{
    /// <summary>Reads a time with its zone.</summary>
    public static bool TryParse(string? text, out DateTimeOffset moment)
    {
        moment = default;
        return text is not null && Form().Match(text) is { Success: true } match && match.Groups["zone"].Length > 0 && Rfc3339.TryParse(Cut(match), out moment);
    }

    /// <summary>Reads a time that is in UTC where it has no zone (W3C Data Integrity 1.0, section 2.1).</summary>
    public static bool TryParseLenient(string? text, out DateTimeOffset moment)
    {
        moment = default;
        return text is not null && Form().Match(text) is { Success: true } match && Rfc3339.TryParse(match.Groups["zone"].Length > 0 ? Cut(match) : Cut(match) + "Z", out moment);
    }

    private static string Cut(Match match) => $"{match.Groups["whole"].Value}{match.Groups["fraction"].Value}{match.Groups["zone"].Value}";

    [GeneratedRegex(@"^(?<whole>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?<fraction>\.[0-9]{1,7})?[0-9]{0,30}(?<zone>Z|[+-][0-9]{2}:[0-9]{2})?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
