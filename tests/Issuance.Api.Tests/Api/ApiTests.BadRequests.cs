using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Issuance.Api.Tests.Api;

/// <content>Requests that must be refused, without side effects.</content>
public abstract partial class ApiTests
{
    [Theory]
    [InlineData("/api/v1/credentials", "limit", 200)]
    [InlineData("/api/v1/events", "limit", 1000)]
    [InlineData("/admin/dead-letters", "limit", 200)]
    [InlineData("/admin/retry-queue", "limit", 200)]
    public async Task An_odd_limit_is_400(string path, string field, int largest)
    {
        Assert.Equal(HttpStatusCode.OK, (await Client.GetAsync($"{path}?limit=1")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Client.GetAsync($"{path}?limit={largest}")).Status);
        foreach (var limit in (string[])["0", "-1", $"{largest + 1}", "99999999999999999999", "1.5", "1e1", "%201", "ten", "", "1&limit=2", "%D9%A3"])
            (await Client.GetAsync($"{path}?limit={limit}")).AssertProblem(HttpStatusCode.BadRequest, field);
    }

    [Theory]
    [InlineData("/api/v1/credentials", "cursor")]
    [InlineData("/admin/dead-letters", "cursor")]
    [InlineData("/admin/retry-queue", "cursor")]
    [InlineData("/api/v1/events", "after")]
    public async Task An_odd_cursor_is_400(string path, string field)
    {
        foreach (var cursor in (string[])["", "x", "1", ".", "1.", "-1.5", "1.2.3", "1.x", "%F0%9F%98%80", "99999999999999999999.0", new string('9', 3_000), "' OR 1=1 --"])
            (await Client.GetAsync($"{path}?{field}={Uri.EscapeDataString(Uri.UnescapeDataString(cursor))}")).AssertProblem(HttpStatusCode.BadRequest, field);
    }

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task A_bad_body_is_400_names_the_field_and_writes_nothing(string body, params string[] fields)
    {
        var before = await issuance.Database.CountsAsync();

        (await Client.IssueAsync(body)).AssertProblem(HttpStatusCode.BadRequest, fields);

        await AssertUnharmedAsync(before);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_400()
    {
        var before = await issuance.Database.CountsAsync();

        foreach (var bytes in (byte[][])[[0xff, 0xfe], [.. "{\"holderName\":\""u8, 0xc3, .. "\"}"u8], Encoding.Unicode.GetBytes(ApiClient.IssueBody()), [0xef, 0xbb, 0xbf]])
        {
            using var content = new ByteArrayContent(bytes);
            content.Headers.ContentType = new("application/json");
            (await Client.SendAsync(HttpMethod.Post, Issue, content)).AssertProblem(HttpStatusCode.BadRequest, "body");
        }

        await AssertUnharmedAsync(before);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_64_KiB_is_413_with_and_without_a_stated_length(bool stated)
    {
        var before = await issuance.Database.CountsAsync();
        foreach (var size in (int[])[(64 * 1024) + 1, 1024 * 1024])
        {
            // The service responds and closes the connection without reading the rest; a client that is still sending may not see the response.
            var answer = await Eventually.ResultAsync(_ => SendOrNullAsync(size), static answer => answer is not null, s_limit, "an answer comes through", Token);

            answer!.AssertProblem((HttpStatusCode)StatusCodes.Status413PayloadTooLarge);
        }

        // A smaller body is read, and the response names the member that is too large. (In a chunked body the chunk headers count too.)
        (await Client.SendAsync(HttpMethod.Post, Issue, Sized(stated ? 64 * 1024 : 63 * 1024, stated))).AssertProblem(HttpStatusCode.BadRequest, "metadata");
        await AssertUnharmedAsync(before);

        async Task<Answer?> SendOrNullAsync(int size)
        {
            try
            {
                return await Client.SendAsync(HttpMethod.Post, Issue, Sized(size, stated));
            }
            catch (HttpRequestException error) when (error.InnerException is IOException)
            {
                return null;
            }
        }
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/xml")]
    [InlineData("application/octet-stream")]
    [InlineData(null)]
    public async Task Another_content_type_is_415(string? type)
    {
        var before = await issuance.Database.CountsAsync();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(ApiClient.IssueBody()));
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);

        (await Client.SendAsync(HttpMethod.Post, Issue, content)).AssertProblem(HttpStatusCode.UnsupportedMediaType);

        await AssertUnharmedAsync(before);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("APPLICATION/JSON")]
    [InlineData("application/vnd.credential+json")]
    public async Task Every_way_to_say_JSON_is_understood(string type)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(ApiClient.IssueBody()));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        Assert.Equal(HttpStatusCode.Created, (await Client.SendAsync(HttpMethod.Post, Issue, content)).Status);
    }

    [Theory]
    [InlineData("GET", "/nothing-here")]
    [InlineData("POST", "/api/v1/nothing")]
    [InlineData("GET", "/api/v2/credentials")]
    [InlineData("DELETE", "/admin/nothing")]
    [InlineData("GET", "/%F0%9F%98%80")]
    [InlineData("GET", "/..%2f..%2fetc/passwd")]
    public async Task An_unknown_path_is_a_404_problem(string method, string path)
    {
        foreach (var accept in (string[])["*/*", "text/html", "application/xml"])
            (await Client.SendAsync(new HttpMethod(method), path, null, ("Accept", accept))).AssertProblem(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("GET", "/api/v1/credentials/issue", "POST")]
    [InlineData("PUT", "/api/v1/credentials/issue", "POST")]
    [InlineData("POST", "/api/v1/credentials", "GET")]
    [InlineData("DELETE", "/api/v1/credentials/01890a5d-ac96-774b-bcce-b302099a8057", "GET")]
    [InlineData("PATCH", "/api/v1/credentials/01890a5d-ac96-774b-bcce-b302099a8057", "GET")]
    [InlineData("DELETE", "/api/v1/events", "GET")]
    [InlineData("POST", "/admin/queue-stats", "GET")]
    [InlineData("GET", "/admin/reprocess-failed", "POST")]
    [InlineData("GET", "/admin/dead-letters/01890a5d-ac96-774b-bcce-b302099a8057", "DELETE")]
    [InlineData("POST", "/", "GET")]
    public async Task A_wrong_method_is_a_405_problem_that_says_what_is_allowed(string method, string path, string allowed)
    {
        var before = await issuance.Database.CountsAsync();
        using var content = method is "PUT" or "POST" or "PATCH" ? new StringContent(ApiClient.IssueBody(), Encoding.UTF8, "application/json") : null;

        var answer = await Client.SendAsync(new HttpMethod(method), path, content);

        answer.AssertProblem(HttpStatusCode.MethodNotAllowed);
        Assert.Equal(allowed == "GET" ? ["GET", "HEAD"] : [allowed], answer.ContentHeaders.Allow);
        await AssertUnharmedAsync(before);
    }

    public static TheoryData<string, string[]> BadBodies() => new()
    {
        { "", ["body"] },
        { "{", ["body"] },
        { "null", ["body"] },
        { "[]", ["body"] },
        { "\"text\"", ["body"] },
        { string.Concat(Enumerable.Repeat("[", 5_000)) + string.Concat(Enumerable.Repeat("]", 5_000)), ["body"] },
        { """{"holderName":"Ada","holderName":"Eve","credentialType":"B","issuerName":"U"}""", ["holderName"] },
        { """{"holderName":"Ada","credentialType":"B","issuerName":"U","\ud800":1}""", ["body"] },
        { """{"HolderName":"Ada","credentialType":"B","issuerName":"U"}""", ["HolderName", "holderName"] },
        { """{"holderName":"\u3164","credentialType":"B\u202e","issuerName":"U"}""", ["holderName", "credentialType"] },
        { "{}", ["holderName", "credentialType", "issuerName"] },
        { """{"holderName":" ","credentialType":"B","issuerName":"U"}""", ["holderName"] },
        { """{"holderName":"A\u0000","credentialType":"B","issuerName":"U"}""", ["holderName"] },
        { """{"holderName":"Ada","credentialType":5,"issuerName":"U"}""", ["credentialType"] },
        { """{"holderName":"Ada","credentialType":"B","issuerName":"\udc00"}""", ["issuerName"] },
        { $$"""{"holderName":"Ada","credentialType":"{{new string('x', 101)}}","issuerName":"{{new string('x', 201)}}"}""", ["credentialType", "issuerName"] },
        { """{"holderName":"Ada","credentialType":"B","issuerName":"U","expiryDate":"2020-01-01"}""", ["expiryDate"] },
        { """{"holderName":"Ada","credentialType":"B","issuerName":"U","expiryDate":"2099-02-29"}""", ["expiryDate"] },
        { """{"holderName":"Ada","credentialType":"B","issuerName":"U","metadata":[]}""", ["metadata"] },
        { """{"holderName":"Ada","credentialType":"B","issuerName":"U","metadata":{"1":{"2":{"3":{"4":{"5":{"6":{"7":{"8":{}}}}}}}}}}""", ["metadata"] },
        { """{"holderName":"Ada","credentialType":"B","issuerName":"U","metadata":{"a":"#"}}""".Replace("#", new string('x', 16_384), StringComparison.Ordinal), ["metadata"] },
        { """{"holderName":"Ada","credentialType":"B","issuerName":"U","expires":"2099-01-01"}""", ["expires"] },
    };

    /// <summary>For every endpoint with a body: unknown, repeated, differently cased and wrongly typed members are named in the response, and nothing is changed.</summary>
    [Theory]
    [MemberData(nameof(StrictBodies))]
    public async Task A_member_that_is_not_taken_is_named(string path, string body, string[] fields)
    {
        var before = await issuance.Database.CountsAsync();
        var keys = await issuance.Database.CountAsync("api_keys");

        (await Client.PostAsync(path, body)).AssertProblem(HttpStatusCode.BadRequest, fields);

        Assert.Equal(keys, await issuance.Database.CountAsync("api_keys"));
        await AssertUnharmedAsync(before);
    }

    public static TheoryData<string, string, string[]> StrictBodies() => new()
    {
        { "/admin/api-keys", """{"name":"n","roles":["issuer"],"organization":"Only Uni","expires_at":"2030-01-01T00:00:00Z"}""", ["organization", "expires_at"] },
        { "/admin/api-keys", """{"name":"n","Roles":["issuer"]}""", ["Roles"] },
        { "/admin/api-keys", """{"name":"n","roles":["issuer"],"organisation":"A","organisation":"B"}""", ["organisation"] },
        { "/admin/api-keys", """{"name":7,"roles":"issuer","organisation":{},"expiresAt":1}""", ["name", "roles", "organisation", "expiresAt"] },
        { "/admin/api-keys", """{"name":"n","roles":["issuer",null,3]}""", ["roles[1]", "roles[2]"] },
        { "/admin/api-keys", """{"name":"n","roles":["issuer"],"expiresAt":"1/2/2030"}""", ["expiresAt"] },
        { "/admin/api-keys", """{"name":"n","roles":["issuer"],"expiresAt":"2030-01-31"}""", ["expiresAt"] },
        { "/admin/api-keys", """{"name":"n","roles":["issuer"],"expiresAt":"2030-01-31T08:15:30"}""", ["expiresAt"] },
        { "/admin/api-keys", """{"name":"\u2066n","roles":["issuer"],"organisation":"\u115f"}""", ["name", "organisation"] },
        { "/admin/api-keys", "[]", ["body"] },
        { "/admin/api-keys/abcdefgh/rotate", """{"overlap":"1"}""", ["overlap"] },
        { "/admin/api-keys/abcdefgh/rotate", """{"overlap":1.5}""", ["overlap"] },
        { "/admin/api-keys/abcdefgh/rotate", """{"overlapSeconds":1}""", ["overlapSeconds"] },
        { "/api/v1/session", """{"Key":"kc_x"}""", ["Key"] },
        { "/api/v1/session", """{"key":"kc_x","remember":true}""", ["remember"] },
        { "/api/v1/session/link", """{"for":"somebody"}""", ["for"] },
        { "/admin/circuit-breaker", """{"action":"close","for":"1h"}""", ["for"] },
        { "/admin/circuit-breaker", """{"action":"close","action":"isolate"}""", ["action"] },
        { "/admin/reprocess-failed", """{"id":["01890a5d-ac96-774b-bcce-b302099a8057"]}""", ["id"] },
        { "/admin/reprocess-failed", """{"IDS":["01890a5d-ac96-774b-bcce-b302099a8057"]}""", ["IDS"] },
        { "/admin/reprocess-failed", """{"ids":"01890a5d-ac96-774b-bcce-b302099a8057"}""", ["ids"] },
        { "/admin/reprocess-failed", "null", ["body"] },
        { "/admin/audit/verify", """{"known":{"number":"1","hash":1,"more":2}}""", ["known.number", "known.hash", "known.more"] },
        { "/admin/audit/verify", """{"know":null}""", ["know"] },
    };

    [Theory]
    [InlineData("/api/v1/credentials?Holder=x", "Holder")]
    [InlineData("/api/v1/credentials?holdr=x", "holdr")]
    [InlineData("/api/v1/credentials?holder=x&holder=y", "holder")]
    [InlineData("/api/v1/credentials?holder=x&page=2&_=1", "page", "_")]
    [InlineData("/api/v1/credentials/01890a5d-ac96-774b-bcce-b302099a8057?expand=all", "expand")]
    [InlineData("/api/v1/credentials/01890a5d-ac96-774b-bcce-b302099a8057/delivery?x", "x")]
    [InlineData("/api/v1/credentials/01890a5d-ac96-774b-bcce-b302099a8057/history?x=", "x")]
    [InlineData("/api/v1/credentials/suggestions?field=issuerName&preffix=x", "preffix")]
    [InlineData("/api/v1/events?before=1", "before")]
    [InlineData("/api/v1/session?x=1", "x")]
    [InlineData("/admin/queue-stats?x=1", "x")]
    [InlineData("/admin/metrics?x=1", "x")]
    [InlineData("/admin/timeline?from=1", "from")]
    [InlineData("/admin/audit?credentialid=01890a5d-ac96-774b-bcce-b302099a8057", "credentialid")]
    [InlineData("/admin/audit?from=1%2F2%2F2030", "from")]
    [InlineData("/admin/audit?to=2030-01-31", "to")]
    [InlineData("/admin/audit?to=2030-01-31T08%3A15%3A30", "to")]
    [InlineData("/admin/api-keys?name=x", "name")]
    public async Task A_query_parameter_that_is_not_taken_is_named(string path, params string[] fields) =>
        (await Client.GetAsync(path)).AssertProblem(HttpStatusCode.BadRequest, fields);

    [Theory]
    [InlineData("/health?x=1")]
    [InlineData("/alive?x=1")]
    [InlineData("/openapi/v1.json?x=1")]
    [InlineData("/scalar/?x=1")]
    [InlineData("/?signIn=link")]
    [InlineData("/admin/audit?from=2026-01-31t08:15:30.5%2B01:00")]
    public async Task Where_tools_add_parameters_of_their_own_any_are_taken(string path) => Assert.Equal(HttpStatusCode.OK, (await Client.GetAsync(path)).Status);

    [Fact]
    public async Task HEAD_is_answered_wherever_GET_is_as_GET_is_without_content()
    {
        var id = IdOf(await Client.IssueOneAsync());
        foreach (var path in (string[])
        [
            "/", "/health", "/alive", "/openapi/v1.json", "/api/v1/credentials", "/api/v1/credentials?limit=0", $"/api/v1/credentials/{id}", $"/api/v1/credentials/{Guid.Empty}",
            $"/api/v1/credentials/{id}/delivery", "/api/v1/events", "/api/v1/session", "/admin/queue-stats", "/admin/metrics", "/admin/dead-letters", "/admin/audit", "/admin/api-keys", "/nowhere",
        ])
        {
            var (get, head) = (await Client.GetAsync(path), await Client.SendAsync(HttpMethod.Head, path));
            Assert.Equal((path, get.Status, get.ContentHeaders.ContentType?.ToString(), ""), (path, head.Status, head.ContentHeaders.ContentType?.ToString(), head.Text));
        }

        var stream = await Client.SendAsync(HttpMethod.Head, "/api/v1/credentials/stream");
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (stream.Status, stream.ContentHeaders.ContentType?.ToString()));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await Client.SendAsync(HttpMethod.Head, Issue)).Status);
    }

    [Fact]
    public async Task A_link_that_is_only_looked_at_is_not_used_up()
    {
        var link = (await Client.PostAsync("/api/v1/session/link")).TextOf("path")!;
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
        using var browser = new HttpClient(handler) { BaseAddress = issuance.Service.Url };
        for (var i = 0; i < 2; i++)
        {
            using var look = new HttpRequestMessage(HttpMethod.Head, link);
            using var seen = await browser.SendAsync(look, Token);
            Assert.Equal(HttpStatusCode.Redirect, seen.StatusCode);
            Assert.False(seen.Headers.Contains("Set-Cookie"));
        }

        using var used = await browser.GetAsync(new Uri(link, UriKind.Relative), Token);
        Assert.True(used.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData(Issue)]
    [InlineData("/admin/circuit-breaker")]
    [InlineData("/api/v1/session/link")]
    public async Task A_content_encoding_is_415_and_a_byte_order_mark_is_passed_over(string path)
    {
        var body = path switch { Issue => ApiClient.IssueBody(), "/admin/circuit-breaker" => """{"action":"close"}""", _ => "{}" };
        foreach (var encoding in (string[])["gzip", "br", "deflate", "gzip, identity", "nonsense"])
        {
            using var encoded = new StringContent(body, Encoding.UTF8, "application/json");
            Assert.True(encoded.Headers.TryAddWithoutValidation("Content-Encoding", encoding));
            var refused = await Client.SendAsync(HttpMethod.Post, path, encoded);
            refused.AssertProblem(HttpStatusCode.UnsupportedMediaType);
            Assert.Contains("Content-Encoding", refused.TextOf("message"), StringComparison.Ordinal);
            Assert.Equal("identity", string.Join(',', refused.Headers.GetValues("Accept-Encoding")));
        }

        using var plain = new ByteArrayContent([0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(body)]);
        plain.Headers.ContentType = new("application/json");
        plain.Headers.ContentEncoding.Add("identity");
        var answer = await Client.SendAsync(HttpMethod.Post, path, plain);
        Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.Created, answer.Text);
    }

    [Fact]
    public async Task A_reason_is_counted_in_characters_as_people_count_them()
    {
        string Order(int characters) => $$"""{"action":"close","reason":"{{string.Concat(Enumerable.Repeat("😀", characters))}}"}""";

        Assert.Equal(HttpStatusCode.OK, (await Client.PostAsync("/admin/circuit-breaker", Order(500))).Status);
        (await Client.PostAsync("/admin/circuit-breaker", Order(501))).AssertProblem(HttpStatusCode.BadRequest, "reason");
        Assert.Equal(HttpStatusCode.OK, (await Client.GetAsync($"/api/v1/credentials?holder={Uri.EscapeDataString(string.Concat(Enumerable.Repeat("😀", 200)))}")).Status);
        (await Client.GetAsync($"/api/v1/credentials?holder={Uri.EscapeDataString(string.Concat(Enumerable.Repeat("😀", 201)))}")).AssertProblem(HttpStatusCode.BadRequest, "holder");
    }

    [Fact]
    public async Task One_name_in_two_forms_is_one_person()
    {
        var mark = Guid.NewGuid();
        var first = await Client.IssueOneAsync($"Zoe\u0308 {mark}");
        Assert.Equal($"Zoë {mark}", first.GetProperty("holderName").GetString());

        var again = await Client.IssueAsync(ApiClient.IssueBody($"Zoë {mark}"));

        again.AssertProblem(HttpStatusCode.Conflict);
        Assert.Equal(IdOf(first), again.TextOf("credentialId"));
        foreach (var text in (string[])[$"zoe\u0308 {mark}", $"ZOË {mark}", $"{mark}"])
            Assert.Equal(IdOf(first), (await Client.GetAsync($"/api/v1/credentials?holder={Uri.EscapeDataString(text)}"))["items"][0].GetProperty("credential").GetProperty("id").GetString());
    }

    private async Task AssertUnharmedAsync((long Credentials, long Events, long Outbox) before)
    {
        Assert.Equal(before, await issuance.Database.CountsAsync());
        Assert.Equal(HttpStatusCode.OK, (await IssuanceFixture.HealthAsync(Client, "healthy")).Status);
    }

    private static HttpContent Sized(int bytes, bool stated)
    {
        const string Start = """{"holderName":"Ada","credentialType":"B","issuerName":"U","metadata":{"a":" """;
        var body = Encoding.UTF8.GetBytes(Start + new string('x', bytes - Start.Length - 3) + "\"}}");
        HttpContent content = stated ? new ByteArrayContent(body) : new StreamContent(new UnseekableStream(body));
        content.Headers.ContentType = new("application/json");
        return content;
    }

    /// <summary>A stream of unknown length, so that it is sent chunked.</summary>
    private sealed class UnseekableStream(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }
}
