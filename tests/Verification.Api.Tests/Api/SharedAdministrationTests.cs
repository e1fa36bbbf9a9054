using System.Net;
using System.Text.Json;
using KubeCredential.Events;
using StackExchange.Redis;

namespace Verification.Api.Tests.Api;

[Collection(SharedServiceTests.Name)]
public sealed class SharedAdministrationTests(SharedService shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ServiceSet Set => shared.Set;

    [Fact]
    public async Task Home_tells_what_the_service_is_and_offers()
    {
        var home = await Set.GetAsync("");

        Assert.Equal("verification-service", home.GetProperty("service").GetString());
        Assert.Equal("running", home.GetProperty("status").GetString());
        Assert.NotEmpty(home.GetProperty("version").GetString()!);
        Assert.NotEmpty(home.GetProperty("workerId").GetString()!);
        var offered = home.GetProperty("endpoints").EnumerateArray().Select(one => $"{one.GetProperty("method").GetString()} {one.GetProperty("path").GetString()}").ToArray();
        Assert.Superset(
            new HashSet<string>
            {
                "POST /api/v1/credentials/verify", "GET /health", "GET /admin/queue-stats", "GET /admin/metrics", "GET /admin/event-status", "GET /admin/synced-credentials", "GET /admin/dead-letters",
                "GET /admin/retry-queue", "POST /admin/reprocess-failed", "DELETE /admin/dead-letters/{id}", "POST /admin/circuit-breaker", "POST /admin/rebuild", "GET /admin/rebuild",
            },
            offered.ToHashSet());
    }

    [Fact]
    public async Task Health_carries_the_subscriber_the_figures_and_the_checks()
    {
        var happened = TestEvents.Issued();
        await Set.PublishAsync(happened);
        await Set.ArrivedAsync(happened);

        var health = await Set.EventuallyAsync("health", health => health.GetProperty("status").GetString() == "healthy", "the service is healthy");

        Assert.Equal("verification-service", health.GetProperty("service").GetString());
        Assert.NotEmpty(health.GetProperty("workerId").GetString()!);
        Assert.Equal(JsonValueKind.String, health.GetProperty("timestamp").ValueKind);
        var subscriber = health.GetProperty("eventSubscriber");
        Assert.True(subscriber.GetProperty("isListening").GetBoolean());
        Assert.True(subscriber.GetProperty("processedSuccess").GetInt64() >= 1);
        Assert.True(subscriber.GetProperty("processedFailed").GetInt64() >= 0);
        Assert.Equal("closed", health.GetProperty("metrics").GetProperty("circuitBreaker").GetString());
        foreach (var check in (string[])["database", "redis", "consumption", "background"])
            Assert.Equal("healthy", health.GetProperty("checks").GetProperty(check).GetProperty("status").GetString());
        Assert.Equal("healthy", (await Set.GetAsync("alive")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_OpenAPI_document_and_its_reference_page_are_served()
    {
        var document = await Set.GetAsync("openapi/v1.json");

        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var verify = document.GetProperty("paths").GetProperty("/api/v1/credentials/verify").GetProperty("post");
        Assert.Equal("VerifyCredential", verify.GetProperty("operationId").GetString());
        Assert.Superset(new HashSet<string> { "200", "400", "404", "415" }, verify.GetProperty("responses").EnumerateObject().Select(one => one.Name).ToHashSet());
        Assert.True(document.GetProperty("paths").TryGetProperty("/admin/dead-letters/{id}", out _));
        using var page = await Set.Http.GetAsync(new Uri("scalar", UriKind.Relative), Token);
        using var reference = page.StatusCode is HttpStatusCode.OK ? page : await Set.Http.GetAsync(new Uri("scalar/", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.OK, reference.StatusCode);
        Assert.Contains("<html", await reference.Content.ReadAsStringAsync(Token), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Synced_credentials_are_the_newest_first_within_a_limit()
    {
        var events = Enumerable.Range(0, 12).Select(number => TestEvents.Issued(holder: $"Synced {number}")).ToArray();
        foreach (var happened in events)
        {
            await Set.PublishAsync(happened);
            await Set.ArrivedAsync(happened);
        }

        var synced = await Set.GetAsync("admin/synced-credentials");
        Assert.True(synced.GetProperty("success").GetBoolean());
        Assert.Equal((10, 10), (synced.GetProperty("count").GetInt32(), synced.GetProperty("limit").GetInt32()));
        Assert.Equal(events.Reverse().Take(10).Select(one => one.CredentialId), synced.GetProperty("syncedCredentials").EnumerateArray().Select(one => one.GetProperty("credentialId").GetGuid()));
        var newest = synced.GetProperty("syncedCredentials")[0];
        Assert.Equal(
            (events[11].EventId, events[11].CorrelationId, "Synced 11", "Bachelor of Science", "2026-01-31T08:15:30.123Z"),
            (newest.GetProperty("eventId").GetGuid(), newest.GetProperty("correlationId").GetString(), newest.GetProperty("holderName").GetString(),
                newest.GetProperty("credentialType").GetString(), newest.GetProperty("originalTimestamp").GetString()));
        Assert.True(newest.GetProperty("syncedAt").GetDateTimeOffset() > TestEvents.Time);

        Assert.Equal(3, (await Set.GetAsync("admin/synced-credentials?limit=3")).GetProperty("syncedCredentials").GetArrayLength());
        Assert.Equal(200, (await Set.GetAsync("admin/synced-credentials?limit=200")).GetProperty("limit").GetInt32());
    }

    [Theory]
    [InlineData("admin/synced-credentials?limit=0")]
    [InlineData("admin/synced-credentials?limit=201")]
    [InlineData("admin/synced-credentials?limit=-1")]
    [InlineData("admin/synced-credentials?limit=ten")]
    [InlineData("admin/synced-credentials?limit=")]
    [InlineData("admin/dead-letters?limit=0")]
    [InlineData("admin/dead-letters?limit=1.5")]
    [InlineData("admin/dead-letters?cursor=")]
    [InlineData("admin/dead-letters?cursor=rubbish")]
    [InlineData("admin/dead-letters?cursor=-1.a")]
    [InlineData("admin/retry-queue?limit=1000")]
    [InlineData("admin/retry-queue?cursor=99999999999999999999.a")]
    public async Task An_odd_limit_or_cursor_is_a_bad_request(string path) => await Set.GetAsync(path, HttpStatusCode.BadRequest);

    [Fact]
    public async Task An_event_that_is_refused_is_listed_as_dead_and_is_applied_when_it_is_reprocessed()
    {
        var (bad, good) = (TestEvents.Issued(holder: "Refused", maxRetries: 3), TestEvents.Issued());
        await Set.PublishAsync(bad, good);
        await Set.ArrivedAsync(good);

        Assert.Equal(["dead"], await Set.SaidAsync(bad));
        var dead = await DeadAsync(bad);
        Assert.Equal(4, dead.GetProperty("attempts").GetInt32());
        Assert.Contains("refused", dead.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.True(dead.GetProperty("firstFailedAt").GetDateTimeOffset() <= dead.GetProperty("lastFailedAt").GetDateTimeOffset());
        Assert.Equal(JsonValueKind.Null, dead.GetProperty("nextAttemptAt").ValueKind);
        Assert.Equal(bad.EventId, dead.GetProperty("payload").GetProperty("eventId").GetGuid());
        Assert.Equal([$"{bad.EventId}"], Ids(await Set.GetAsync($"admin/dead-letters?q=refused%20{bad.CredentialId}")));
        Assert.Empty(Ids(await Set.GetAsync($"admin/dead-letters?q={bad.CredentialId}&cause=another")));
        Assert.Contains((await Set.GetAsync($"admin/dead-letters/causes?q={bad.EventId}")).GetProperty("items").EnumerateArray(), static one => one.GetProperty("count").GetInt32() == 1);
        var stats = await Set.GetAsync("admin/queue-stats");
        Assert.Equal("attention", stats.GetProperty("status").GetString());
        Assert.True(stats.GetProperty("deadLetterSize").GetInt64() >= 1);
        Assert.False(await Set.IsKnownAsync(bad));

        await shared.Database.AllowAsync();
        try
        {
            var moved = await Set.PostAsync("admin/reprocess-failed", $$"""{"ids":["{{bad.EventId}}","{{Guid.NewGuid()}}","{{bad.EventId}}"]}""");
            Assert.Equal((true, 1), (moved.GetProperty("success").GetBoolean(), moved.GetProperty("reprocessedCount").GetInt32()));
            Assert.NotEmpty(moved.GetProperty("message").GetString()!);
            Assert.Equal(JsonValueKind.String, moved.GetProperty("timestamp").ValueKind);
            await Set.ArrivedAsync(bad);
            Assert.Equal(["dead", "applied"], await Set.SaidAsync(bad, times: 2));
            Assert.DoesNotContain($"{bad.EventId}", Ids(await Set.GetAsync("admin/dead-letters?limit=200")));
        }
        finally
        {
            await shared.Database.RefuseAsync("Refused");
        }
    }

    [Fact]
    public async Task What_waits_for_a_retry_is_listed_soonest_first_and_its_time_is_told()
    {
        var (soon, later) = (TestEvents.Issued(), TestEvents.Issued());
        await new EventInbox(Set.Connection, MessagingKeys.VerificationGroup).SettleAsync(new Settlement
        {
            Retried = { ($"{later.EventId}", TimeSpan.FromHours(3), later.Failed(2)), ($"{soon.EventId}", TimeSpan.FromHours(2), soon.Failed(1)) },
        });

        var queue = await Set.EventuallyAsync("admin/retry-queue", queue => Ids(queue).SequenceEqual([$"{soon.EventId}", $"{later.EventId}"]), "only these two wait");
        var waiting = queue.GetProperty("items")[0];
        Assert.Equal(("CREDENTIAL_ISSUED", soon.CredentialId, "refused", 1), (waiting.GetProperty("eventType").GetString(), waiting.GetProperty("credentialId").GetGuid(), waiting.GetProperty("reason").GetString(), waiting.GetProperty("attempts").GetInt32()));
        Assert.Equal(JsonValueKind.String, waiting.GetProperty("nextAttemptAt").ValueKind);
        var stats = await Set.GetAsync("admin/queue-stats");
        Assert.Equal((2, "attention", waiting.GetProperty("nextAttemptAt").GetString()), (Number(stats, "retryQueueSize"), stats.GetProperty("status").GetString(), stats.GetProperty("nextRetryAt").GetString()));
        var first = await Set.GetAsync("admin/retry-queue?limit=1");
        Assert.Equal([$"{later.EventId}"], Ids(await Set.GetAsync($"admin/retry-queue?limit=1&cursor={first.GetProperty("nextCursor").GetString()}")));

        await Set.PublishAsync(soon, later); // Once another copy has been applied, they need no retry.
        await Set.EventuallyAsync("admin/retry-queue", empty => Ids(empty).Length == 0, "nothing waits any more");
    }

    [Fact]
    public async Task What_cannot_be_read_is_listed_as_far_as_it_can_be_and_the_rest_goes_on()
    {
        var unknown = TestEvents.Issued() with { EventType = "CREDENTIAL_FRAMED" };
        var (good, mark) = (TestEvents.Issued(), Guid.NewGuid());
        string[] texts =
        [
            $"rubbish {mark}",
            $"{{\"mark\":\"{mark}\",\"half\":\"\\ud800\"}}",
            $"{{\"mark\":\"{mark}\",\"\\udc00\":1}}",
            $"{{\"mark\":\"{mark}\",\"deep\":{TestEvents.Nested(63)}}}",
            $"{{\"mark\":\"{mark}\"}}",
        ];
        foreach (var text in texts)
            await Set.AppendAsync(text);
        await Set.PublishAsync(unknown, good);
        await Set.ArrivedAsync(good);

        Assert.Equal(["dead"], await Set.SaidAsync(unknown));
        var mine = (await Set.GetAsync("admin/dead-letters?limit=200")).GetProperty("items").EnumerateArray()
            .Where(one => $"{one.GetProperty("text")}{one.GetProperty("payload")}".Contains($"{mark}", StringComparison.Ordinal)).ToArray();
        Assert.Equal(5, mine.Length);
        Assert.All(mine, one => Assert.StartsWith("entry-", one.GetProperty("id").GetString(), StringComparison.Ordinal));
        Assert.All(mine, one => Assert.NotEmpty(one.GetProperty("reason").GetString()!));
        Assert.Single(mine, one => one.GetProperty("payload").ValueKind == JsonValueKind.Object && one.GetProperty("payload").EnumerateObject().Count() == 1);
        Assert.Equal(texts[..4].Order(StringComparer.Ordinal), mine.Where(one => one.GetProperty("text").ValueKind == JsonValueKind.String).Select(one => one.GetProperty("text").GetString()!).Order(StringComparer.Ordinal));
        Assert.Contains("type", (await DeadAsync(unknown)).GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_of_dead_letters_lead_on_by_their_cursor()
    {
        var events = Enumerable.Range(0, 7).Select(_ => TestEvents.Issued() with { EventType = "CREDENTIAL_PAGED" }).ToArray();
        await Set.PublishAsync(events);
        foreach (var happened in events)
            await Set.SaidAsync(happened);

        var all = Ids(await Set.GetAsync("admin/dead-letters?limit=200"));
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Set.GetAsync($"admin/dead-letters?limit=3{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            Assert.True(page.GetProperty("items").GetArrayLength() <= 3);
            seen.AddRange(Ids(page));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(all, seen);
        Assert.Subset(all.ToHashSet(), events.Select(one => $"{one.EventId}").ToHashSet());
    }

    [Theory]
    [InlineData("""{"ids":[]}""")]
    [InlineData("""{"ids":"all"}""")]
    [InlineData("""{"ids":[1]}""")]
    [InlineData("""{"ids":{}}""")]
    [InlineData("[]")]
    [InlineData("rubbish")]
    [InlineData("""{"ids":["a",""")]
    public async Task An_odd_order_to_reprocess_is_a_bad_request(string body) => await Set.PostAsync("admin/reprocess-failed", body, HttpStatusCode.BadRequest);

    [Fact]
    public async Task More_than_a_thousand_ids_at_once_are_too_many()
    {
        var ids = Enumerable.Range(0, 1_001).Select(number => $"{number}").ToArray();

        await Set.PostAsync("admin/reprocess-failed", JsonSerializer.Serialize(new { ids }), HttpStatusCode.BadRequest);
        Assert.Equal(0, (await Set.PostAsync("admin/reprocess-failed", JsonSerializer.Serialize(new { ids = ids[..1_000] }))).GetProperty("reprocessedCount").GetInt32());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?reason=")]
    [InlineData("?reason=%20%20")]
    [InlineData("?reason=a%0Ab")]
    [InlineData("?reason=LONG")]
    public async Task A_dead_letter_is_not_discarded_without_a_proper_reason(string query)
    {
        var happened = TestEvents.Issued() with { EventType = "CREDENTIAL_KEPT" };
        await Set.PublishAsync(happened);
        await Set.SaidAsync(happened);

        await Set.DeleteAsync($"admin/dead-letters/{happened.EventId}{query.Replace("LONG", new string('x', 501), StringComparison.Ordinal)}", HttpStatusCode.BadRequest);

        await DeadAsync(happened);
    }

    [Fact]
    public async Task A_discarded_dead_letter_is_written_down_with_the_reason_and_the_issuer_is_told()
    {
        var happened = TestEvents.Issued() with { EventType = "CREDENTIAL_UNWANTED" };
        await Set.PublishAsync(happened);
        await Set.SaidAsync(happened);

        var said = await Set.DeleteAsync($"admin/dead-letters/{happened.EventId}?reason=not%20o%27urs");

        Assert.True(said.GetProperty("success").GetBoolean());
        Assert.Equal(["dead", "discarded"], await Set.SaidAsync(happened, times: 2));
        Assert.Equal(1, await shared.Database.CountAsync(
            $"SELECT COUNT(*) FROM discarded_dead_letters WHERE dead_letter_id = '{happened.EventId}' AND reason = 'not o''urs' AND discarded_by <> '' AND delivery LIKE '%CREDENTIAL_UNWANTED%'"));
        Assert.DoesNotContain($"{happened.EventId}", Ids(await Set.GetAsync("admin/dead-letters?limit=200")));
        await Set.DeleteAsync($"admin/dead-letters/{happened.EventId}?reason=again", HttpStatusCode.NotFound);
        Assert.Equal(1, await shared.Database.CountAsync($"SELECT COUNT(*) FROM discarded_dead_letters WHERE dead_letter_id = '{happened.EventId}'"));
    }

    [Fact]
    public async Task One_that_was_spoilt_by_hand_can_be_discarded_too()
    {
        await Set.Redis.SortedSetAddAsync(MessagingKeys.DeadLetter(MessagingKeys.VerificationGroup), "spoilt", 1);
        await Set.Redis.HashSetAsync(MessagingKeys.DeadLetterEntries(MessagingKeys.VerificationGroup), "spoilt", "{}");
        Assert.Contains("spoilt", Ids(await Set.GetAsync("admin/dead-letters?limit=200")));

        await Set.DeleteAsync("admin/dead-letters/spoilt?reason=spoilt");

        Assert.DoesNotContain("spoilt", Ids(await Set.GetAsync("admin/dead-letters?limit=200")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"action":"open"}""")]
    [InlineData("""{"action":7}""")]
    [InlineData("""{"action":null}""")]
    [InlineData("rubbish")]
    [InlineData("")]
    [InlineData("""{"action":"isolate","reason":"a\nb"}""")]
    public async Task An_odd_order_to_the_breaker_is_a_bad_request(string body)
    {
        await Set.PostAsync("admin/circuit-breaker", body, HttpStatusCode.BadRequest);

        Assert.Equal("closed", (await Set.GetAsync("admin/queue-stats")).GetProperty("circuitBreaker").GetProperty("state").GetString());
    }

    [Fact]
    public async Task Statistics_and_status_tell_what_was_done()
    {
        var before = (await Set.GetAsync("admin/metrics")).GetProperty("events");
        var happened = TestEvents.Issued();
        await Set.PublishAsync(happened, happened, TestEvents.Issued());
        await Set.SaidAsync(happened, times: 2);

        var metrics = await Set.EventuallyAsync(
            "admin/metrics", metrics => Number(metrics.GetProperty("events"), "processedSuccess") >= Number(before, "processedSuccess") + 2, "two more are counted");
        Assert.Equal(Number(before, "processedSuccess") + 2, Number(metrics.GetProperty("events"), "processedSuccess"));
        Assert.Equal(Number(before, "duplicates") + 1, Number(metrics.GetProperty("events"), "duplicates"));
        Assert.Equal(Number(before, "processedFailed"), Number(metrics.GetProperty("events"), "processedFailed"));
        Assert.True(metrics.GetProperty("events").GetProperty("isListening").GetBoolean());
        Assert.NotEmpty(metrics.GetProperty("workerId").GetString()!);

        var status = await Set.GetAsync("admin/event-status");
        Assert.True(status.GetProperty("success").GetBoolean());
        var subscriber = status.GetProperty("eventSubscriber");
        Assert.True(subscriber.GetProperty("isListening").GetBoolean());
        Assert.Equal(Number(metrics.GetProperty("events"), "processedSuccess"), Number(subscriber, "processedSuccess"));
        Assert.Equal(Number(metrics.GetProperty("events"), "processedFailed"), Number(subscriber, "processedFailed"));

        var stats = await Set.GetAsync("admin/queue-stats");
        Assert.Equal(Number(stats, "retryQueueSize") + Number(stats, "deadLetterSize"), Number(subscriber, "failedQueueSize"));
        var stream = stats.GetProperty("stream");
        Assert.Equal(await Set.Redis.StreamLengthAsync(MessagingKeys.Stream), Number(stream, "length"));
        Assert.Equal((0, 0), (Number(stream, "lag"), Number(stream, "pending")));
        Assert.All(stream.GetProperty("consumers").EnumerateArray(), static consumer => Assert.Equal(0, Number(consumer, "pending")));
        Assert.NotEmpty(stream.GetProperty("consumers").EnumerateArray());
        Assert.Equal(("closed", "closed"), (stats.GetProperty("circuitBreaker").GetProperty("state").GetString(), stats.GetProperty("redisCircuitBreaker").GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_lost_wake_up_costs_only_the_time_to_the_next_look()
    {
        var happened = TestEvents.Issued();

        await Set.AppendAsync(happened.ToJson()); // no PUBLISH

        await Set.ArrivedAsync(happened);
        Assert.Equal(["applied"], await Set.SaidAsync(happened));
    }

    [Fact]
    public async Task Rubbish_on_the_channel_and_odd_fields_in_the_stream_break_nothing()
    {
        var subscriber = Set.Connection.GetSubscriber();
        foreach (var rubbish in (RedisValue[])["", "rubbish", "{\"eventType\":", new byte[] { 0xff, 0xfe, 0 }, new string('x', 100_000)])
            await subscriber.PublishAsync(RedisChannel.Literal(MessagingKeys.Channel), rubbish);
        var happened = TestEvents.Issued();
        await Set.Redis.StreamAddAsync(
            MessagingKeys.Stream, [new("event", happened.ToJson()), new("traceparent", "rubbish"), new("tracestate", "=,="), new("attempts", "many"), new("firstFailedAt", "x"), new("more", new byte[] { 0xff }), new("signature", happened.Signed().Signature!.Value.Value), new("keyId", TestIssuer.KeyId)]);

        await Set.ArrivedAsync(happened);
        Assert.Equal("healthy", (await Set.EventuallyAsync("health", health => health.GetProperty("status").GetString() == "healthy", "the service is healthy")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Nothing_of_the_holder_is_in_the_log()
    {
        var name = $"Holder{Guid.NewGuid():N}";
        var good = TestEvents.Issued(holder: name);
        var (late, unknown) = (TestEvents.Issued(holder: name), TestEvents.Issued(holder: name) with { EventType = "CREDENTIAL_FRAMED" });
        await shared.Database.ExecuteAsync($"CREATE TRIGGER refuse_{name} BEFORE INSERT ON credentials WHEN NEW.id = '{late.CredentialId.ToString().ToUpperInvariant()}' BEGIN SELECT RAISE(ABORT, 'refused'); END");
        await Set.AppendAsync($"{{\"holderName\":\"{name}\"");
        await Set.AppendAsync(TestEvents.Issued(holder: name, metadata: $"{{\"a\":\"{new string('x', CredentialEvent.MaxBytes)}\"}}").ToJson());
        await Set.PublishAsync(good, good, unknown, late);
        await Set.ArrivedAsync(good);
        Assert.Equal(["dead"], await Set.SaidAsync(late));
        (await Set.VerifyAsync($"{{\"id\":\"{name}\"}}")).Dispose();
        (await Set.VerifyAsync(good.CredentialId)).Dispose();

        Assert.Contains(Set.Service.Output, line => line.Contains($"{late.EventId}", StringComparison.Ordinal)); // the failures were logged
        Assert.DoesNotContain(Set.Service.Output, line => line.Contains(name, StringComparison.Ordinal));
    }

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();

    private static string[] Ids(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("id").GetString()!)];

    private async Task<JsonElement> DeadAsync(CredentialEvent happened) =>
        (await Set.GetAsync("admin/dead-letters?limit=200")).GetProperty("items").EnumerateArray().Single(one => one.GetProperty("id").GetString() == $"{happened.EventId}");
}
