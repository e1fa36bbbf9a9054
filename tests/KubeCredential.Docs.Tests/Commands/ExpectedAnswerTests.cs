namespace KubeCredential.Docs.Tests.Commands;

/// <summary>The rules by which an answer is compared with the one on a page.</summary>
public sealed class ExpectedAnswerTests
{
    private const string Issued = """{"issueDate": "2026-11-24", "validFrom": "2026-11-24"}""";
    private readonly Dictionary<string, string> _ids = [];

    [Fact]
    public void The_day_of_issue_is_another_one_in_each_run_and_the_same_everywhere_on_a_page()
    {
        Assert.Empty(Compare(Issued, """{"issueDate": "2027-01-02", "validFrom": "2027-01-02"}"""));
        Assert.Empty(Compare("""{"message": "Revoked on 2026-11-24."}""", """{"message": "Revoked on 2027-01-02."}"""));

        Assert.Single(Compare("""{"message": "Revoked on 2026-11-24."}""", """{"message": "Revoked on 2026-11-24."}"""));
        Assert.Single(Compare(Issued, """{"issueDate": "2027-01-02", "validFrom": "2027-01-03"}"""));
    }

    [Fact]
    public void Any_other_day_is_what_it_says()
    {
        Assert.Empty(Compare(Issued, """{"issueDate": "2027-01-02", "validFrom": "2027-01-02"}"""));
        Assert.Empty(Compare("""{"expiryDate": "2031-12-31"}""", """{"expiryDate": "2031-12-31"}"""));

        Assert.Single(Compare("""{"expiryDate": "2031-12-31"}""", """{"expiryDate": "2031-12-30"}"""));
    }

    [Fact]
    public void What_is_mended_has_the_day_of_the_page_and_not_the_day_of_the_run()
    {
        var expected = new ExpectedAnswer(_ids, []);
        Assert.Contains("Valid since 2026-11-24.", expected.CompareJson(
            """{"issueDate": "2026-11-24", "detail": "Valid."}""",
            """{"issueDate": "2027-01-02", "detail": "Valid since 2027-01-02."}"""), StringComparison.Ordinal);
    }

    private IReadOnlyList<string> Compare(string shown, string answer)
    {
        var expected = new ExpectedAnswer(_ids, []);
        expected.CompareJson(shown, answer);
        return expected.Differences;
    }
}
