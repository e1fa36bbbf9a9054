using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Verification.Api.Credentials.Checks;

namespace Verification.Api.Reports;

/// <summary>
/// What checks found, in a language other than English, in which the checks say it themselves. The words are in <c>Details/*.json</c>, which the verification app has too.
/// A text has places for the arguments of its code: <c>{0}</c> as it is, <c>{0:day}</c>, <c>{0:moment}</c>, <c>{1:reason}</c> in the words of the language. What is in brackets is left out where one of its arguments is missing.
/// </summary>
internal sealed partial class DetailTexts
{
    private readonly FrozenDictionary<string, string> _details;
    private readonly FrozenDictionary<string, string> _reasons;

    private DetailTexts(string language)
    {
        using var resource = typeof(DetailTexts).Assembly.GetManifestResourceStream($"Verification.Api.Reports.Details.{language}.json")!;
        using var json = JsonDocument.Parse(resource);
        _details = TextsOf(json.RootElement.GetProperty("details"));
        _reasons = TextsOf(json.RootElement.GetProperty("reasons"));
    }

    /// <summary>German.</summary>
    public static DetailTexts German { get; } = new("de");

    /// <summary>Arabic.</summary>
    public static DetailTexts Arabic { get; } = new("ar");

    /// <summary>The codes that it has words for.</summary>
    public IEnumerable<string> Codes => _details.Keys;

    /// <summary>The public reasons that it has words for.</summary>
    public IEnumerable<string> Reasons => _reasons.Keys;

    /// <summary>What a check found, as a sentence; null if there are no words for its code.</summary>
    /// <param name="check">The check.</param>
    /// <param name="texts">Says days and moments in the language.</param>
    public string? SentenceOf(CheckDocument check, ReportTexts texts)
    {
        if (check.Code is not { } code || !_details.TryGetValue(code, out var text)) return null;
        var arguments = check.Arguments ?? [];
        return Fill(Optional.Replace(text, part => Places.Matches(part.Value).All(place => Argument(place).Length > 0) ? Fill(part.Groups[1].Value) : ""));

        string Fill(string part) => Places.Replace(part, place => place.Groups[2].Value switch
        {
            "day" or "moment" => texts.Time(Argument(place)),
            "reason" => _reasons.GetValueOrDefault(Argument(place), Argument(place)),
            _ => $"\u2068{Argument(place)}\u2069",
        });

        string Argument(Match place) => int.Parse(place.Groups[1].ValueSpan, CultureInfo.InvariantCulture) is var at && at < arguments.Count ? arguments[at] : "";
    }

    private static FrozenDictionary<string, string> TextsOf(JsonElement texts) => texts.EnumerateObject().ToFrozenDictionary(static one => one.Name, static one => one.Value.GetString()!);

    [GeneratedRegex(@"\[([^\]]*)\]")]
    private static partial Regex Optional { get; }

    [GeneratedRegex(@"\{(\d)(?::(\w+))?\}")]
    private static partial Regex Places { get; }
}
