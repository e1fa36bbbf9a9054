using System.Net;
using System.Text.Json;

namespace Verification.Api.Tests.Api;

[Collection(SharedServiceTests.Name)]
public sealed class AuditTests(SharedService shared)
{
    private ServiceSet Set => shared.Set;

    [Fact]
    public async Task Every_verdict_and_what_led_to_it_is_in_the_trail()
    {
        var (happened, expired) = (TestEvents.Issued(), TestEvents.Issued(expiry: "2020-01-01"));
        await Set.PublishAsync(happened, expired);
        await Set.SaidAsync(happened);
        await Set.SaidAsync(expired);
        for (var number = 0; number < 3; number++)
            (await Set.VerifyAsync(happened.CredentialId)).Dispose();
        (await Set.VerifyAsync(expired.CredentialId)).Dispose();

        var applied = Assert.Single(await EntriesAsync(happened.CredentialId, count: 1));
        Assert.Equal(("event.applied", "done", "system"), (TextOf(applied, "action"), TextOf(applied, "outcome"), TextOf(applied, "actor")));
        Assert.Equal((happened.EventId.ToString(), happened.CorrelationId, "1"), (TextOf(applied, "eventId"), TextOf(applied, "correlationId"), TextOf(applied, "attempt")));

        var verdicts = await EntriesAsync(happened.CredentialId, count: 3, "&action=credential.verified");
        Assert.All(verdicts, static entry => Assert.Equal(("credential.verified", "valid", TestKeys.AllActor), (TextOf(entry, "action"), TextOf(entry, "outcome"), TextOf(entry, "actor"))));
        Assert.All(verdicts, static entry => Assert.Matches("^[0-9a-f]{32}$", TextOf(entry, "traceId")!));
        Assert.Single(await EntriesAsync(expired.CredentialId, count: 1, "&outcome=expired"));

        var history = await Set.GetAsync($"api/v1/credentials/{happened.CredentialId}/history");
        Assert.Equal(["event.applied"], history.GetProperty("items").EnumerateArray().Select(static item => TextOf(item, "action")));
        var counts = history.GetProperty("verifications");
        Assert.Equal((3, 3, 0, true), (counts.GetProperty("total").GetInt32(), counts.GetProperty("valid").GetInt32(), counts.GetProperty("expired").GetInt32(), counts.GetProperty("isExact").GetBoolean()));
        Assert.Equal(JsonValueKind.String, counts.GetProperty("lastAt").ValueKind);
    }

    [Fact]
    public async Task A_question_after_what_is_not_known_is_only_counted()
    {
        var happened = TestEvents.Issued();
        await Set.PublishAsync(happened);
        await Set.SaidAsync(happened);
        var before = (await Set.GetAsync("admin/metrics")).GetProperty("verification").GetProperty("unknown").GetInt64();
        var id = Guid.CreateVersion7();
        for (var number = 0; number < 5; number++)
        {
            (await Set.VerifyAsync(id)).Dispose();
            (await Set.VerifyAsync("""{"id":"Ada Lovelace"}""")).Dispose();
        }

        (await Set.VerifyAsync(happened.CredentialId)).Dispose();

        // Verdicts are written in order: once this one is recorded, the others would be too.
        await EntriesAsync(happened.CredentialId, count: 1, "&action=credential.verified");
        await Set.EventuallyAsync("admin/metrics", metrics => metrics.GetProperty("verification").GetProperty("unknown").GetInt64() >= before + 10, "all are counted");
        foreach (var query in (string[])[$"credentialId={id}", $"credentialId={id}&action=credential.verified", "outcome=unknown"])
            Assert.Equal(0, (await Set.GetAsync($"admin/audit?{query}")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_credential_that_never_came_has_an_empty_history()
    {
        var history = await Set.GetAsync($"api/v1/credentials/{Guid.NewGuid()}/history");

        Assert.Equal((0, 0), (history.GetProperty("items").GetArrayLength(), history.GetProperty("verifications").GetProperty("total").GetInt32()));
    }

    [Fact]
    public async Task Failures_and_what_operators_do_about_them_are_in_the_trail()
    {
        var refused = TestEvents.Issued(holder: "Refused");
        await Set.PublishAsync(refused);
        await Set.SaidAsync(refused); // dead-lettered after its retries
        await Set.PostAsync("admin/reprocess-failed", JsonSerializer.Serialize(new { ids = (string[])[$"{refused.EventId}"] }));
        await Set.SaidAsync(refused, times: 2);
        await Set.DeleteAsync($"admin/dead-letters/{refused.EventId}?reason=nobody%20misses%20it");

        var entries = await EntriesAsync(refused.CredentialId, count: 6);

        var actions = entries.Select(static entry => TextOf(entry, "action")).ToArray();
        Assert.Equal("event.retried", actions[0]);
        Assert.Equal(2, actions.Count(static action => action == "event.dead-lettered"));
        Assert.Equal(["event.dead-lettered", "event.reprocessed"], actions.SkipWhile(static action => action == "event.retried").Take(2));
        Assert.Equal(("event.discarded", "nobody misses it", TestKeys.AllActor), (actions[^1], TextOf(entries[^1], "detail"), TextOf(entries[^1], "actor")));
        var attempts = entries.TakeWhile(static entry => TextOf(entry, "action") == "event.retried").Select(static entry => entry.GetProperty("attempt").GetInt32()).ToArray();
        Assert.Equal(Enumerable.Range(1, attempts.Length), attempts);
        Assert.All(entries[..^1], entry => Assert.Equal(refused.EventId.ToString(), TextOf(entry, "eventId")));
        Assert.DoesNotContain(entries, static entry => TextOf(entry, "detail")?.Contains("Refused", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task An_entry_that_cannot_be_read_is_in_the_trail_without_its_text()
    {
        var entryId = await Set.AppendAsync("""{"holderName":"Ada Lovelace"}""");

        var page = await Set.EventuallyAsync(
            "admin/audit?action=event.dead-lettered&limit=200",
            page => page.GetProperty("items").EnumerateArray().Any(item => TextOf(item, "detail")?.Contains($"Entry {entryId}:", StringComparison.Ordinal) == true), "the entry's end is written");

        Assert.DoesNotContain("Lovelace", page.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rebuild_is_in_the_trail_with_its_end()
    {
        await Set.PostAsync("admin/rebuild", status: HttpStatusCode.Accepted);

        // No issuance service is running in these tests, so the rebuild fails.
        await Set.EventuallyAsync("admin/audit?action=rebuild.failed", static page => page.GetProperty("items").GetArrayLength() > 0, "the rebuild's end is written");
        Assert.Equal(TestKeys.AllActor, TextOf((await Set.GetAsync("admin/audit?action=rebuild.requested")).GetProperty("items")[0], "actor"));
    }

    [Fact]
    public async Task The_chains_over_the_trail_and_the_verdicts_are_intact()
    {
        var happened = TestEvents.Issued();
        await Set.PublishAsync(happened);
        await Set.SaidAsync(happened);
        (await Set.VerifyAsync(happened.CredentialId)).Dispose();

        await Set.EventuallyAsync("admin/audit?limit=1", static page => page.GetProperty("items").EnumerateArray().Any(static item => item.GetProperty("sealed").GetBoolean()), "an entry is sealed");
        await Set.EventuallyAsync("admin/audit?action=credential.verified&limit=1", static page => page.GetProperty("items").EnumerateArray().Any(static item => item.GetProperty("sealed").GetBoolean()), "a verdict is sealed");
        var verdict = await Set.PostAsync("admin/audit/verify");

        Assert.True(verdict.GetProperty("intact").GetBoolean(), verdict.GetRawText());
        Assert.True(verdict.GetProperty("checked").GetInt64() >= 1);
        Assert.True(verdict.GetProperty("verdicts").GetProperty("intact").GetBoolean());
        Assert.True(verdict.GetProperty("verdicts").GetProperty("checked").GetInt64() >= 1);
    }

    private static string? TextOf(JsonElement item, string name) => item.GetProperty(name).ToString() is { Length: > 0 } text ? text : null;

    /// <summary>Waits until a credential has this many entries, and returns all of them, oldest first.</summary>
    private async Task<JsonElement[]> EntriesAsync(Guid credentialId, int count, string more = "") =>
        [.. (await Set.EventuallyAsync($"admin/audit?credentialId={credentialId}&limit=200{more}", page => page.GetProperty("items").GetArrayLength() >= count, $"{count} entries about {credentialId} are written"))
            .GetProperty("items").EnumerateArray().Reverse()];
}
