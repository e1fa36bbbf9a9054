using System.Net;
using System.Text;
using KubeCredential.TestServers;
using Microsoft.AspNetCore.Http;

namespace Issuance.Api.Tests.Api;

/// <content>What is refused, and that it does no harm.</content>
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
            // The service answers and closes the connection without reading on; a client that is still sending then may not see the answer.
            var answer = await Eventually.ResultAsync(_ => SendOrNullAsync(size), static answer => answer is not null, s_limit, "an answer comes through", Token);

            answer!.AssertProblem((HttpStatusCode)StatusCodes.Status413PayloadTooLarge);
        }

        // A smaller one is read, and what is too large in it is told. (In chunks, their frames count too.)
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
        Assert.Equal([allowed], answer.ContentHeaders.Allow);
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
        { """{"holderName":"Ada","holderName":"Eve","credentialType":"B","issuerName":"U"}""", ["body"] },
        { """{"holderName":"Ada","credentialType":"B","issuerName":"U","\ud800":1}""", ["body"] },
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

    /// <summary>A stream of unknown length, so that it is sent in chunks.</summary>
    private sealed class UnseekableStream(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }
}
