using System.Net;
using System.Text;
using System.Text.Json;
using Verification.Api.Tests.Storage;

namespace Verification.Api.Tests.Api;

/// <summary>One service on SQLite that several test classes share; no test stops anything that it depends on.</summary>
public sealed class SharedService(SqliteStorage storage) : IAsyncLifetime
{
    private ServiceSet? _set;

    internal ServiceSet Set => _set ?? throw new InvalidOperationException("The fixture has not been initialised.");

    internal TestDatabase Database { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await storage.CreateAsync();
        _set = await ServiceSet.StartAsync(Database.ConnectionString);
        await Database.RefuseAsync("Refused");
    }

    public async ValueTask DisposeAsync()
    {
        if (_set is not null)
            await _set.DisposeAsync();
    }
}

/// <summary>Tests that share <see cref="SharedService"/>.</summary>
[CollectionDefinition(Name)]
public sealed class SharedServiceTests : ICollectionFixture<SharedService>
{
    public const string Name = "Shared service";
}

[Collection(SharedServiceTests.Name)]
public sealed class VerifyTests(SharedService shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ServiceSet Set => shared.Set;

    [Theory]
    [InlineData(null)]
    [InlineData("2999-12-31")]
    public async Task A_credential_that_is_known_and_not_expired_is_valid(string? expiry)
    {
        var happened = TestEvents.Issued(holder: "Ælfgifu 👩‍🎓 \"the\" <b>", expiry: expiry, metadata: """{"number":1e400,"zero":-0,"list":[[],{"a":0.10000000000000000000001}]}""");
        await Set.PublishAsync(happened);
        await Set.ArrivedAsync(happened);

        using var answer = await Set.VerifyAsync($$"""{"id":" {{happened.CredentialId.ToString().ToUpperInvariant()}} "}""");
        Assert.True(answer.Headers.CacheControl?.NoStore);
        var text = await answer.Content.ReadAsStringAsync(Token);
        var said = JsonElement.Parse(text);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains($"{happened.Credential![..^1]},\"status\":{happened.Status.ToJson()},\"version\":1}}", text, StringComparison.Ordinal); // verbatim, with what changes behind it
        Assert.True(said.GetProperty("success").GetBoolean());
        Assert.True(said.GetProperty("isValid").GetBoolean());
        Assert.Contains("valid", said.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(said.GetProperty("workerId").GetString()!);
        Assert.Equal(TimeSpan.Zero, said.GetProperty("timestamp").GetDateTimeOffset().Offset);
        Assert.InRange(said.GetProperty("syncedAt").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
    }

    [Fact]
    public async Task An_expired_one_is_not_and_the_reason_is_said()
    {
        var happened = TestEvents.Issued(expiry: "2026-02-01");
        await Set.PublishAsync(happened);
        await Set.ArrivedAsync(happened);

        var said = await ServiceSet.ReadAsync(await Set.VerifyAsync(happened.CredentialId), HttpStatusCode.OK);

        Assert.True(said.GetProperty("success").GetBoolean());
        Assert.False(said.GetProperty("isValid").GetBoolean());
        Assert.Contains("2026-02-01", said.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(happened.CredentialId, said.GetProperty("credential").GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task The_last_day_still_counts_whatever_the_hour()
    {
        var (today, tomorrow) = (DateOnly.FromDateTime(DateTime.UtcNow), DateOnly.FromDateTime(DateTime.UtcNow).AddDays(1));
        var happened = TestEvents.Issued(expiry: $"{tomorrow:yyyy-MM-dd}");
        var last = TestEvents.Issued(expiry: $"{today:yyyy-MM-dd}");
        var past = TestEvents.Issued(expiry: $"{today.AddDays(-1):yyyy-MM-dd}");
        await Set.PublishAsync(happened, last, past);
        await Set.ArrivedAsync(past);

        Assert.True((await ServiceSet.ReadAsync(await Set.VerifyAsync(happened.CredentialId), HttpStatusCode.OK)).GetProperty("isValid").GetBoolean());
        var valid = (await ServiceSet.ReadAsync(await Set.VerifyAsync(last.CredentialId), HttpStatusCode.OK)).GetProperty("isValid").GetBoolean();
        Assert.True(valid || DateOnly.FromDateTime(DateTime.UtcNow) > today); // midnight may have come between
        Assert.False((await ServiceSet.ReadAsync(await Set.VerifyAsync(past.CredentialId), HttpStatusCode.OK)).GetProperty("isValid").GetBoolean());
    }

    [Theory]
    [InlineData("01890a5d-ac96-774b-bcce-b302099a8057")]
    [InlineData("not-an-id")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("{01890a5d-ac96-774b-bcce-b302099a8057}")]
    [InlineData("01890a5dac96774bbcceb302099a8057")]
    [InlineData("'; DROP TABLE credentials; --")]
    public async Task An_unknown_or_malformed_id_is_not_found_and_not_valid(string id)
    {
        var said = await ServiceSet.ReadAsync(await Set.VerifyAsync(JsonSerializer.Serialize(new { id })), HttpStatusCode.NotFound);

        Assert.False(said.GetProperty("isValid").GetBoolean());
    }

    public static TheoryData<string, string> Bad => new()
    {
        { "missing id", "{}" },
        { "id is null", """{"id":null}""" },
        { "id is a number", """{"id":7}""" },
        { "id is an array", """{"id":["01890a5d-ac96-774b-bcce-b302099a8057"]}""" },
        { "id is an object", """{"id":{}}""" },
        { "id in capitals", """{"ID":"01890a5d-ac96-774b-bcce-b302099a8057"}""" },
        { "id twice", """{"id":"01890a5d-ac96-774b-bcce-b302099a8057","id":"01890a5d-ac96-774b-bcce-b302099a8058"}""" },
        { "unknown member", """{"id":"01890a5d-ac96-774b-bcce-b302099a8057","more":1}""" },
        { "half a surrogate pair", """{"id":"\ud800"}""" },
        { "empty", "" },
        { "not JSON", "id=1" },
        { "cut short", """{"id":"0189""" },
        { "two documents", "{}{}" },
        { "array", "[]" },
        { "null", "null" },
        { "text", "\"01890a5d-ac96-774b-bcce-b302099a8057\"" },
        { "5,000 levels of objects", $$"""{"id":"01890a5d-ac96-774b-bcce-b302099a8057","a":{{TestEvents.Nested(5_000)}}}""" },
        { "5,000 levels of arrays", new string('[', 5_000) + new string(']', 5_000) },
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public async Task A_body_that_does_not_say_the_id_as_text_is_a_bad_request_and_not_valid(string what, string body)
    {
        var said = await ServiceSet.ReadAsync(await Set.VerifyAsync(body), HttpStatusCode.BadRequest);

        Assert.False(said.GetProperty("isValid").GetBoolean(), what);
    }

    [Theory]
    [InlineData("{\"id\":\"ä\"}")]
    [InlineData("{\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"note\":\"ä\"}")]
    [InlineData("{\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"ä\":1}")]
    public async Task Invalid_UTF_8_is_a_bad_request_wherever_it_stands(string body)
    {
        var said = await ServiceSet.ReadAsync(await Set.VerifyAsync(Encoding.Latin1.GetBytes(body)), HttpStatusCode.BadRequest);

        Assert.False(said.GetProperty("isValid").GetBoolean());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    [InlineData(null)]
    public async Task Another_content_type_is_refused(string? type) =>
        await ServiceSet.ReadAsync(await Set.VerifyAsync("{\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\"}", type), HttpStatusCode.UnsupportedMediaType);

    [Fact]
    public async Task A_body_over_1088_KiB_is_too_large_and_one_of_1088_KiB_is_not()
    {
        const string Start = "{\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\"";
        string Body(int bytes) => Start + new string(' ', bytes - Start.Length - 1) + "}";

        await ServiceSet.ReadAsync(await Set.VerifyAsync(Body(1088 * 1024)), HttpStatusCode.NotFound);
        await ServiceSet.ReadAsync(await Set.VerifyAsync(Body((1088 * 1024) + 1)), HttpStatusCode.RequestEntityTooLarge);
    }

    /// <summary>Whichever part of the service writes the response: what cannot be verified is not valid.</summary>
    [Fact]
    public async Task Every_refusal_says_that_nothing_is_valid_and_what_was_wrong()
    {
        const string Body = """{"id":"01890a5d-ac96-774b-bcce-b302099a8057"}""";
        const string Path = "api/v1/credentials/verify";
        using var encoded = new StringContent(Body, Encoding.UTF8, "application/json");
        encoded.Headers.ContentEncoding.Add("gzip");

        var query = await Set.PostAsync($"{Path}?lang=de", Body, HttpStatusCode.BadRequest);
        var encoding = await ServiceSet.ReadAsync(await Set.Http.PostAsync(new Uri(Path, UriKind.Relative), encoded, Token), HttpStatusCode.UnsupportedMediaType);
        var size = await ServiceSet.ReadAsync(await Set.VerifyAsync(new string(' ', 1100 * 1024)), HttpStatusCode.RequestEntityTooLarge);

        Assert.All((JsonElement[])[query, encoding, size], static said => Assert.False(said.GetProperty("isValid").GetBoolean()));
        Assert.Equal(["lang"], query.GetProperty("errors").EnumerateObject().Select(static one => one.Name));
    }

    [Fact]
    public async Task An_answer_does_not_grow_with_what_is_wrong()
    {
        var members = string.Join(',', Enumerable.Range(0, 5_000).Select(static i => $"\"m{i}\":1"));
        var body = await ServiceSet.ReadAsync(await Set.VerifyAsync($"{{{members}}}"), HttpStatusCode.BadRequest);
        var query = await Set.GetAsync($"admin/queue-stats?{string.Join('&', Enumerable.Range(0, 900).Select(static i => $"p{i}"))}", HttpStatusCode.BadRequest);

        Assert.Equal((20, 20), (body.GetProperty("errors").EnumerateObject().Count(), query.GetProperty("errors").EnumerateObject().Count()));
    }

    [Fact]
    public async Task A_byte_order_mark_is_passed_over()
    {
        var mark = (byte[])[0xef, 0xbb, 0xbf];
        await ServiceSet.ReadAsync(await Set.VerifyAsync([.. mark, .. """{"id":"01890a5d-ac96-774b-bcce-b302099a8057"}"""u8]), HttpStatusCode.NotFound);
        await ServiceSet.ReadAsync(await Set.VerifyAsync(mark), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task HEAD_is_answered_wherever_GET_is()
    {
        foreach (var path in (string[])["", "health", "alive", "openapi/v1.json", "admin/queue-stats", "admin/dead-letters?limit=1", "admin/synced-credentials", "admin/rebuild", "admin/audit", "nowhere",
            "api/v1/credentials/stream?ids=01890a5d-ac96-774b-bcce-b302099a8057", "api/v1/credentials/01890a5d-ac96-774b-bcce-b302099a8057/history"])
        {
            using var get = await Set.Http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Token);
            using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(path, UriKind.Relative));
            using var head = await Set.Http.SendAsync(request, Token);
            Assert.Equal((path, get.StatusCode, get.Content.Headers.ContentType?.ToString()), (path, head.StatusCode, head.Content.Headers.ContentType?.ToString()));
        }
    }

    [Theory]
    [InlineData("admin/queue-stats?x=1", "x")]
    [InlineData("admin/synced-credentials?Limit=1", "Limit")]
    [InlineData("admin/dead-letters?limit=1&limit=2", "limit")]
    [InlineData("admin/rebuild?x", "x")]
    [InlineData("admin/audit?from=1/2/2030", "from")]
    [InlineData("api/v1/credentials/stream?id=01890a5d-ac96-774b-bcce-b302099a8057", "id")]
    [InlineData("api/v1/credentials/01890a5d-ac96-774b-bcce-b302099a8057/history?limit=1", "limit")]
    public async Task A_query_parameter_that_is_not_taken_is_named(string path, string name) =>
        Assert.Equal([name], (await Set.GetAsync(path, HttpStatusCode.BadRequest)).GetProperty("errors").EnumerateObject().Select(static one => one.Name));

    [Theory]
    [InlineData("admin/rebuild", """{"generation":2}""", "generation")]
    [InlineData("admin/rebuild", "[]", "body")]
    [InlineData("admin/circuit-breaker", """{"action":"isolate","minutes":5}""", "minutes")]
    [InlineData("admin/circuit-breaker", """{"Action":"isolate"}""", "Action")]
    [InlineData("admin/reprocess-failed", """{"idz":["1"]}""", "idz")]
    [InlineData("admin/api-keys", """{"name":"n","roles":["issuer"],"organization":"x"}""", "organization")]
    [InlineData("admin/audit/verify", """{"known":{"nr":1,"hash":null,"number":1}}""", "known.nr")]
    public async Task A_member_that_is_not_taken_is_named_and_nothing_is_done(string path, string body, string name)
    {
        Assert.Equal([name], (await Set.PostAsync(path, body, HttpStatusCode.BadRequest)).GetProperty("errors").EnumerateObject().Select(static one => one.Name));

        Assert.Equal("closed", (await Set.GetAsync("admin/queue-stats")).GetProperty("circuitBreaker").GetProperty("state").GetString());
    }

    [Fact]
    public async Task Unknown_paths_and_wrong_methods_are_told_as_problems()
    {
        await Set.GetAsync("nowhere", HttpStatusCode.NotFound);
        await Set.GetAsync("api/v1/credentials/verify", HttpStatusCode.MethodNotAllowed);
        await Set.DeleteAsync("admin/queue-stats", HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Bad_input_leaves_the_service_healthy_and_its_rows_as_they_were()
    {
        var before = await shared.Database.CountAsync("SELECT COUNT(*) FROM credentials");
        foreach (var bad in Bad)
            (await Set.VerifyAsync(bad.Data.Item2)).Dispose();

        Assert.Equal("healthy", (await Set.EventuallyAsync("health", health => health.GetProperty("status").GetString() == "healthy", "the service is healthy")).GetProperty("status").GetString());
        Assert.Equal(before, await shared.Database.CountAsync("SELECT COUNT(*) FROM credentials"));
    }
}
