using Verification.Api.Credentials.Checks;
using Verification.Api.Reports;

namespace Verification.Api.Tests.Reports;

/// <summary>The words of reports: those of the verification app, in each of its languages.</summary>
public sealed class ReportTextTests
{
    public static TheoryData<string> Languages => [.. ReportTexts.All.Select(static one => one.Language)];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Verdicts_and_checks_are_called_what_the_app_calls_them(string language)
    {
        var texts = ReportTexts.All.Single(one => one.Language == language);
        var pages = PagesOf("texts", language);
        var documents = PagesOf("document/texts", language);
        foreach (var (key, text) in texts.Verdicts.Concat(texts.Checks)) Assert.Contains($"{key}: {Quoted(text)}", pages, StringComparison.Ordinal);
        foreach (var (key, text) in texts.DocumentVerdicts.Concat(texts.DocumentChecks).Concat(texts.Statuses)) Assert.Contains($"{key}: {Quoted(text)}", documents, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_check_and_every_result_has_a_name(string language)
    {
        var texts = ReportTexts.All.Single(one => one.Language == language);
        string[] results = [CheckDocument.Pass, CheckDocument.Warning, CheckDocument.Fail, CheckDocument.Unchecked, CheckDocument.NotApplicable];
        Assert.All(results, one => Assert.NotEmpty(texts.Statuses[one]));
        Assert.All(CredentialChecks.All, one => Assert.NotEqual(one.Name, texts.NameOf(one.Name, isDocument: false)));
    }

    [Theory]
    [InlineData(0.4, "0 s")]
    [InlineData(59, "59 s")]
    [InlineData(61, "1 min")]
    [InlineData(7300, "2 h")]
    [InlineData(200_000, "2 d")]
    public void An_age_is_said_in_its_largest_unit(double seconds, string said) => Assert.Equal(said, ReportTexts.For("en", null).Span(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("de-AT", null, "de")]
    [InlineData(null, "fr, ar;q=0.8, en;q=0.5", "ar")]
    [InlineData("fr", "de", "en")]
    [InlineData(null, null, "en")]
    public void The_language_is_that_which_was_asked_for_or_else_the_callers(string? asked, string? accepted, string language) => Assert.Equal(language, ReportTexts.For(asked, accepted).Language);

    private static string PagesOf(string folder, string language) =>
        // Long texts begin on the line below their key.
        string.Join(' ', File.ReadAllText(Path.Combine(RepositoryLayout.Root, "frontends/verification-app/src", folder, $"{language}.ts")).Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));

    private static string Quoted(string text) => $"\"{string.Join(' ', text.Split(' '))}\"";
}
