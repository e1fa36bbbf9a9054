using System.Globalization;
using Issuance.Api.Documents;

namespace Issuance.Api.Holders;

/// <summary>The languages of messages.</summary>
internal static class MailLanguages
{
    /// <summary>The language where none is asked for.</summary>
    public const string Standard = "en";

    /// <summary>A day as papers write it; in other languages than theirs, as ISO 8601 does. The service runs without the tables of the machine.</summary>
    public static string DayOf(DateOnly day, string language) => PaperTexts.Find(language)?.Day(day) ?? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
