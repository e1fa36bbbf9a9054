using System.Text.RegularExpressions;

namespace KubeCredential.Administration;

/// <summary>The cause of a failure: its reason without what is particular to one event, so that failures with the same cause can be told and tried again together.</summary>
internal static partial class FailureCause
{
    /// <summary>The greatest length of a cause in UTF-16 code units, so that it fits in the address of a request.</summary>
    public const int MaxLength = 300;

    private const string Particular = "…";

    /// <summary>The cause behind a reason; empty if there is no reason.</summary>
    public static string Of(string? reason)
    {
        if (string.IsNullOrWhiteSpace(reason)) return "";
        var cause = LongNumber().Replace(Moment().Replace(Id().Replace(reason, Particular), Particular), Particular).Trim();
        if (cause.Length <= MaxLength) return cause;
        var end = MaxLength - 1;
        if (char.IsHighSurrogate(cause[end - 1])) end--;
        return $"{cause.AsSpan(0, end)}{Particular}";
    }

    [GeneratedRegex("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(?:Z|[+-][0-9]{2}:[0-9]{2})?", RegexOptions.CultureInvariant)]
    private static partial Regex Moment();

    [GeneratedRegex("[0-9]{10,}(?:-[0-9]+)?", RegexOptions.CultureInvariant)]
    private static partial Regex LongNumber();
}
