using Issuance.Api.Credentials;

namespace Issuance.Api.Tests.Credentials;

/// <summary>Sentences of rules have stable codes.</summary>
public sealed class RuleCodesTests
{
    [Theory]
    [InlineData("This is required.", "required")]
    [InlineData("This has 300 characters; at most 200 are allowed.", "tooLong", "300", "200")]
    [InlineData("This can be two days: 3 April 2026 or 4 March 2026. Write the day as YYYY-MM-DD, such as 2026-12-31.", "dayAmbiguous", "3 April 2026", "4 March 2026", "Write the day as YYYY-MM-DD, such as 2026-12-31.")]
    [InlineData("This must be one of First, Second.", "choice", "First, Second")]
    [InlineData("This must be a number.", "typeNumber")]
    [InlineData("This must be text or a number.", "type", "a number")]
    [InlineData("This must be 7.", "constant", "7")]
    [InlineData("Credentials of this type are valid for P3Y: this must be 2029-01-01 at the latest.", "typeOutOfValidity", "valid for P3Y", "2029-01-01")]
    [InlineData("issuerName: No issuer of this name is registered here.", "unknownIssuer", ".")]
    [InlineData("Something that nobody has thought of.", RuleCodes.Other)]
    public void A_sentence_has_its_code_and_its_arguments(string sentence, string code, params string[] arguments)
    {
        var found = RuleCodes.Of(sentence);

        Assert.Equal(code, found.Code);
        Assert.Equal(arguments, found.Arguments);
    }

    [Fact]
    public void Codes_are_words_for_programs() => Assert.All(RuleCodes.All, static code => Assert.Matches("^[a-z][A-Za-z0-9]+$", code));
}
