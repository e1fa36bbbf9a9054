using System.Net;
using System.Text.Json;
using KubeCredential.Events;

namespace Verification.Api.Tests.Api;

/// <summary>What the service says of a credential from its issue to its erasure.</summary>
[Collection(SharedServiceTests.Name)]
public sealed class LifeTests(SharedService shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ServiceSet Set => shared.Set;

    [Fact]
    public async Task Each_change_shows_in_the_verdict_with_its_public_reason_and_day()
    {
        var successor = Guid.CreateVersion7();
        var issued = TestEvents.Issued();
        var suspended = issued.Then(EventTypes.CredentialSuspended, StatusReason.NonPayment);
        var reinstated = suspended.Then(EventTypes.CredentialReinstated);
        var renewed = reinstated.Then(EventTypes.CredentialSuperseded, since: DateTimeOffset.UtcNow.AddDays(2), supersededBy: successor);
        var superseded = renewed.Then(EventTypes.CredentialSuperseded, StatusReason.Error, supersededBy: successor);
        var revoked = superseded.Then(EventTypes.CredentialRevoked, StatusReason.Fraud);

        await SaysAsync(issued, "valid", "This credential is valid.");
        await SaysAsync(suspended, "suspended", "This credential has been suspended since 2026-01-31. Reason: a fee was not paid.");
        await SaysAsync(reinstated, "valid", "This credential is valid.");
        var soon = await SaysAsync(renewed, "valid", "This credential is valid.");
        var replaced = await SaysAsync(superseded, "superseded", $"This credential was replaced by credential {successor} on 2026-01-31. Reason: it contains a mistake.");
        await SaysAsync(revoked, "revoked", "This credential was revoked on 2026-01-31. Reason: it was obtained by fraud.");

        Assert.Equal(("warning", successor), CurrentOf(soon));
        Assert.Equal(("fail", successor), CurrentOf(replaced));
        // An honest copy from before the suspension is what was issued; its status is not believed.
        var copy = issued.Credential![..^1] + $$""","status":{{issued.Status.ToJson()}},"version":1}""";
        foreach (var body in (string[])[copy, $$"""{"credential":{{copy}}}"""])
        {
            var said = await ServiceSet.ReadAsync(await Set.VerifyAsync(body), HttpStatusCode.OK);
            Assert.Equal((false, "revoked", "pass"), (said.GetProperty("isValid").GetBoolean(), said.GetProperty("result").GetString(), CheckOf(said, "content").GetProperty("status").GetString()));
        }

        var totals = (await Set.EventuallyAsync(
            "admin/metrics", one => one.GetProperty("verification").GetProperty("revoked").GetInt64() >= 3, "the verdicts are counted")).GetProperty("verification");
        Assert.All((string[])["suspended", "superseded"], name => Assert.True(totals.GetProperty(name).GetInt64() > 0));
        var counts = (await Set.GetAsync($"api/v1/credentials/{issued.CredentialId}/history")).GetProperty("verifications");
        Assert.Equal((3, 1), (counts.GetProperty("revoked").GetInt64(), counts.GetProperty("suspended").GetInt64()));
        Assert.Equal(counts.GetProperty("total").GetInt64(), ((string[])["valid", "suspended", "superseded", "revoked"]).Sum(name => counts.GetProperty(name).GetInt64()));
        Assert.Equal(1, (await Set.GetAsync($"admin/audit?credentialId={issued.CredentialId}&outcome=suspended")).GetProperty("items").GetArrayLength());

        static (string?, Guid) CurrentOf(JsonElement said) => (CheckOf(said, "current").GetProperty("status").GetString(), CheckOf(said, "current").GetProperty("supersededBy").GetGuid());
    }

    [Fact]
    public async Task One_that_is_not_valid_yet_says_from_when()
    {
        var id = Guid.CreateVersion7();
        var issued = TestEvents.Hashed(TestEvents.Issued(id) with { Credential = TestEvents.Credential(id, validFrom: "2999-01-01") });

        var said = await SaysAsync(issued, "notYetValid", "This credential is not valid before 2999-01-01.");

        Assert.Equal("2999-01-01", said.GetProperty("credential").GetProperty("validFrom").GetString());
        var early = await ServiceSet.ReadAsync(
            await Set.VerifyAsync($$"""{"credential":{{issued.Credential!.Replace("2999-01-01", "2020-01-01", StringComparison.Ordinal)}}}"""), HttpStatusCode.OK);
        Assert.Equal("different", early.GetProperty("result").GetString());
        Assert.Equal("validFrom", CheckOf(early, "content").GetProperty("differences")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task Of_an_erased_one_nothing_personal_is_said_not_even_to_those_who_present_it()
    {
        var issued = TestEvents.Issued(holder: "Zerlina Quappenfeld");
        await SaysAsync(issued, "valid", "This credential is valid.");
        await SaysAsync(issued.Then(EventTypes.CredentialErased, StatusReason.Withdrawn), "erased", "The issuer erased this credential on 2026-01-31. Reason: what it attests was withdrawn.");

        using var answer = await Set.VerifyAsync($$"""{"credential":{{issued.Credential}}}""");
        var text = await answer.Content.ReadAsStringAsync(Token);

        Assert.Contains("\"credential\":null", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Quappenfeld", text, StringComparison.Ordinal);
        Assert.DoesNotContain("University", text, StringComparison.Ordinal);
        Assert.Equal("", (await Set.GetAsync("admin/synced-credentials?limit=200")).GetProperty("syncedCredentials").EnumerateArray()
            .Single(one => one.GetProperty("credentialId").GetGuid() == issued.CredentialId).GetProperty("holderName").GetString());
    }

    [Fact]
    public async Task An_event_that_contradicts_itself_is_a_dead_letter_and_changes_nothing()
    {
        var issued = TestEvents.Issued();
        var forged = issued.Then(EventTypes.CredentialReinstated) with { Status = issued.Then(EventTypes.CredentialSuspended).Status };
        await Set.PublishAsync(issued, forged);

        Assert.Equal(["dead"], await Set.SaidAsync(forged));
        var letter = (await Set.GetAsync("admin/dead-letters?limit=200")).GetProperty("items").EnumerateArray().Single(one => one.GetProperty("id").GetString() == $"{forged.EventId}");
        Assert.Equal("The event's status does not follow from its type.", letter.GetProperty("reason").GetString());
        Assert.Equal(1, (await ServiceSet.ReadAsync(await Set.VerifyAsync(issued.CredentialId), HttpStatusCode.OK)).GetProperty("version").GetInt32());

        // Discarded, it keeps its content until that is erased.
        await Set.DeleteAsync($"admin/dead-letters/{forged.EventId}?reason=forged");
        Assert.Equal(1, await DiscardsAsync("LIKE '%Ada Lovelace%'"));
        var erased = issued.Then(EventTypes.CredentialErased) with { Version = 7 };
        await Set.PublishAsync(erased);
        Assert.Equal(["applied"], await Set.SaidAsync(erased));
        Assert.Equal((0, 1), (await DiscardsAsync("LIKE '%Ada Lovelace%'"), await DiscardsAsync("IS NOT NULL")));

        Task<long> DiscardsAsync(string condition) => shared.Database.CountAsync($"SELECT COUNT(*) FROM discarded_dead_letters WHERE dead_letter_id = '{forged.EventId}' AND delivery {condition}");
    }

    /// <summary>What is discarded only after its credential was erased never gets into the database.</summary>
    [Fact]
    public async Task A_dead_letter_that_outlived_the_content_is_recorded_without_it()
    {
        var issued = TestEvents.Issued();
        var erased = issued.Then(EventTypes.CredentialErased);
        await Set.PublishAsync(issued, erased);
        await Set.SaidAsync(erased);
        var forged = issued.Then(EventTypes.CredentialReinstated) with { Status = issued.Then(EventTypes.CredentialSuspended).Status };
        await Set.PublishAsync(forged);
        await Set.SaidAsync(forged);

        await Set.DeleteAsync($"admin/dead-letters/{forged.EventId}?reason=forged");

        Assert.Equal(1, await shared.Database.CountAsync($"SELECT COUNT(*) FROM discarded_dead_letters WHERE dead_letter_id = '{forged.EventId}' AND delivery NOT LIKE '%Ada Lovelace%'"));
    }

    [Fact]
    public async Task A_follower_hears_every_later_version()
    {
        var issued = TestEvents.Issued();
        await using var stream = await EventStreamReader.OpenAsync(Set.Http, $"api/v1/credentials/stream?ids={issued.CredentialId}", Token);
        Assert.NotNull(await stream.NextAsync("hello", null, ServiceSet.Limit, Token));
        foreach (var happened in (CredentialEvent[])[issued, issued.Then(EventTypes.CredentialSuspended), issued.Then(EventTypes.CredentialSuspended).Then(EventTypes.CredentialErased)])
        {
            await Set.PublishAsync(happened);

            var told = (await stream.NextAsync("credential", null, ServiceSet.Limit, Token))!.Value;
            Assert.Equal((happened.Version, happened.Status.State), (told.GetProperty("version").GetInt32(), told.GetProperty("state").GetString()));
        }
    }

    [Theory]
    [InlineData("\"P1Y\"")]
    [InlineData("\"-PT1S\"")]
    [InlineData("30")]
    public async Task A_maximum_age_that_is_none_is_a_bad_request(string value)
    {
        var said = await ServiceSet.ReadAsync(await Set.VerifyAsync($$"""{"id":"{{Guid.NewGuid()}}","maxAge":{{value}}}"""), HttpStatusCode.BadRequest);

        Assert.False(said.GetProperty("isValid").GetBoolean());
        Assert.Contains("ISO 8601", said.GetProperty("errors").GetProperty("maxAge")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_one_says_so_in_one_word()
    {
        var said = await ServiceSet.ReadAsync(await Set.VerifyAsync(Guid.NewGuid()), HttpStatusCode.NotFound);

        Assert.Equal(("unknown", JsonValueKind.Null), (said.GetProperty("result").GetString(), said.GetProperty("asOf").ValueKind));
    }

    private static JsonElement CheckOf(JsonElement said, string name) => said.GetProperty("checks").EnumerateArray().Single(one => one.GetProperty("name").GetString() == name);

    /// <summary>Publishes an event and, once it is confirmed, reads the verdict.</summary>
    private async Task<JsonElement> SaysAsync(CredentialEvent happened, string result, string message)
    {
        await Set.PublishAsync(happened);
        Assert.Equal(["applied"], await Set.SaidAsync(happened));
        var said = await ServiceSet.ReadAsync(await Set.VerifyAsync(happened.CredentialId), HttpStatusCode.OK);
        Assert.Equal(
            (result, message, result == "valid", happened.Version),
            (said.GetProperty("result").GetString(), said.GetProperty("message").GetString(), said.GetProperty("isValid").GetBoolean(), said.GetProperty("version").GetInt32()));
        Assert.Equal(happened.Status.ToJson(), said.GetProperty("status").GetRawText());
        return said;
    }
}
