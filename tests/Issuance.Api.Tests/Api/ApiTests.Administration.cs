using System.Net;
using System.Text.Json;
using KubeCredential.Messaging;

namespace Issuance.Api.Tests.Api;

/// <content>The endpoints for operators.</content>
public abstract partial class ApiTests
{
    [Fact]
    public async Task Totals_are_those_of_the_whole_service_and_survive_a_restart()
    {
        var ids = new List<string>();
        for (var number = 0; number < 3; number++)
            ids.Add(IdOf(await Client.IssueOneAsync()));
        foreach (var id in ids)
            await issuance.DeliveryAsync(id, "published");
        var before = (await Client.GetAsync("/admin/metrics"))["events", "published"].GetInt64();
        Assert.InRange(before, 3, long.MaxValue);

        var exitCode = await issuance.Service.StopAsync(Token);
        await issuance.Service.StartAsync(Token);
        Assert.Equal(0, exitCode);

        var metrics = await Client.GetAsync("/admin/metrics");
        Assert.Equal(HttpStatusCode.OK, metrics.Status);
        Assert.Equal(["workerId", "events", "queues", "timestamp"], NamesOf(metrics.Json));
        Assert.Equal(["published", "failed", "retried", "deadLettered", "confirmed"], NamesOf(metrics["events"]));
        Assert.InRange(metrics["events", "published"].GetInt64(), before, long.MaxValue);
        Assert.Equal(await issuance.Database.Report.TotalsAsync(Token), NamesOf(metrics["events"]).ToDictionary(static name => name, name => metrics["events", name].GetInt64())
            .Where(static total => total.Value > 0).ToDictionary());
    }

    [Fact]
    public async Task Queue_stats_are_true_counts()
    {
        var id = IdOf(await Client.IssueOneAsync());
        await issuance.DeliveryAsync(id, "published");

        var before = await issuance.Redis.GetDatabase().StreamLengthAsync(MessagingKeys.Stream);
        var stats = await Client.GetAsync("/admin/queue-stats");
        var after = await issuance.Redis.GetDatabase().StreamLengthAsync(MessagingKeys.Stream); // Heartbeats arrive all the time.

        Assert.Equal(HttpStatusCode.OK, stats.Status);
        Assert.Equal(
            [
                "status", "pendingSize", "retryQueueSize", "unconfirmedSize", "deadLetterSize", "oldestPendingAgeSeconds", "oldestUndeliveredAgeSeconds", "lastProgressAt", "nextRetryAt", "stream", "groups",
                "circuitBreaker", "heartbeat", "workerId", "timestamp",
            ],
            NamesOf(stats.Json));
        Assert.Equal("closed", stats.TextOf("circuitBreaker", "state"));
        Assert.InRange(stats["unconfirmedSize"].GetInt64(), 1, long.MaxValue);
        Assert.InRange(stats["stream", "length"].GetInt64(), before, after);
        // No verifier has ever run here, yet its group is listed with its lag.
        var verifier = Assert.Single(stats["groups"].EnumerateArray(), static group => group.GetProperty("name").GetString() == MessagingKeys.VerificationGroup);
        Assert.InRange(verifier.GetProperty("lag").GetInt64(), before, after);
        Assert.Equal((true, 0), (verifier.GetProperty("required").GetBoolean(), verifier.GetProperty("consumers").GetInt32()));
        Assert.Equal(JsonValueKind.Null, verifier.GetProperty("lastSeenAt").ValueKind);
        var depths = await issuance.Database.Report.DepthsAsync(Token);
        Assert.Equal((depths.Retrying, depths.Dead), (stats["retryQueueSize"].GetInt64(), stats["deadLetterSize"].GetInt64()));
    }

    [Fact]
    public async Task Dead_letters_are_listed_with_their_reason_and_can_be_published_again_or_discarded()
    {
        var ids = new List<string>();
        var events = new List<string>();
        for (var number = 0; number < 3; number++)
        {
            ids.Add(IdOf(await Client.IssueOneAsync()));
            var entry = Assert.Single(await issuance.PublishedAsync(ids[number]));
            events.Add(entry["eventId"].ToString());
            await issuance.DeliveryAsync(ids[number], "published");
            await issuance.ConfirmAsync(entry, ConfirmationOutcome.Dead, $"reason {number}");
            var delivery = await issuance.DeliveryAsync(ids[number], "dead");
            Assert.Equal($"reason {number}", delivery.GetProperty("lastError").GetString());
        }

        var listed = (await DeadLettersAsync()).ToDictionary(static letter => letter.GetProperty("credentialId").GetString()!);
        Assert.Superset(ids.ToHashSet(), listed.Keys.ToHashSet());
        var letter = listed[ids[1]];
        Assert.Equal((events[1], events[1], "CREDENTIAL_ISSUED", "reason 1", "verifier"), (
            letter.GetProperty("id").GetString(), letter.GetProperty("eventId").GetString(), letter.GetProperty("eventType").GetString(),
            letter.GetProperty("reason").GetString(), letter.GetProperty("givenUpBy").GetString()));
        Assert.Equal(ids[1], IdOf(letter.GetProperty("payload")));
        Assert.NotEqual(JsonValueKind.Null, letter.GetProperty("firstFailedAt").ValueKind);
        Assert.NotEqual(JsonValueKind.Null, letter.GetProperty("lastFailedAt").ValueKind);
        Assert.Equal("attention", (await Client.GetAsync("/admin/queue-stats")).TextOf("status"));

        var causes = (await Client.GetAsync("/admin/dead-letters/causes"))["items"].EnumerateArray().ToDictionary(static one => one.GetProperty("cause").GetString()!, static one => one.GetProperty("count").GetInt32());
        Assert.Equal((1, 1, 1), (causes["reason 0"], causes["reason 1"], causes["reason 2"]));
        foreach (var question in (string[])[$"q={ids[1]}", "cause=reason%201", $"q=issued%20{ids[1]}&cause=reason%201"])
            Assert.Equal(events[1], Assert.Single((await Client.GetAsync($"/admin/dead-letters?{question}"))["items"].EnumerateArray()).GetProperty("id").GetString());
        Assert.Empty((await Client.GetAsync($"/admin/dead-letters?q={ids[1]}&cause=reason%202"))["items"].EnumerateArray());

        var reprocessed = await Client.PostAsync("/admin/reprocess-failed", $$"""{"ids":["{{events[0]}}"]}""");
        Assert.Equal(HttpStatusCode.OK, reprocessed.Status);
        Assert.Equal((true, 1), (reprocessed["success"].GetBoolean(), reprocessed["reprocessedCount"].GetInt32()));
        await issuance.PublishedAsync(ids[0], times: 2);
        await issuance.DeliveryAsync(ids[0], "published");
        await issuance.ConfirmAsync((await issuance.PublishedAsync(ids[0], times: 2))[^1], ConfirmationOutcome.Dead, "reason 0 again");
        await issuance.DeliveryAsync(ids[0], "dead");
        Assert.Equal(1, (await Client.PostAsync("/admin/reprocess-failed", """{"cause":"reason 0 again"}"""))["reprocessedCount"].GetInt32());
        await issuance.PublishedAsync(ids[0], times: 3);

        foreach (var reason in (string[])["", "?reason=", "?reason=%20", $"?reason={new string('x', 501)}", "?reason=a%00b"])
            (await Client.SendAsync(HttpMethod.Delete, $"/admin/dead-letters/{events[1]}{reason}")).AssertProblem(HttpStatusCode.BadRequest, "reason");
        var discarded = await Client.SendAsync(HttpMethod.Delete, $"/admin/dead-letters/{events[1]}?reason=issued%20by%20mistake");
        Assert.Equal(HttpStatusCode.OK, discarded.Status);
        Assert.True(discarded["success"].GetBoolean());
        (await Client.SendAsync(HttpMethod.Delete, $"/admin/dead-letters/{events[1]}?reason=again")).AssertProblem(HttpStatusCode.NotFound);
        (await Client.SendAsync(HttpMethod.Delete, "/admin/dead-letters/no-id?reason=again")).AssertProblem(HttpStatusCode.NotFound);

        var all = await Client.PostAsync("/admin/reprocess-failed");
        Assert.InRange(all["reprocessedCount"].GetInt32(), 1, int.MaxValue);
        Assert.NotEmpty(all.TextOf("message")!);
        await issuance.PublishedAsync(ids[2], times: 2);
        Assert.Single(await issuance.EntriesOfAsync(ids[1]));
        Assert.Empty(await DeadLettersAsync());
        Assert.Equal(0, (await Client.PostAsync("/admin/reprocess-failed", "{}"))["reprocessedCount"].GetInt32());
    }

    [Theory]
    [InlineData("""{"ids":[]}""", "ids")]
    [InlineData("""{"ids":["no id"]}""", "ids")]
    [InlineData("""{"ids":[null]}""", "ids[0]")]
    [InlineData("""{"ids":"all"}""", "ids")]
    [InlineData("""{"ids":["01890a5d-ac96-774b-bcce-b302099a8057",1]}""", "ids[1]")]
    [InlineData("""{"ids":["01890a5d-ac96-774b-bcce-b302099a8057"],"cause":"reason"}""", "ids")]
    [InlineData("""{"cause":1}""", "cause")]
    [InlineData("""{"Q":"words"}""", "Q")]
    [InlineData("""[]""", "body")]
    [InlineData("""{""", "body")]
    public async Task Odd_ids_to_reprocess_are_400(string body, string field)
    {
        (await Client.PostAsync("/admin/reprocess-failed", body)).AssertProblem(HttpStatusCode.BadRequest, field);
        var tooMany = string.Join(',', Enumerable.Range(0, 1_001).Select(static _ => $"\"{Guid.NewGuid()}\""));
        (await Client.PostAsync("/admin/reprocess-failed", $$"""{"ids":[{{tooMany}}]}""")).AssertProblem(HttpStatusCode.BadRequest, "ids");
    }

    [Theory]
    [InlineData("dead-letters", "UPDATE outbox SET state = 4, dead_by = 'relay', reason = 'set', dead_at = {0} WHERE event_id = @id")]
    [InlineData("retry-queue", "UPDATE outbox SET state = 1, reason = 'set', due_at = {0} WHERE event_id = @id")]
    public async Task Pages_of_failed_events_hold_each_once_also_where_many_failed_in_the_same_millisecond(string list, string sql)
    {
        var at = issuance.Database.Dialect.IsSqlite ? "unixepoch('subsec') * 1000 + 3600000" : "date_trunc('hour', now()) + interval '3 hours 123456 microseconds'";
        var issues = await issuance.Database.AppendAsync(7);
        var events = issues.Select(static issue => issue.EventId.ToString()).ToHashSet();
        await Eventually.TrueAsync(
            async _ => (await issuance.Database.ListAsync("SELECT event_id FROM outbox WHERE state = 2", static reader => reader.GetGuid(0).ToString())).ToHashSet().IsSupersetOf(events),
            s_limit, "the relay has published them", Token);
        try
        {
            foreach (var issue in issues)
                await issuance.Database.ExecuteAsync(string.Format(null, sql, at), ("@id", issue.EventId));
            await issuance.Database.ExecuteAsync(
                $"UPDATE outbox SET dead_at = (SELECT MIN(dead_at) FROM outbox WHERE reason = 'set'), due_at = (SELECT MIN(due_at) FROM outbox WHERE reason = 'set') WHERE reason = 'set'");

            var seen = new List<string>();
            string? cursor = null;
            do
            {
                var page = await Client.GetAsync($"/admin/{list}?limit=3{(cursor is null ? "" : $"&cursor={cursor}")}");
                Assert.Equal(HttpStatusCode.OK, page.Status);
                seen.AddRange(page["items"].EnumerateArray().Select(static item => item.GetProperty("eventId").GetString()!));
                cursor = page.TextOf("nextCursor");
            }
            while (cursor is not null && seen.Count < 50);

            Assert.Equal(events.Order(), seen.Where(events.Contains).Order());
        }
        finally
        {
            await issuance.Database.ExecuteAsync("UPDATE outbox SET state = 3 WHERE reason = 'set'");
        }
    }

    [Fact]
    public async Task An_isolated_breaker_keeps_events_back_until_it_is_closed()
    {
        foreach (var odd in (string[])["{}", """{"action":"open"}""", """{"action":null}""", """{"action":"Isolate"}"""])
            (await Client.PostAsync("/admin/circuit-breaker", odd)).AssertProblem(HttpStatusCode.BadRequest, "action");
        (await Client.PostAsync("/admin/circuit-breaker")).AssertProblem(HttpStatusCode.BadRequest, "action");
        (await Client.PostAsync("/admin/circuit-breaker", $$"""{"action":"isolate","reason":"{{new string('x', 501)}}"}""")).AssertProblem(HttpStatusCode.BadRequest, "reason");

        var isolated = await Client.PostAsync("/admin/circuit-breaker", """{"action":"isolate","reason":"maintenance"}""");
        try
        {
            Assert.Equal(HttpStatusCode.OK, isolated.Status);
            Assert.Equal((true, "isolated"), (isolated["success"].GetBoolean(), isolated.TextOf("circuitBreaker", "state")));

            // The order outlives the process; a new process has no events that it claimed before.
            await issuance.Service.KillAsync(Token);
            await issuance.Service.StartAsync(Token);
            var health = await IssuanceFixture.HealthAsync(Client, "degraded");
            Assert.Equal(HttpStatusCode.OK, health.Status);
            Assert.Equal(("degraded", "isolated"), (health.TextOf("checks", "delivery", "status"), health.TextOf("metrics", "circuitBreaker")));
            // What the killed process had claimed may have waited for too long by now, which weighs more.
            Assert.Contains((await Client.GetAsync("/admin/queue-stats")).TextOf("status"), (string[])["attention", "delayed"]);

            var ids = new List<string>();
            for (var number = 0; number < 20; number++)
                ids.Add(IdOf(await Client.IssueOneAsync()));
            Assert.Equal("pending", (await Client.GetAsync($"/api/v1/credentials/{ids[0]}/delivery")).TextOf("state"));
            Assert.Empty(await issuance.EntriesOfAsync(ids[0]));

            var closed = await Client.PostAsync("/admin/circuit-breaker", """{"action":"close"}""");
            Assert.Equal("closed", closed.TextOf("circuitBreaker", "state"));
            foreach (var id in ids)
                await issuance.PublishedAsync(id);
        }
        finally
        {
            await Client.PostAsync("/admin/circuit-breaker", """{"action":"close"}""");
        }

        await IssuanceFixture.HealthAsync(Client, "healthy");
    }

    private async Task<List<JsonElement>> DeadLettersAsync() => [.. (await Client.GetAsync("/admin/dead-letters?limit=200"))["items"].EnumerateArray()];
}
