using System.Text.Json;
using KubeCredential.Events;
using KubeCredential.Storage.Audit;
using Verification.Api.Changes;
using Verification.Api.Credentials.Checks;
using Verification.Api.Freshness;
using Verification.Api.Signatures;

namespace Verification.Api.Tests.Credentials;

/// <summary>What each check decides on its own, and the verdict that they form together.</summary>
public sealed class CredentialCheckTests
{
    private static readonly Guid s_successor = Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8059");
    private static readonly string s_credential = TestEvents.Credential(Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057"), metadata: """{"gpa":3.9}""");
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 23, 59, 59, TimeSpan.Zero);

    [Fact]
    public void There_is_one_list_in_one_order() =>
        Assert.Equal(["known", "authentic", "content", "validFrom", "expiry", "suspension", "revocation", "current", "issuer", "fresh"], CredentialChecks.All.Select(static check => check.Name));

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
        AssertIs(new IssuerCheck(), Input() with { Known = Known("""{"id":"1"}""", null, null) }, "unchecked", "The credential does not say who issued it.");

    [Theory]
    [InlineData(null, "pass", "It has been valid since it was issued.")]
    [InlineData("2026-03-01", "pass", "It has been valid since 2026-03-01.")]
    [InlineData("2026-03-02", "fail", "It is not valid before 2026-03-02.")]
    public void Valid_from_goes_by_the_day_in_utc(string? firstDay, string status, string detail)
    {
        var result = AssertIs(new ValidFromCheck(), Input() with { Known = Known("{}", null, null, firstDay) }, status, detail);
        Assert.Equal(status == "fail" ? new Refusal(AuditOutcome.NotYetValid, "This credential is not valid before 2026-03-02.") : null, result.Refusal);
    }

    [Theory]
    [InlineData(CredentialState.Active, "suspension", "pass", "It is not suspended.")]
    [InlineData(CredentialState.Suspended, "suspension", "fail", "It has been suspended since 2026-02-28. Reason: a fee was not paid.")]
    [InlineData(CredentialState.Revoked, "suspension", "pass", "It is not suspended.")]
    [InlineData(CredentialState.Active, "revocation", "pass", "It has not been revoked.")]
    [InlineData(CredentialState.Suspended, "revocation", "pass", "It has not been revoked.")]
    [InlineData(CredentialState.Revoked, "revocation", "fail", "It was revoked on 2026-02-28. Reason: a fee was not paid.")]
    [InlineData(CredentialState.Active, "current", "pass", "No other credential has taken its place.")]
    [InlineData(CredentialState.Superseded, "current", "fail", "It was replaced by credential 01890a5d-ac96-774b-bcce-b302099a8059 on 2026-02-28. Reason: a fee was not paid.")]
    public void The_state_fails_the_check_that_is_about_it_and_no_other(string state, string check, string status, string detail)
    {
        var input = Input() with { Known = Known("{}", null, new CredentialStatus(state, s_now.AddDays(-1), StatusReason.NonPayment, SupersededBy: s_successor)) };
        var result = AssertIs(CredentialChecks.All.Single(one => one.Name == check), input, status, detail);
        Assert.Equal(status == "fail" ? state : null, result.Refusal?.Outcome);
        Assert.Equal(status == "fail" ? detail.Replace("It ", "This credential ", StringComparison.Ordinal) : null, result.Refusal?.Message);
    }

    [Theory]
    [InlineData(1, "warning")]
    [InlineData(0, "fail")]
    [InlineData(-1, "fail")]
    public void A_renewed_one_stays_valid_until_the_new_one_begins_and_names_it_all_along(int seconds, string status)
    {
        var input = Input() with { Known = Known("{}", null, new CredentialStatus(CredentialState.Superseded, s_now.AddSeconds(seconds), SupersededBy: s_successor)) };

        var result = new CurrentCheck().Check(input);

        Assert.Equal((status, s_successor), (result.Status, result.SupersededBy));
        Assert.Contains($"{s_successor}", result.Detail, StringComparison.Ordinal);
        Assert.Equal(status != "fail", CredentialChecks.Judge(input).IsValid);
    }

    [Fact]
    public void Every_public_reason_has_its_words_and_any_other_text_is_not_shown()
    {
        Assert.All(StatusReason.All, static reason => Assert.StartsWith(" Reason: ", StatusText.ReasonOf(new(CredentialState.Revoked, s_now, reason)), StringComparison.Ordinal));
        Assert.Equal(StatusReason.All.Count, StatusReason.All.Select(static reason => StatusText.ReasonOf(new(CredentialState.Revoked, s_now, reason))).Distinct().Count());
        Assert.Equal("", StatusText.ReasonOf(new(CredentialState.Revoked, s_now, "Call Eve on 555")));
        Assert.Equal("", StatusText.ReasonOf(new(CredentialState.Revoked, s_now)));
    }

    [Theory]
    [InlineData(CredentialState.Erased, "The issuer erased this credential on 2026-02-28. Reason: a fee was not paid.")]
    [InlineData(CredentialState.Revoked, "The issuer erased this credential.")] // The event that says so is still on its way.
    public void Of_an_erased_one_nothing_is_left_to_check(string state, string message)
    {
        var input = Input(shown: """{"holderName":"Eve"}""") with { Known = Known(null, null, new CredentialStatus(state, s_now.AddDays(-1), StatusReason.NonPayment)) };

        var verdict = CredentialChecks.Judge(input);

        Assert.Equal((false, AuditOutcome.Erased, message), (verdict.IsValid, verdict.Outcome, verdict.Message));
        Assert.Null(verdict.Results[2].Differences);
        Assert.Equal(["pass", "pass", "fail", "unchecked", "unchecked", "unchecked", state == CredentialState.Revoked ? "fail" : "unchecked", "unchecked", "unchecked", "unchecked"], verdict.Results.Select(static one => one.Status));
    }

    [Theory]
    [InlineData(null, null, "unchecked", "Nothing has been heard from the issuer yet.")]
    [InlineData(30, null, "pass", "Everything from the issuer up to 2026-03-01T23:59:29.000Z has been received.")]
    [InlineData(31, null, "warning", "Nothing complete has been heard from the issuer since 2026-03-01T23:59:28.000Z; what it did after that may be missing.")]
    [InlineData(-5, null, "pass", "Everything from the issuer up to 2026-03-02T00:00:04.000Z has been received.")]
    [InlineData(31, 31, "pass", "Everything from the issuer up to 2026-03-01T23:59:28.000Z has been received.")]
    [InlineData(31, 30, "fail", "Nothing complete has been heard from the issuer since 2026-03-01T23:59:28.000Z; what it did after that may be missing. That is older than the maximum age in the request.")]
    [InlineData(null, 1000, "fail", "Nothing has been heard from the issuer yet. That is older than the maximum age in the request.")]
    public void Fresh_fails_only_where_the_caller_has_set_a_limit(int? age, int? most, string status, string detail)
    {
        var input = Input() with
        {
            Knowledge = age is { } seconds ? new IssuerKnowledge(s_now.AddSeconds(-seconds), s_now) : IssuerKnowledge.None,
            MaxAge = most is { } limit ? TimeSpan.FromSeconds(limit) : null,
        };
        Assert.Equal(status == "fail" ? AuditOutcome.Stale : null, AssertIs(new FreshCheck(), input, status, detail).Refusal?.Outcome);
        Assert.Equal(status != "fail", CredentialChecks.Judge(input).IsValid);
    }

    [Theory]
    [InlineData(null, null, true, AuditOutcome.Valid, "This credential is valid.")]
    [InlineData("2026-01-01", null, false, AuditOutcome.Expired, "This credential expired on 2026-01-01.")]
    [InlineData(null, """{"holderName":"Eve"}""", false, AuditOutcome.Different, "This credential does not match what was issued here.")]
    [InlineData("2026-01-01", """{"holderName":"Eve"}""", false, AuditOutcome.Different, "This credential does not match what was issued here.")]
    public void The_verdict_is_valid_where_none_has_failed_and_what_matters_most_gives_the_sentence(string? lastDay, string? changes, bool isValid, string outcome, string message)
    {
        var verdict = CredentialChecks.Judge(Input(lastDay, changes));
        Assert.Equal((isValid, outcome, message), (verdict.IsValid, verdict.Outcome, verdict.Message));
        Assert.Equal(CredentialChecks.All.Count, verdict.Results.Count);
    }

    /// <summary>All of them have expired, were never in force yet, are known from too long ago, and are presented with another name.</summary>
    [Theory]
    [InlineData(CredentialState.Active, true, AuditOutcome.Different)]
    [InlineData(CredentialState.Revoked, true, AuditOutcome.Different)]
    [InlineData(CredentialState.Revoked, false, AuditOutcome.Revoked)]
    [InlineData(CredentialState.Suspended, false, AuditOutcome.Suspended)]
    [InlineData(CredentialState.Superseded, false, AuditOutcome.Superseded)]
    [InlineData(CredentialState.Active, false, AuditOutcome.Expired)]
    public void Of_several_faults_the_weightiest_is_the_result(string state, bool isForged, string outcome)
    {
        var known = Known(s_credential, "2026-01-01", new CredentialStatus(state, s_now.AddDays(-1)), "2027-01-01");
        var input = Input(shown: isForged ? """{"holderName":"Eve"}""" : null) with { Known = known, MaxAge = TimeSpan.Zero };

        Assert.Equal(outcome, CredentialChecks.Judge(input).Outcome);
        Assert.Equal(AuditOutcome.NotYetValid, CredentialChecks.Judge(Input() with { Known = Known(s_credential, null, null, "2027-01-01"), MaxAge = TimeSpan.Zero }).Outcome);
    }

    /// <summary>A copy carries the status that it had when it was made. It is not compared, and it is not believed.</summary>
    [Theory]
    [InlineData(CredentialState.Suspended)]
    [InlineData(CredentialState.Revoked)]
    public void An_honest_copy_from_before_is_not_different_and_a_forged_state_does_not_help(string state)
    {
        var copy = JsonElement.Parse(s_credential[..^1] + ""","status":{"state":"active","since":"2026-01-31T08:15:30.123Z"},"version":1}""");

        var verdict = CredentialChecks.Judge(Input() with { Shown = copy, Known = Known(s_credential, null, new CredentialStatus(state, s_now.AddDays(-1))) });

        Assert.Equal((false, state), (verdict.IsValid, verdict.Outcome));
        Assert.Equal("pass", verdict.Results[1].Status);
    }

    [Fact]
    public void Of_what_is_not_known_nothing_passes()
    {
        Assert.Equal(CredentialChecks.All.Select(static check => check.Name), CredentialChecks.OfUnknown.Select(static check => check.Name));
        Assert.All(CredentialChecks.OfUnknown, static check => Assert.Equal(check.Name == "known" ? "fail" : "unchecked", check.Status));
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

        return new CheckInput(Known(issued, lastDay, null), given, s_now, IssuerKnowledge.None, TimeSpan.FromSeconds(30), null) { Signature = SignatureFinding.Authentic };
    }

    private static KnownCredential Known(string? content, string? lastDay, CredentialStatus? status, string? firstDay = null)
    {
        var held = status ?? CredentialStatus.ActiveSince(s_now);
        var row = new StoredCredential(
            Guid.NewGuid(), 3, Guid.NewGuid(), EventTypes.CredentialIssued, s_now.AddHours(-2), "", "", DayOf(firstDay), DayOf(lastDay), held.State, held.ToJson(), null, null, content is null ? null : System.Text.Encoding.UTF8.GetBytes(content), "", "");
        return new KnownCredential(row, null, s_now.AddHours(-1));
    }

    private static DateOnly? DayOf(string? day) => day is null ? null : DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
}
