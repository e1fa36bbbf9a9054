using System.Globalization;
using System.Text.RegularExpressions;

namespace Issuance.Api.Holders;

/// <summary>The languages of messages.</summary>
internal static partial class MailLanguages
{
    /// <summary>The language where none is asked for.</summary>
    public const string Standard = "en";

    /// <summary>The rule for tags, for messages.</summary>
    public const string Rule = "This must be a language tag such as en, de or pt-BR.";

    private static readonly string[] s_rightToLeft = ["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"];

    private static readonly Dictionary<string, string[]> s_months = new(StringComparer.OrdinalIgnoreCase)
    {
        ["en"] = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
        ["de"] = ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"],
        ["ar"] = ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"],
    };

    /// <summary>Whether a text is a language tag.</summary>
    public static bool IsTag(string text) => text.Length <= 35 && Tag().IsMatch(text);

    /// <summary>The language of a tag without script and region.</summary>
    public static string BaseOf(string tag) => tag.Split('-')[0].ToLowerInvariant();

    /// <summary>Whether a language is written from right to left.</summary>
    public static bool IsRightToLeft(string tag) => tag.Split('-').Contains("Arab", StringComparer.OrdinalIgnoreCase) || tag.Split('-').Contains("Hebr", StringComparer.OrdinalIgnoreCase)
        || (s_rightToLeft.Contains(BaseOf(tag)) && !tag.Split('-').Contains("Latn", StringComparer.OrdinalIgnoreCase));

    /// <summary>Of texts in several languages, the one for a reader: the same tag, else the same language, else null.</summary>
    public static T? Best<T>(IEnumerable<T> texts, Func<T, string> languageOf, string wanted)
        where T : class
    {
        var all = texts.ToArray();
        return Array.Find(all, one => string.Equals(languageOf(one), wanted, StringComparison.OrdinalIgnoreCase)) ?? Array.Find(all, one => BaseOf(languageOf(one)) == BaseOf(wanted));
    }

    /// <summary>A day as people write it; in other languages than those of our own texts, as ISO 8601 does. The service runs without the tables of the machine.</summary>
    public static string DayOf(DateOnly day, string language) => s_months.TryGetValue(BaseOf(language), out var months)
        ? string.Create(CultureInfo.InvariantCulture, $"{day.Day}{(BaseOf(language) == "de" ? "." : "")} {months[day.Month - 1]} {day.Year}")
        : day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
    private static partial Regex Tag();
}
