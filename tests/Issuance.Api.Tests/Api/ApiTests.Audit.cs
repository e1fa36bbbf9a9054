using System.Net;
using System.Text.Json;
using KubeCredential.Messaging;

namespace Issuance.Api.Tests.Api;

/// <content>The audit trail: who did what, and whether the trail has been altered.</content>
public abstract partial class ApiTests
{
    [Fact]
    public async Task The_audit_trail_tells_what_became_of_a_credential()
    {
        var answer = await Client.SendAsync(
            HttpMethod.Post, Issue, new StringContent(ApiClient.IssueBody(), System.Text.Encoding.UTF8, "application/json"),
            ("traceparent", "00-5b8aa5a2d2c872e8321cf37308d69df2-051581bf3cb55c13-01"), ("X-Correlation-ID", "semester-7"));
        var id = IdOf(answer["credential"]);
        var entry = Assert.Single(await issuance.PublishedAsync(id));
        await issuance.DeliveryAsync(id, "published");
        await issuance.ConfirmAsync(entry, ConfirmationOutcome.Dead, "It is too large.");
        await issuance.DeliveryAsync(id, "dead");
        await Client.SendAsync(HttpMethod.Delete, $"/admin/dead-letters/{entry["eventId"]}?reason=issued%20by%20mistake");

        var items = (await Client.GetAsync($"/admin/audit?credentialId={id}"))["items"].EnumerateArray().Reverse().ToArray();

        Assert.Equal(
            [("credential.issued", "done", TestKeys.AllActor, null), ("event.published", "done", "system", null), ("event.dead-lettered", "failed", "system", "It is too large."), ("event.discarded", "done", TestKeys.AllActor, "issued by mistake")],
            items.Select(static item => (TextOf(item, "action"), TextOf(item, "outcome"), TextOf(item, "actor"), TextOf(item, "detail"))));
        Assert.All(items, item => Assert.Equal(
            (id, entry["eventId"].ToString(), "semester-7", "5b8aa5a2d2c872e8321cf37308d69df2"),
            (TextOf(item, "credentialId"), TextOf(item, "eventId"), TextOf(item, "correlationId"), TextOf(item, "traceId"))));
        Assert.Equal(
            ["number", "at", "action", "outcome", "actor", "workerId", "credentialId", "eventId", "attempt", "detail", "correlationId", "traceId", "sealed"], NamesOf(items[0]));
        await Eventually.TrueAsync(
            async _ => (await Client.GetAsync($"/admin/audit?credentialId={id}"))["items"].EnumerateArray().All(static item => item.GetProperty("sealed").GetBoolean()),
            s_limit, "the entries are sealed", Token);

        var history = await Client.GetAsync($"/api/v1/credentials/{id}/history");
        Assert.Equal(HttpStatusCode.OK, history.Status);
        Assert.Equal(items.Select(static item => TextOf(item, "action")), history["items"].EnumerateArray().Select(static item => TextOf(item, "action")));
        // No verifier is running here.
        Assert.Equal((false, false, JsonValueKind.Null), (history["verifierAnswered"].GetBoolean(), history["truncated"].GetBoolean(), history["verifications"].ValueKind));
        Assert.DoesNotContain("Holder", history.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_to_the_breaker_is_in_the_audit_trail()
    {
        await Client.PostAsync("/admin/circuit-breaker", """{"action":"isolate","reason":"Redis moves."}""");
        await Client.PostAsync("/admin/circuit-breaker", """{"action":"close"}""");

        var isolated = (await Client.GetAsync("/admin/audit?action=circuit.isolated&limit=1"))["items"][0];
        var restored = (await Client.GetAsync("/admin/audit?action=circuit.restored&limit=1"))["items"][0];

        Assert.Equal(("Redis moves.", TestKeys.AllActor), (TextOf(isolated, "detail"), TextOf(isolated, "actor")));
        Assert.Matches("^[0-9a-f]{32}$", TextOf(isolated, "traceId"));
        Assert.True(restored.GetProperty("at").GetDateTimeOffset() >= isolated.GetProperty("at").GetDateTimeOffset());
    }

    [Fact]
    public async Task Pages_of_the_audit_trail_lead_on_by_their_cursor()
    {
        for (var number = 0; number < 5; number++)
            await Client.IssueOneAsync();
        var to = Uri.EscapeDataString(DateTimeOffset.UtcNow.AddMilliseconds(1).ToString("O"));
        var all = (await Client.GetAsync($"/admin/audit?action=credential.issued&limit=200&to={to}"))["items"].EnumerateArray().Select(static item => item.GetProperty("number").GetInt64()).ToArray();

        var seen = new List<long>();
        string? cursor = null;
        do
        {
            var page = await Client.GetAsync($"/admin/audit?action=credential.issued&limit=2&to={to}{(cursor is null ? "" : $"&cursor={cursor}")}");
            Assert.InRange(page["items"].GetArrayLength(), 1, 2);
            seen.AddRange(page["items"].EnumerateArray().Select(static item => item.GetProperty("number").GetInt64()));
            cursor = page.TextOf("nextCursor");
        }
        while (cursor is not null && seen.Count < all.Length);

        Assert.Equal(all, seen);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("cursor=1", "cursor")]
    [InlineData("cursor=1.-1", "cursor")]
    [InlineData("cursor=99999999999999999999.1", "cursor")]
    [InlineData("credentialId=abc", "credentialId")]
    [InlineData("action=anything", "action")]
    [InlineData("outcome=anything", "outcome")]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=1900-01-01", "to")]
    [InlineData("limit=x&cursor=y&action=", "limit", "cursor", "action")]
    public async Task An_odd_question_to_the_audit_trail_is_400(string query, params string[] fields) =>
        (await Client.GetAsync($"/admin/audit?{query}")).AssertProblem(HttpStatusCode.BadRequest, fields);

    [Theory]
    [InlineData("""{"known":{"number":0,"hash":"5b8aa5a2d2c872e8321cf37308d69df25b8aa5a2d2c872e8321cf37308d69df2"}}""", "known.number")]
    [InlineData("""{"known":{"number":1,"hash":"5b8a"}}""", "known.hash")]
    [InlineData("""{"known":{"number":1,"hash":"Zb8aa5a2d2c872e8321cf37308d69df25b8aa5a2d2c872e8321cf37308d69df2"}}""", "known.hash")]
    [InlineData("""{"known":{}}""", "known.number", "known.hash")]
    [InlineData("""{"known":1}""")]
    [InlineData("""[""")]
    public async Task An_odd_head_to_check_the_chain_with_is_400(string body, params string[] fields) =>
        (await Client.PostAsync("/admin/audit/verify", body)).AssertProblem(HttpStatusCode.BadRequest, fields);

    [Fact]
    public async Task A_history_of_what_was_never_issued_is_404() => (await Client.GetAsync($"/api/v1/credentials/{Guid.NewGuid()}/history")).AssertProblem(HttpStatusCode.NotFound);

    /// <summary>Runs with the owner's rights, since the database refuses this to the service's own role.</summary>
    [Fact]
    public async Task Tampering_with_the_audit_trail_is_found_out()
    {
        var id = IdOf(await Client.IssueOneAsync());
        await Eventually.TrueAsync(
            async _ => (await Client.GetAsync($"/admin/audit?credentialId={id}"))["items"].EnumerateArray().All(static item => item.GetProperty("sealed").GetBoolean()), s_limit, "the entry is sealed", Token);
        var before = await Client.PostAsync("/admin/audit/verify");
        Assert.Equal((HttpStatusCode.OK, true, JsonValueKind.Null), (before.Status, before["intact"].GetBoolean(), before["firstBroken"].ValueKind));
        Assert.InRange(before["checked"].GetInt64(), 1, long.MaxValue);
        var known = JsonSerializer.Serialize(new { known = new { number = before["head", "number"].GetInt64(), hash = before.TextOf("head", "hash") } });
        Assert.True((await Client.PostAsync("/admin/audit/verify", known))["intact"].GetBoolean());
        var number = (await Client.GetAsync($"/admin/audit?credentialId={id}&action=credential.issued"))["items"][0].GetProperty("number").GetInt64();

        await issuance.Database.ExecuteAsync(issuance.Database.Dialect.IsSqlite ? "DROP TRIGGER audit_entries_no_update" : "ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_append_only");
        await issuance.Database.ExecuteAsync("UPDATE audit_entries SET actor = 'somebody else' WHERE position = @number", ("@number", number));
        try
        {
            var after = await Client.PostAsync("/admin/audit/verify");
            Assert.False(after["intact"].GetBoolean());
            Assert.Equal(number, after["firstBroken", "number"].GetInt64());
            Assert.Contains($"Entry {number} ", after.TextOf("message"), StringComparison.Ordinal);
            Assert.Equal(JsonValueKind.Null, after["head"].ValueKind);
        }
        finally
        {
            await issuance.Database.ExecuteAsync("UPDATE audit_entries SET actor = 'key:test' WHERE position = @number", ("@number", number));
        }

        Assert.True((await Client.PostAsync("/admin/audit/verify"))["intact"].GetBoolean());
    }

    private static string? TextOf(JsonElement item, string name) => item.GetProperty(name).ToString() is { Length: > 0 } text ? text : null;
}
