using System.Reflection;
using KubeCredential.Events;
using KubeCredential.VerifiableCredentials;
using Verification.Api.Credentials.Checks;
using Verification.Api.Reports;

namespace Verification.Api.Tests.Reports;

/// <summary>What checks found, in the words of a language.</summary>
public sealed class DetailTextTests
{
    private const string Successor = "01890a5d-ac96-774b-bcce-b302099a8059";

    public static TheoryData<string> Languages => ["de", "ar"];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_code_of_a_check_and_every_public_reason_has_words(string language)
    {
        var details = ReportTexts.For(language, null).Details!;
        var codes = typeof(DetailCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(static one => (string)one.GetRawConstantValue()!).Concat(Enum.GetValues<CredentialError>().Select(CredentialErrors.Text));
        Assert.Equal(codes.Order(StringComparer.Ordinal), details.Codes.Order(StringComparer.Ordinal));
        Assert.Equal(StatusReason.All.Order(StringComparer.Ordinal), details.Reasons.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void In_English_a_check_speaks_for_itself() => Assert.Equal("It does not expire.", ReportTexts.For("en", null).SentenceOf(Found(DetailCode.NeverExpires), "It does not expire."));

    [Theory]
    [InlineData("de", DetailCode.ValidUntil, new[] { "2026-12-31" }, "Der Nachweis ist bis zum 31. Dezember 2026 gültig.")]
    [InlineData("de", DetailCode.RevokedOn, new[] { "2026-12-31", "fraud" }, "Der Nachweis wurde am 31. Dezember 2026 widerrufen. Grund: Durch Täuschung erlangt.")]
    [InlineData("de", DetailCode.RevokedOn, new[] { "2026-12-31", "" }, "Der Nachweis wurde am 31. Dezember 2026 widerrufen.")]
    [InlineData("de", DetailCode.RevokedOn, new[] { "2026-12-31", "later" }, "Der Nachweis wurde am 31. Dezember 2026 widerrufen. Grund: later.")]
    [InlineData("de", DetailCode.ReplacedOn, new[] { "2026-12-31", "error", Successor }, $"Der Nachweis wurde am 31. Dezember 2026 durch einen anderen ersetzt. ID des neuen Nachweises: {Successor}. Grund: Er enthält einen Fehler.")]
    [InlineData("de", DetailCode.ContentErased, new[] { "", "" }, "Der Aussteller hat den Inhalt gelöscht. Es gibt nichts mehr zu vergleichen.")]
    [InlineData("de", DetailCode.OlderThanAskedFor, new[] { "" }, "Die Angaben sind älter, als in der Anfrage verlangt.")]
    [InlineData("de", DetailCode.HeardUpTo, new[] { "2026-11-29T09:35:41.504Z" }, "Alles, was der Aussteller bis zum 29. November 2026, 09:35:41 UTC getan hat, ist eingegangen.")]
    [InlineData("de", DetailCode.IssuedBy, new[] { "{1} [x]" }, "Ausgestellt von {1} [x].")]
    [InlineData("de", "schemaViolation", new[] { "/credentialSubject" }, "Der Nachweis entspricht nicht seinem Schema. Stelle: /credentialSubject")]
    [InlineData("de", "schemaViolation", null, "Der Nachweis entspricht nicht seinem Schema.")]
    [InlineData("ar", DetailCode.RevokedOn, new[] { "2026-12-31", "fraud" }, "أُلغيت الشهادة في 31 ديسمبر 2026. السبب: تم الحصول عليها بالاحتيال.")]
    public void A_sentence_has_its_arguments_in_the_language_and_leaves_out_what_is_missing(string language, string code, string[]? arguments, string sentence) =>
        Assert.Equal(sentence, ReportTexts.For(language, null).SentenceOf(Found(code, arguments), "").Replace("\u2068", "", StringComparison.Ordinal).Replace("\u2069", "", StringComparison.Ordinal));

    [Theory]
    [InlineData("de", "It is so. (auf Englisch)")]
    [InlineData("ar", "It is so. (بالإنجليزية)")]
    public void What_there_are_no_words_for_is_marked_as_English(string language, string sentence) => Assert.Equal(sentence, ReportTexts.For(language, null).SentenceOf(Found("later"), "It is so."));

    [Theory]
    [MemberData(nameof(Languages))]
    public void The_app_has_the_same_words(string language) =>
        Assert.Equal(
            File.ReadAllText(Path.Combine(RepositoryLayout.Root, "Verification.Api/Reports/Details", $"{language}.json")),
            File.ReadAllText(Path.Combine(RepositoryLayout.Root, "frontends/verification-app/src/details", $"{language}.json")));

    private static CheckDocument Found(string code, string[]? arguments = null) => new(CheckDocument.Known, CheckDocument.Pass, "It is so.", code, arguments);
}
