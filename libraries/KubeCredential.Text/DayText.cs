using System.Globalization;

namespace KubeCredential.Text;

/// <summary>Days as people write them in a language.</summary>
/// <param name="pattern">How a day is written: {0} the day, {1} the month, {2} the year.</param>
/// <param name="months">The names of the months.</param>
public sealed class DayText(string pattern, string[] months)
{
    private static readonly DayText s_english = new("{0} {1} {2}", ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]);
    private static readonly DayText s_german = new("{0}. {1} {2}", ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"]);
    private static readonly DayText s_arabic = new("{0} {1} {2}", ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"]);

    /// <summary>How days are written in a language; as in English if that is not known.</summary>
    /// <param name="language">The language: a tag of BCP 47.</param>
    public static DayText In(string language) => LanguageTag.PrimaryOf(language) switch { "de" => s_german, "ar" => s_arabic, _ => s_english };

    /// <summary>A day.</summary>
    public string Of(DateOnly day) => string.Format(CultureInfo.InvariantCulture, pattern, day.Day, months[day.Month - 1], day.Year);
}
