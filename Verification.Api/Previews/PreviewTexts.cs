using System.Globalization;
using KubeCredential.Papers;
using KubeCredential.Storage.Audit;
using KubeCredential.Text;
using Verification.Api.Credentials.Checks;

namespace Verification.Api.Previews;

/// <summary>What previews and badges say, in a language.</summary>
/// <param name="Language">The language: a tag of BCP 47.</param>
/// <param name="Words">The verdict in a word or two, by outcome.</param>
/// <param name="Sentence">The verdict, the holder and the title as a sentence.</param>
/// <param name="NotToRely">What is said where nothing may be shown.</param>
/// <param name="Unknown">What is said of an unknown credential.</param>
/// <param name="IssuedBy">Who issued it.</param>
/// <param name="AsOf">When that was so, in UTC.</param>
/// <param name="NothingHeard">What is said if nothing has been heard from the issuer.</param>
/// <param name="Check">The link to the verdict.</param>
internal sealed record PreviewTexts(
    string Language, IReadOnlyDictionary<string, string> Words, string Sentence, string NotToRely, string Unknown, string IssuedBy, string AsOf, string NothingHeard, string Check)
{
    private static readonly PreviewTexts[] s_all =
    [
        new(
            "en",
            new Dictionary<string, string>
            {
                [AuditOutcome.Valid] = "Valid", [AuditOutcome.NotYetValid] = "Not yet valid", [AuditOutcome.Expired] = "Expired", [AuditOutcome.Suspended] = "Suspended", [AuditOutcome.Revoked] = "Revoked",
                [AuditOutcome.Superseded] = "Replaced", [AuditOutcome.Erased] = "Erased", [AuditOutcome.Stale] = "Could not be checked", [AuditOutcome.NotAuthentic] = "Not authentic",
            },
            "{0}: {1}, {2}", "Do not rely on this credential", "Credential not found", "Issued by {0}", "As of {0}, UTC", "Nothing has been heard from the issuer yet", "Check this credential"),
        new(
            "de",
            new Dictionary<string, string>
            {
                [AuditOutcome.Valid] = "Gültig", [AuditOutcome.NotYetValid] = "Noch nicht gültig", [AuditOutcome.Expired] = "Abgelaufen", [AuditOutcome.Suspended] = "Ausgesetzt", [AuditOutcome.Revoked] = "Widerrufen",
                [AuditOutcome.Superseded] = "Ersetzt", [AuditOutcome.Erased] = "Gelöscht", [AuditOutcome.Stale] = "Nicht prüfbar", [AuditOutcome.NotAuthentic] = "Nicht echt",
            },
            "{0}: {1}, {2}", "Verlassen Sie sich nicht auf diesen Nachweis", "Nachweis nicht gefunden", "Ausgestellt von {0}", "Stand: {0}, UTC", "Vom Aussteller ist noch nichts eingegangen", "Diesen Nachweis prüfen"),
        new(
            "ar",
            new Dictionary<string, string>
            {
                [AuditOutcome.Valid] = "صالحة", [AuditOutcome.NotYetValid] = "لم تصبح صالحة بعد", [AuditOutcome.Expired] = "منتهية الصلاحية", [AuditOutcome.Suspended] = "معلّقة", [AuditOutcome.Revoked] = "ملغاة",
                [AuditOutcome.Superseded] = "مستبدَلة", [AuditOutcome.Erased] = "محذوفة", [AuditOutcome.Stale] = "تعذّر التحقق", [AuditOutcome.NotAuthentic] = "غير أصلية",
            },
            "{0}: {1}، {2}", "لا تعتمد على هذه الشهادة", "لم يُعثر على الشهادة", "صادرة عن {0}", "حتى {0} بالتوقيت العالمي", "لم يصل شيء من جهة الإصدار بعد", "تحقّق من هذه الشهادة"),
    ];

    /// <summary>The texts that fit best what a caller accepts; English if none do.</summary>
    /// <param name="asked">A tag of BCP 47 that was asked for, or null.</param>
    /// <param name="accepted">The header <c>Accept-Language</c> (RFC 9110, section 12.5.4), or null.</param>
    public static PreviewTexts For(string? asked, string? accepted) => LanguageTag.BestAccepted(s_all, static one => one.Language, asked, accepted) ?? s_all[0];

    /// <summary>The verdict in a word or two.</summary>
    public string WordOf(string outcome) => Words.TryGetValue(outcome, out var word) ? word : Words[AuditOutcome.NotAuthentic];

    /// <summary>What an outcome means for who reads it.</summary>
    public static Tone ToneOf(string outcome) => outcome switch
    {
        AuditOutcome.Valid => Tone.Good,
        AuditOutcome.NotYetValid or AuditOutcome.Expired or AuditOutcome.Suspended or AuditOutcome.Stale or AuditOutcome.Superseded or VerdictOutcome.Untrusted or VerdictOutcome.Unchecked => Tone.Doubtful,
        _ => Tone.Bad,
    };

    /// <summary>A moment, to the minute.</summary>
    public string MomentOf(DateTimeOffset? moment) => moment is { } then
        ? string.Format(CultureInfo.InvariantCulture, AsOf, then.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture))
        : NothingHeard;

    /// <summary>Fills arguments in.</summary>
    public static string Fill(string text, params object[] arguments) => string.Format(CultureInfo.InvariantCulture, text, arguments);
}
