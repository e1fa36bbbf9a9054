using System.Text.RegularExpressions;
using KubeCredential.Text;

namespace Verification.Api.TrustedIssuers;

/// <summary>The rules for trusted issuers.</summary>
internal static partial class TrustedIssuerRules
{
    public const int MaxDidCharacters = 500;
    public const int MaxNameCharacters = 200;
    public const int MaxTypes = 50;
    private const int MaxTypeCharacters = 200;

    /// <summary>Reads a request, and reports all that is wrong with it by field.</summary>
    /// <param name="request">The request, or null.</param>
    /// <param name="did">The DID of the entry that is changed; null if one is added.</param>
    /// <param name="errors">Faults by field.</param>
    /// <returns>What is said about trust; valid only if there are no errors.</returns>
    public static Trust Read(TrustedIssuerRequest? request, string? did, Dictionary<string, string[]> errors)
    {
        var given = request?.Did?.Trim() ?? did;
        if (given is null || given.Length > MaxDidCharacters || !Did().IsMatch(given)) errors["did"] = [$"This must be a DID of the method web or key, such as did:web:university.example, of at most {MaxDidCharacters} characters."];
        else if (did is not null && given != did) errors["did"] = ["The DID cannot be changed. Remove this issuer and add the other one."];
        if (FaultOfText(request?.Name, MaxNameCharacters) is { } name) errors["name"] = [name];
        var types = request?.Types ?? [];
        if (types.Length > MaxTypes || types.Any(static type => FaultOfText(type, MaxTypeCharacters) is not null) || types.Distinct(StringComparer.Ordinal).Count() != types.Length)
            errors["types"] = [$"These must be at most {MaxTypes} different types, each of 1 to {MaxTypeCharacters} characters."];
        else if (types.Contains("VerifiableCredential")) errors["types"] = ["Every credential has the type VerifiableCredential. Omit types to trust the issuer for all."];
        var (from, to) = (DayOf(request?.From, "from", errors), DayOf(request?.To, "to", errors));
        if (to < from) errors["to"] = ["This must not be before from."];
        return new Trust(given ?? "", request?.Name is { } text ? UnicodeText.ToNfc(text) : "", types, from, to);
    }

    private static DateOnly? DayOf(string? text, string field, Dictionary<string, string[]> errors)
    {
        if (text is null) return null;
        if (Rfc3339.TryParse(text, out DateOnly day)) return day;
        errors[field] = ["This must be a date, such as 2030-01-31."];
        return null;
    }

    private static string? FaultOfText(string? text, int maxCharacters) =>
        !string.IsNullOrWhiteSpace(text) && UnicodeText.Length(UnicodeText.ToNfc(text)) <= maxCharacters && text == text.Trim() && !UnicodeText.HasControls(text)
            ? NameText.FaultOf(text)
            : $"This must have 1 to {maxCharacters} characters, no control characters, and no leading or trailing spaces.";

    /// <summary>W3C Decentralized Identifiers 1.0, section 3.1, of the methods that are read here. A host is written in lower case, since DIDs are compared letter by letter.</summary>
    [GeneratedRegex(@"^did:(web:[a-z0-9.-]+(%3A[0-9]{1,5})?(:[A-Za-z0-9._%-]+)*|key:z[1-9A-HJ-NP-Za-km-z]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Did();
}
