using System.Text.Json;
using KubeCredential.Events;
using KubeCredential.Storage.Audit;
using Verification.Api.Credentials.Checks;
using Verification.Api.Projection;

namespace Verification.Api.Tests.Credentials;

/// <summary>What each check decides on its own, and the verdict that they form together.</summary>
public sealed class CredentialCheckTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 23, 59, 59, TimeSpan.Zero);

    [Fact]
    public void There_is_one_list_in_one_order() =>
        Assert.Equal(["known", "content", "expiry", "issuer", "synchronised"], CredentialChecks.All.Select(static check => check.Name));

    [Fact]
    public void Known_passes() => AssertIs(new KnownCheck(), Input(), "pass", "This verifier knows the credential.");

    [Fact]
    public void Content_is_not_checked_where_only_an_id_was_given() =>
        AssertIs(new ContentCheck(), Input(), "unchecked", "Only an ID was given, so there is no content to compare.");

    [Fact]
    public void Content_passes_where_it_is_what_was_issued() =>
        AssertIs(new ContentCheck(), Input(shown: "{}"), "pass", "The content matches what was issued.");

    [Theory]
    [InlineData("""{"holderName":"Eve"}""", "The content differs from what was issued in 1 place.")]
    [InlineData("""{"holderName":"Eve","metadata":{"gpa":4}}""", "The content differs from what was issued in 2 places.")]
    public void Content_fails_where_it_is_not(string changes, string detail)
    {
        var result = AssertIs(new ContentCheck(), Input(shown: changes), "fail", detail);
        Assert.Equal((AuditOutcome.Different, "This credential does not match what was issued here."), (result.Refusal!.Outcome, result.Refusal.Message));
        Assert.NotEmpty(result.Differences!);
    }

    [Fact]
    public void Content_tells_a_bounded_number_of_differences()
    {
        var many = string.Join(',', Enumerable.Range(0, 60).Select(static number => $"\"field{number}\":1"));
        var result = AssertIs(new ContentCheck(), Input(shown: "{\"metadata\":{" + many + "}}"), "fail", "The content differs from what was issued in 50 places or more.");
        Assert.Equal(50, result.Differences!.Count);
    }

    [Theory]
    [InlineData(null, "pass", "It does not expire.")]
    [InlineData("2026-02-28", "fail", "It expired on 2026-02-28.")]
    [InlineData("2026-03-01", "warning", "It expires today, 2026-03-01.")]
    [InlineData("2026-03-30", "warning", "It expires soon: its last day is 2026-03-30.")]
    [InlineData("2026-03-31", "pass", "It is valid until 2026-03-31.")]
    public void Expiry_goes_by_the_day_in_utc(string? lastDay, string status, string detail)
    {
        var result = AssertIs(new ExpiryCheck(), Input(lastDay), status, detail);
        Assert.Equal(status == "fail" ? new Refusal(AuditOutcome.Expired, $"This credential expired on {lastDay}.") : null, result.Refusal);
    }

    [Theory]
    [InlineData(null, "pass", "It was issued by University of London.")]
    [InlineData("{}", "pass", "It was issued by University of London.")]
    [InlineData("""{"issuerName":"University of Lagos"}""", "fail", "It names another issuer; it was issued by University of London.")]
    [InlineData("""{"issuerName":null}""", "fail", "It names another issuer; it was issued by University of London.")]
    [InlineData("""{"issuerName":7}""", "fail", "It names another issuer; it was issued by University of London.")]
    public void Issuer_is_the_one_that_was_issued_by(string? changes, string status, string detail) =>
        AssertIs(new IssuerCheck(), Input(shown: changes), status, detail);

    [Fact]
    public void Issuer_is_not_checked_where_the_credential_names_none() =>
        AssertIs(new IssuerCheck(), new CheckInput(new KnownCredential("""{"id":"1"}""", null, s_now), null, s_now), "unchecked", "The credential does not say who issued it.");

    [Fact]
    public void Synchronised_tells_since_when() =>
        AssertIs(new SynchronisedCheck(), Input(), "pass", "Last synchronised with the issuer at 2026-03-01T22:59:59.000Z.");

    [Theory]
    [InlineData(null, null, true, AuditOutcome.Valid, "This credential is valid.")]
    [InlineData("2026-01-01", null, false, AuditOutcome.Expired, "This credential expired on 2026-01-01.")]
    [InlineData(null, """{"holderName":"Eve"}""", false, AuditOutcome.Different, "This credential does not match what was issued here.")]
    [InlineData("2026-01-01", """{"holderName":"Eve"}""", false, AuditOutcome.Different, "This credential does not match what was issued here.")]
    public void The_verdict_is_valid_where_none_has_failed_and_the_first_that_has_gives_the_sentence(string? lastDay, string? changes, bool isValid, string outcome, string message)
    {
        var verdict = CredentialChecks.Judge(Input(lastDay, changes));
        Assert.Equal((isValid, outcome, message), (verdict.IsValid, verdict.Outcome, verdict.Message));
        Assert.Equal(CredentialChecks.All.Count, verdict.Results.Count);
    }

    [Fact]
    public void Of_what_is_not_known_nothing_passes()
    {
        Assert.Equal(CredentialChecks.All.Select(static check => check.Name), CredentialChecks.OfUnknown.Select(static check => check.Name));
        Assert.All(CredentialChecks.OfUnknown, static check => Assert.Equal(check.Name == "known" ? "fail" : "unchecked", check.Status));
    }

    [Fact]
    public void An_event_with_a_status_that_is_not_known_is_not_taken_as_valid()
    {
        var revoked = TestEvents.Issued() with { Status = new CredentialStatus("revoked", s_now) };
        Assert.Throws<EventFormatException>(() => CredentialChange.From(revoked));
    }

    private static CheckResult AssertIs(ICredentialCheck check, CheckInput input, string status, string detail)
    {
        var result = check.Check(input);
        Assert.Equal((status, detail), (result.Status, result.Detail));
        Assert.Equal(status == "fail", result.Refusal is not null);
        return result;
    }

    /// <summary>A credential and, if changes are given, the same credential as presented with these members changed.</summary>
    private static CheckInput Input(string? lastDay = null, string? shown = null)
    {
        var issued = TestEvents.Credential(Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057"), expiry: lastDay, metadata: """{"gpa":3.9}""");
        JsonElement? given = null;
        if (shown is not null)
        {
            var members = JsonElement.Parse(issued).EnumerateObject().ToDictionary(static one => one.Name, static one => one.Value);
            foreach (var change in JsonElement.Parse(shown).EnumerateObject())
            {
                members[change.Name] = change.Name == "metadata"
                    ? JsonSerializer.SerializeToElement(members["metadata"].EnumerateObject().Concat(change.Value.EnumerateObject()).GroupBy(static one => one.Name).ToDictionary(static one => one.Key, static one => one.Last().Value))
                    : change.Value;
            }

            given = JsonSerializer.SerializeToElement(members);
        }

        return new CheckInput(new KnownCredential(issued, lastDay is null ? null : DateOnly.Parse(lastDay, System.Globalization.CultureInfo.InvariantCulture), s_now.AddHours(-1)), given, s_now);
    }
}
