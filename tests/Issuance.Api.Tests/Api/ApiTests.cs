using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeCredential.Messaging;
using StackExchange.Redis;

namespace Issuance.Api.Tests.Api;

/// <summary>The contract of every call, tested against a real process.</summary>
public abstract partial class ApiTests(IssuanceFixture issuance)
{
    private const string Issue = "/api/v1/credentials/issue";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    public sealed class OnSqlite(SqliteIssuance issuance) : ApiTests(issuance), IClassFixture<SqliteIssuance>;

    public sealed class OnPostgres(PostgresIssuance issuance) : ApiTests(issuance), IClassFixture<PostgresIssuance>;

    private ApiClient Client => issuance.Client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Issuing_answers_201_with_the_credential_and_where_it_is()
    {
        var holder = $"Zoë 山田 {Guid.NewGuid()}";
        var body = """
            {"holderName":"  #holder ","credentialType":"Master of Arts 🎓","issuerName":"Universität \"Zürich\"","expiryDate":"9999-12-31",
             "metadata":{"gpa":1.0,"huge":1e400,"quote":"\u0022","deep":{"a":[1,{"b":null}]}}}
            """.Replace("#holder", holder, StringComparison.Ordinal);
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);

        var answer = await Client.IssueAsync(body);

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal(["success", "message", "credential", "workerId"], NamesOf(answer.Json));
        Assert.True(answer["success"].GetBoolean());
        Assert.False(string.IsNullOrWhiteSpace(answer.TextOf("message")));
        var credential = answer["credential"];
        Assert.Equal(
            ["credentialType", "expiryDate", "holderName", "id", "issueDate", "issuedBy", "issuerName", "metadata", "status", "timestamp", "validFrom", "version", "workerId"],
            NamesOf(credential).Order(StringComparer.Ordinal));
        var id = Guid.ParseExact(answer.TextOf("credential", "id")!, "D");
        Assert.Equal(7, id.Version);
        Assert.Equal($"/api/v1/credentials/{id}", answer.Headers.Location?.ToString());
        Assert.Equal((holder, "Master of Arts 🎓", "Universität \"Zürich\"", "9999-12-31"), (
            answer.TextOf("credential", "holderName"), answer.TextOf("credential", "credentialType"), answer.TextOf("credential", "issuerName"), answer.TextOf("credential", "expiryDate")));
        Assert.Equal("""{"gpa":1.0,"huge":1e400,"quote":"\"","deep":{"a":[1,{"b":null}]}}""", credential.GetProperty("metadata").GetRawText());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", answer.TextOf("credential", "timestamp"));
        var timestamp = credential.GetProperty("timestamp").GetDateTimeOffset();
        Assert.InRange(timestamp, before, DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.Equal($"{timestamp:yyyy-MM-dd}", answer.TextOf("credential", "issueDate"));
        Assert.Equal(answer.TextOf("workerId"), answer.TextOf("credential", "workerId"));
        Assert.Equal($"worker-{answer.TextOf("workerId")}", answer.TextOf("credential", "issuedBy"));
        Assert.Contains("山田", answer.Text, StringComparison.Ordinal);

        var found = await Client.GetAsync(answer.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, found.Status);
        Assert.True(JsonElement.DeepEquals(credential, found.Json), found.Text);
    }

    [Fact]
    public async Task The_same_again_is_409_and_names_the_one_there_is()
    {
        var holder = $"Ada {Guid.NewGuid()}";
        var first = await Client.IssueOneAsync(holder);

        var again = await Client.IssueAsync(ApiClient.IssueBody($" {holder} ", """{"other":"metadata"}"""));

        again.AssertProblem(HttpStatusCode.Conflict);
        Assert.Contains("already exists", again.TextOf("message"), StringComparison.Ordinal);
        Assert.Equal(IdOf(first), again.TextOf("credentialId"));
        await Client.IssueOneAsync(holder + "x");
    }

    [Fact]
    public async Task Of_64_identical_requests_at_once_one_is_issued_and_63_are_told_that_it_exists()
    {
        var body = ApiClient.IssueBody();

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Client.IssueAsync(body)));

        var created = Assert.Single(answers, static answer => answer.Status == HttpStatusCode.Created);
        var refused = answers.Where(answer => answer != created).ToArray();
        Assert.All(refused, answer =>
        {
            answer.AssertProblem(HttpStatusCode.Conflict);
            Assert.Contains("already exists", answer.TextOf("message"), StringComparison.Ordinal);
            Assert.Equal(created.TextOf("credential", "id"), answer.TextOf("credentialId"));
        });
        Assert.Equal(63, refused.Length);
    }

    [Fact]
    public async Task A_credential_that_was_never_issued_is_404()
    {
        foreach (var id in (string[])[Guid.NewGuid().ToString(), Guid.Empty.ToString(), "not-an-id", "1"])
        {
            (await Client.GetAsync($"/api/v1/credentials/{id}")).AssertProblem(HttpStatusCode.NotFound);
            (await Client.GetAsync($"/api/v1/credentials/{id}/delivery")).AssertProblem(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task The_list_goes_from_the_newest_to_the_oldest_in_pages_that_hold_each_credential_once()
    {
        var issued = new List<string>();
        for (var number = 0; number < 5; number++)
            issued.Add(IdOf(await Client.IssueOneAsync()));

        var seen = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = await Client.GetAsync($"/api/v1/credentials?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}");
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.InRange(page["items"].GetArrayLength(), 1, 2);
            seen.AddRange(page["items"].EnumerateArray());
            cursor = page.TextOf("nextCursor");
            issued.Add(IdOf(await Client.IssueOneAsync()));
        }
        while (cursor is not null && seen.Count < 1_000);

        var ids = seen.ConvertAll(static item => IdOf(item.GetProperty("credential")));
        Assert.Equal(ids.Distinct(), ids);
        Assert.Superset(issued[..5].ToHashSet(), ids.ToHashSet());
        Assert.Empty(ids.Intersect(issued[5..]));
        var times = seen.ConvertAll(static item => item.GetProperty("credential").GetProperty("timestamp").GetDateTimeOffset());
        Assert.Equal(times.OrderDescending(), times);
        Assert.All(seen, static item => Assert.Contains(
            item.GetProperty("delivery").GetProperty("state").GetString(), (string?[])["pending", "retrying", "published", "confirmed", "dead", "discarded"]));
    }

    [Fact]
    public async Task A_listed_credential_tells_every_step_of_its_way()
    {
        var id = IdOf(await Client.IssueOneAsync());
        var entry = Assert.Single(await issuance.PublishedAsync(id));
        var published = await issuance.DeliveryAsync(id, "published");
        Assert.Equal(1, published.GetProperty("publications").GetInt32());
        Assert.Equal(JsonValueKind.Null, published.GetProperty("confirmedAt").ValueKind);

        await issuance.ConfirmAsync(entry, ConfirmationOutcome.Applied);

        await issuance.DeliveryAsync(id, "confirmed");
        var item = (await Client.GetAsync("/api/v1/credentials?limit=200"))["items"].EnumerateArray().Single(one => IdOf(one.GetProperty("credential")) == id);
        var delivery = item.GetProperty("delivery");
        Assert.Equal("confirmed", delivery.GetProperty("state").GetString());
        DateTimeOffset[] times = [.. ((string[])["createdAt", "publishedAt", "confirmedAt"]).Select(name => delivery.GetProperty(name).GetDateTimeOffset())];
        Assert.Equal(times.Order(), times);
        Assert.Equal(item.GetProperty("credential").GetProperty("timestamp").GetDateTimeOffset(), times[0]);
        Assert.Matches("^[0-9a-f]{32}$", item.GetProperty("traceId").GetString());
    }

    [Fact]
    public async Task A_plain_subscriber_gets_each_event_as_the_JSON_that_is_also_in_the_stream()
    {
        var received = new List<string>();
        var channel = RedisChannel.Literal("credential-events");
        void Receive(RedisChannel _, RedisValue message)
        {
            lock (received)
                received.Add(message.ToString());
        }

        await issuance.Redis.GetSubscriber().SubscribeAsync(channel, Receive);
        try
        {
            var holder = $"Ada \"quoted\" 😀 {Guid.NewGuid()}";
            var answer = await Client.SendAsync(
                HttpMethod.Post, Issue, new StringContent(ApiClient.IssueBody(holder, """{"huge":1e400}"""), Encoding.UTF8, "application/json"),
                ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("tracestate", "vendor=value"), ("X-Correlation-ID", "order-4711"));
            Assert.Equal("order-4711", Assert.Single(answer.Headers.GetValues("X-Correlation-ID")));
            var id = answer.TextOf("credential", "id")!;

            string Find()
            {
                lock (received)
                    return received.Single(message => message.Contains(id, StringComparison.Ordinal));
            }

            var message = await Eventually.ResultAsync(Find, static _ => true, s_limit, "the event arrives on the channel", Token);
            var json = JsonElement.Parse(message);
            Assert.Equal(
                ["contentHash", "contentSalt", "correlationId", "credential", "credentialId", "eventId", "eventType", "maxRetries", "retryCount", "status", "timestamp", "version"],
                NamesOf(json).Order(StringComparer.Ordinal));
            Assert.Equal("CREDENTIAL_ISSUED", json.GetProperty("eventType").GetString());
            Assert.Equal(7, json.GetProperty("eventId").GetGuid().Version);
            Assert.Equal(answer.TextOf("credential", "timestamp"), json.GetProperty("timestamp").GetString());
            Assert.Equal((1, 0, 5), (json.GetProperty("version").GetInt32(), json.GetProperty("retryCount").GetInt32(), json.GetProperty("maxRetries").GetInt32()));
            Assert.Equal("order-4711", json.GetProperty("correlationId").GetString());
            Assert.Equal(holder, json.GetProperty("credential").GetProperty("holderName").GetString());
            Assert.True(JsonElement.DeepEquals(ContentOf(answer["credential"]), json.GetProperty("credential")), message);

            var entry = Assert.Single(await issuance.PublishedAsync(id));
            Assert.Equal(message, entry["event"].ToString());
            Assert.Equal(json.GetProperty("eventId").GetString(), entry["eventId"].ToString());
            Assert.Matches("^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$", entry["traceparent"].ToString());
            var request = await issuance.Database.ReadAsync(
                "SELECT trace_parent FROM credential_events WHERE credential_id = @id", static reader => reader.GetString(0), ("@id", Guid.Parse(id)));
            Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", request, StringComparison.Ordinal);
            Assert.NotEqual(request, entry["traceparent"].ToString());
            Assert.Equal("vendor=value", entry["tracestate"].ToString());
        }
        finally
        {
            await issuance.Redis.GetSubscriber().UnsubscribeAsync(channel, Receive);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("<script>")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task A_correlation_id_that_is_not_a_plain_one_is_replaced(string sent)
    {
        var answer = await Client.SendAsync(HttpMethod.Post, Issue, new StringContent(ApiClient.IssueBody(), Encoding.UTF8, "application/json"), ("X-Correlation-ID", sent));

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Matches("^[0-9a-f]{32}$", Assert.Single(answer.Headers.GetValues("X-Correlation-ID")));
    }

    [Fact]
    public async Task Rubbish_in_Redis_breaks_nothing()
    {
        var redis = issuance.Redis.GetDatabase();
        var subscriber = issuance.Redis.GetSubscriber();
        foreach (var rubbish in (RedisValue[])["", "not json", "{\"eventType\":1}", new byte[] { 0, 0xff, 0xfe }, new string('x', 300_000)])
        {
            await subscriber.PublishAsync(RedisChannel.Literal(MessagingKeys.Channel), rubbish);
            await subscriber.PublishAsync(RedisChannel.Literal(MessagingKeys.Applied), rubbish);
            await redis.StreamAddAsync(MessagingKeys.Applied, [new("rubbish", rubbish)]);
            await redis.StreamAddAsync(
                MessagingKeys.Applied,
                [new("eventId", rubbish), new("credentialId", rubbish), new("version", rubbish), new("outcome", rubbish), new("time", rubbish)]);
        }

        await redis.StreamAddAsync(
            MessagingKeys.Applied,
            [
                new("eventId", Guid.NewGuid().ToString()), new("credentialId", Guid.NewGuid().ToString()), new("version", "1"),
                new("outcome", "unheard-of"), new("time", "2026-01-31T08:15:30.123Z"),
            ]);

        var id = IdOf(await Client.IssueOneAsync());
        await issuance.ConfirmAsync(Assert.Single(await issuance.PublishedAsync(id)), ConfirmationOutcome.Applied);
        await issuance.DeliveryAsync(id, "confirmed");
        await IssuanceFixture.HealthAsync(Client, "healthy");
    }

    [Fact]
    public async Task The_home_page_tells_the_endpoints_there_are()
    {
        var home = await Client.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, home.Status);
        Assert.Equal(("issuance-service", "running"), (home.TextOf("service"), home.TextOf("status")));
        Assert.Matches(@"^\d+\.\d+\.\d+", home.TextOf("version"));
        var endpoints = home["endpoints"].EnumerateArray().Select(static one => $"{one.GetProperty("method").GetString()} {one.GetProperty("path").GetString()}").ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                "POST /api/v1/credentials/issue", "GET /api/v1/credentials/{id:guid}", "GET /api/v1/credentials", "GET /api/v1/events", "GET /", "GET /health", "GET /alive",
                "GET /admin/queue-stats", "GET /admin/metrics", "POST /admin/reprocess-failed", "GET /admin/dead-letters", "GET /admin/retry-queue",
                "DELETE /admin/dead-letters/{id:guid}", "POST /admin/circuit-breaker",
            },
            endpoints);
    }

    [Fact]
    public async Task The_health_document_tells_every_check_and_what_was_done()
    {
        await Client.IssueOneAsync();

        var health = await IssuanceFixture.HealthAsync(Client, "healthy");

        Assert.Equal(HttpStatusCode.OK, health.Status);
        Assert.Equal("issuance-service", health.TextOf("service"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", health.TextOf("timestamp"));
        Assert.NotEmpty(health.TextOf("workerId")!);
        Assert.InRange(health["metrics", "issued"].GetInt64(), 1, long.MaxValue);
        Assert.Equal("closed", health.TextOf("metrics", "circuitBreaker"));
        Assert.Equal(
            ["background", "database", "delivery", "mail", "redis", "self"], NamesOf(health["checks"]).Order(StringComparer.Ordinal));
        Assert.All(health["checks"].EnumerateObject(), static check => Assert.Equal("healthy", check.Value.GetProperty("status").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await Client.GetAsync("/alive")).Status);
    }

    [Fact]
    public async Task The_event_feed_tells_what_was_issued_and_where_to_go_on()
    {
        var start = await NextAfterAsync();
        var credential = await Client.IssueOneAsync(metadata: """{"huge":1e400}""");

        var page = await Eventually.ResultAsync(
            _ => Client.GetAsync($"/api/v1/events?after={start}&limit=10"), static answer => answer["items"].GetArrayLength() > 0, s_limit, "the event is in the feed", Token);

        var stored = Assert.Single(page["items"].EnumerateArray());
        Assert.Equal(["eventType", "eventId", "timestamp", "version", "correlationId", "credentialId", "status", "contentHash", "contentSalt", "credential", "keyId", "signature"], NamesOf(stored));
        Assert.True(JsonElement.DeepEquals(ContentOf(credential), stored.GetProperty("credential")), page.Text);
        Assert.True(page["upToDate"].GetBoolean());
        Assert.Equal(0, (await Client.GetAsync($"/api/v1/events?after={page.TextOf("nextAfter")}"))["items"].GetArrayLength());

        async Task<string> NextAfterAsync()
        {
            var after = "0.0";
            var count = await issuance.Database.CountAsync("credential_events");
            for (var read = 0; read < count;)
            {
                var before = await Client.GetAsync($"/api/v1/events?after={after}&limit=1000");
                (after, read) = (before.TextOf("nextAfter")!, read + before["items"].GetArrayLength());
            }

            return after;
        }
    }

    [Fact]
    public async Task The_OpenAPI_document_lists_what_there_is()
    {
        var document = await Client.GetAsync("/openapi/v1.json");

        Assert.Equal(HttpStatusCode.OK, document.Status);
        Assert.StartsWith("3.1.", document.TextOf("openapi"), StringComparison.Ordinal);
        var paths = document["paths"];
        Assert.Superset(
            new HashSet<string>
            {
                "/api/v1/credentials/issue", "/api/v1/credentials/{id}", "/api/v1/credentials/{id}/delivery", "/api/v1/credentials", "/api/v1/events", "/",
                "/admin/queue-stats", "/admin/metrics", "/admin/dead-letters", "/admin/dead-letters/{id}", "/admin/retry-queue", "/admin/reprocess-failed", "/admin/circuit-breaker",
            },
            NamesOf(paths).ToHashSet());
        var issue = paths.GetProperty("/api/v1/credentials/issue").GetProperty("post");
        Assert.Equal(["201", "400", "401", "403", "409", "413", "415", "422", "429", "503"], NamesOf(issue.GetProperty("responses")).Order(StringComparer.Ordinal));
        Assert.True(issue.GetProperty("requestBody").GetProperty("content").TryGetProperty("application/json", out _));
        Assert.All(paths.EnumerateObject().SelectMany(static path => path.Value.EnumerateObject()), static operation =>
        {
            Assert.NotEmpty(operation.Value.GetProperty("operationId").GetString()!);
            Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
        });
    }

    [Fact]
    public async Task The_reference_page_answers()
    {
        var answer = await Client.GetAsync("/scalar");
        if (answer.Headers.Location is { } location)
            answer = await Client.GetAsync(location.IsAbsoluteUri ? location.PathAndQuery : new Uri(new Uri("http://any/scalar"), location).PathAndQuery);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("text/html", answer.ContentHeaders.ContentType?.MediaType);
    }

    [Fact]
    public async Task Answers_tell_browsers_not_to_guess_types_or_to_tell_where_they_come_from()
    {
        foreach (var path in (string[])["/", "/health", "/api/v1/credentials", "/nothing"])
        {
            var answer = await Client.GetAsync(path);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    /// <summary>A credential without its status and version: what its events carry.</summary>
    private static JsonElement ContentOf(JsonElement credential)
    {
        var content = JsonNode.Parse(credential.GetRawText())!.AsObject();
        Assert.True(content.Remove("status") && content.Remove("version"));
        return JsonElement.Parse(content.ToJsonString());
    }

    private static string IdOf(JsonElement credential) => credential.GetProperty("id").GetString()!;

    private static IEnumerable<string> NamesOf(JsonElement json) => json.EnumerateObject().Select(static property => property.Name);
}
