using System.Text.Json;
using KubeCredential.Papers;
using KubeCredential.Text;

namespace Issuance.Api.Documents;

/// <summary>What papers say in a language around what the credential says.</summary>
/// <param name="Language">The language: a tag of BCP 47.</param>
/// <param name="Sentences">The sentences.</param>
/// <param name="Yes">A value that is true.</param>
/// <param name="No">A value that is false.</param>
/// <param name="Attachment">What the attached file is.</param>
internal sealed record PaperTexts(string Language, PaperSentences Sentences, string Yes, string No, string Attachment)
{
    private static readonly PaperTexts[] s_all =
    [
        new(
            "en",
            new PaperSentences(
                "This certifies that", "has been awarded", "Issued by", "Issued on", "Valid from", "Valid until", "Credential ID", "Check this credential at",
                "The signed credential is attached to this PDF.", "QR code of the address", "Logo"),
            "Yes", "No", "The signed credential"),
        new(
            "de",
            new PaperSentences(
                "Hiermit wird bescheinigt:", "hat erhalten:", "Ausgestellt von", "Ausgestellt am", "Gültig ab", "Gültig bis", "Nachweis-ID", "Diesen Nachweis prüfen unter",
                "Der signierte Nachweis liegt dieser PDF-Datei bei.", "QR-Code der Adresse", "Logo"),
            "Ja", "Nein", "Der signierte Nachweis"),
        new(
            "ar",
            new PaperSentences(
                "نشهد بأن", "قد مُنح", "جهة الإصدار", "تاريخ الإصدار", "صالح من", "صالح حتى", "معرّف الشهادة", "تحقّق من هذه الشهادة على",
                "الشهادة الموقّعة مرفقة بملف PDF هذا.", "رمز QR للعنوان", "شعار"),
            "نعم", "لا", "الشهادة الموقّعة"),
    ];

    /// <summary>The texts of a language; null if there are none.</summary>
    public static PaperTexts? Find(string language) => Array.Find(s_all, one => LanguageTag.PrimaryOf(language) == one.Language);

    /// <summary>The texts of the first of these languages for which there are some, or else the English ones.</summary>
    public static PaperTexts First(params ReadOnlySpan<string?> languages)
    {
        foreach (var language in languages)
        {
            if (language is not null && Find(language) is { } found) return found;
        }

        return s_all[0];
    }

    /// <summary>A day as people write it.</summary>
    public string Day(DateOnly day) => DayText.In(Language).Of(day);

    /// <summary>A value of the metadata as people read it.</summary>
    public string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when Rfc3339.TryParse(value.GetString(), out DateOnly day) => Day(day),
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => Yes,
        JsonValueKind.False => No,
        JsonValueKind.Array when value.EnumerateArray().All(static one => one.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object)) => string.Join(", ", value.EnumerateArray().Select(Value)),
        JsonValueKind.Array => string.Join('\n', value.EnumerateArray().Select(Value)),
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Select(member => $"{member.Name}: {Value(member.Value)}")),
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };
}
