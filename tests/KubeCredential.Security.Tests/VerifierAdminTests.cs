using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KubeCredential.Security.Tests;

/// <summary>What goes to the verifier for people who are signed in at the issuance service, and what comes back: both byte for byte, at a stand-in of the verifier.</summary>
[Collection(SqliteAccessGroup.Name)]
public sealed class VerifierAdminTests(SqliteAccess access) : IAsyncLifetime
{
    private readonly ConcurrentQueue<(string Method, string Target, Dictionary<string, string> Headers, string Body)> _asked = [];
    private WebApplication? _verifier;
    private DotnetService? _issuance;
    private HttpClient? _client;

    /// <summary>What the stand-in answers.</summary>
    private RequestDelegate _answer = static context => context.Response.WriteAsync("{}");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _verifier = builder.Build();
        _verifier.Run(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            var text = await body.ReadToEndAsync(context.RequestAborted);
            _asked.Enqueue((context.Request.Method, $"{context.Request.Path}{context.Request.QueryString}", context.Request.Headers.ToDictionary(static one => one.Key, static one => one.Value.ToString(), StringComparer.OrdinalIgnoreCase), text));
            await _answer(context);
        });
        await _verifier.StartAsync(Token);
        _issuance = await access.StartIssuanceAsync(("History__VerificationUrl", _verifier.Urls.Single()), ("History__AdministrationTimeout", "00:00:02"));
        _client = _issuance.CreateClient(TestKeys.Of("operator"));
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_issuance is not null) await _issuance.DisposeAsync();
        if (_verifier is not null) await _verifier.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_of_the_callers_headers_goes_on_but_the_type_of_what_is_sent()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        var reply = await _client!.SendAsync(
            "POST", "verifier/admin/circuit-breaker?x=1&x=2", new { action = "close" },
            ("Cookie", "a=b"), ("X-On-Behalf-Of", "key%3Asomebody"), ("X-On-Behalf-Of-Roles", "operator,auditor,replica"), ("X-Forwarded-For", "192.0.2.1"), ("X-Forwarded-Host", "other.example"),
            ("Forwarded", "for=192.0.2.1"), ("Accept", "text/html"), ("Accept-Encoding", "gzip, br"), ("X-Own", "mine"), ("Origin", "https://other.example"), ("TE", "trailers"),
            ("traceparent", $"00-{Trace}-b7ad6b7169203331-01"));

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        var (method, target, headers, body) = Assert.Single(_asked);
        Assert.Equal(("POST", "/admin/circuit-breaker?x=1&x=2", """{"action":"close"}"""), (method, target, body));
        Assert.Equal($"Bearer {TestKeys.Service}", headers["Authorization"]);
        Assert.Equal("key%3Aoperator", headers["X-On-Behalf-Of"]);
        Assert.Equal("operator", headers["X-On-Behalf-Of-Roles"]);
        Assert.Equal("application/json; charset=utf-8", headers["Content-Type"]);
        Assert.Equal(new Uri(_verifier!.Urls.Single()).Authority, headers["Host"]);
        Assert.Equal(Trace, headers["traceparent"].Split('-')[1]);
        Assert.Empty(headers.Keys.Except(["Authorization", "X-On-Behalf-Of", "X-On-Behalf-Of-Roles", "Content-Type", "Content-Length", "Transfer-Encoding", "Host", "traceparent"], StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task No_connection_to_the_verifier_comes_of_a_request_to_upgrade_it()
    {
        var reply = await _client!.SendAsync("GET", "verifier/admin/queue-stats", null, ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Key", "x3JJHMbDL1EzLkh9GBhXDw=="), ("Sec-WebSocket-Version", "13"));

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Empty(Assert.Single(_asked).Headers.Keys.Intersect(["Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version"], StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Of_the_verifiers_headers_only_those_come_back_that_a_caller_needs()
    {
        _answer = static async context =>
        {
            context.Response.StatusCode = StatusCodes.Status409Conflict;
            var headers = context.Response.Headers;
            (headers.ContentType, headers.CacheControl, headers.RetryAfter, headers.Location) = ("application/problem+json", "no-store", "7", "/admin/elsewhere");
            (headers.SetCookie, headers.Server, headers["X-Own"], headers.AccessControlAllowOrigin, headers.ContentSecurityPolicy) = ("a=b", "verifier", "its", "*", "default-src *");
            await context.Response.WriteAsync("""{"own":"text"}""");
        };

        using var answer = await _client!.GetAsync(new Uri("verifier/admin/queue-stats", UriKind.Relative), Token);

        Assert.Equal((HttpStatusCode.Conflict, """{"own":"text"}"""), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token)));
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(("no-store", "7", "/admin/elsewhere"), (answer.Headers.CacheControl?.ToString(), answer.Headers.RetryAfter?.ToString(), answer.Headers.Location?.ToString()));
        Assert.Equal("default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        foreach (var name in (string[])["Set-Cookie", "Server", "X-Own", "Access-Control-Allow-Origin"]) Assert.False(answer.Headers.Contains(name), name);
    }

    /// <summary>What the verifier remembers at one caller must not come with the next one.</summary>
    [Fact]
    public async Task A_cookie_of_the_verifiers_stays_nowhere()
    {
        _answer = static context =>
        {
            context.Response.Headers.SetCookie = "remembered=yes; Path=/";
            return Task.CompletedTask;
        };
        for (var i = 0; i < 2; i++) await _client!.SendAsync("GET", "verifier/admin/queue-stats");

        Assert.Equal(2, _asked.Count);
        Assert.DoesNotContain(_asked, static one => one.Headers.ContainsKey("Cookie"));
    }

    [Fact]
    public async Task Where_the_verifier_leads_elsewhere_the_caller_is_told_and_nobody_followed()
    {
        _answer = static context =>
        {
            context.Response.Redirect("/api/v1/events");
            return Task.CompletedTask;
        };

        Assert.Equal(HttpStatusCode.Redirect, (await _client!.SendAsync("GET", "verifier/admin/queue-stats")).Status);
        Assert.Single(_asked);
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    public async Task Other_methods_do_not_reach_the_verifier(string method)
    {
        (await _client!.SendAsync(method, "verifier/admin/queue-stats")).AssertProblem(HttpStatusCode.MethodNotAllowed);
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task HEAD_is_asked_of_the_verifier_as_such()
    {
        Assert.Equal((HttpStatusCode.OK, ""), (await _client!.SendAsync("HEAD", "verifier/admin/queue-stats")) is var head ? (head.Status, head.Text) : default);
        Assert.Equal("HEAD", Assert.Single(_asked).Method);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_too_long_for_this_service_is_refused_here(bool saysHowLong)
    {
        using var content = new StreamContent(new MemoryStream(new byte[30_000_001]));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("verifier/admin/reprocess-failed", UriKind.Relative)) { Content = content };
        request.Headers.ExpectContinue = true; // Otherwise the answer may be lost: it comes while the body is still being sent.
        request.Headers.TransferEncodingChunked = !saysHowLong;
        try
        {
            using var answer = await _client!.SendAsync(request, Token);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }
        catch (HttpRequestException) when (!saysHowLong)
        {
            // The server closes the connection on whoever is still sending, and the answer may be lost with it.
        }

        Assert.Empty(_asked);
    }

    [Fact]
    public async Task An_answer_comes_on_as_it_comes_and_ends_with_whoever_waits_for_it()
    {
        var ended = new TaskCompletionSource();
        _answer = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("event: hello\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await using var end = context.RequestAborted.Register(ended.SetResult);
            await ended.Task;
        };
        using (var answer = await _client!.GetAsync(new Uri("verifier/admin/stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Token))
        {
            await using var stream = await answer.Content.ReadAsStreamAsync(Token);
            var buffer = new byte[100];
            var read = await stream.ReadAtLeastAsync(buffer, 14, cancellationToken: Token).AsTask().WaitAsync(AccessSystem.Limit, Token);
            Assert.Equal("event: hello\n\n", Encoding.ASCII.GetString(buffer, 0, read));
            Assert.False(ended.Task.IsCompleted);
        }

        await ended.Task.WaitAsync(AccessSystem.Limit, Token);
    }

    [Fact]
    public async Task A_verifier_that_is_away_is_called_so_at_once()
    {
        await _verifier!.StopAsync(Token);
        var started = Stopwatch.GetTimestamp();

        var reply = await _client!.SendAsync("POST", "verifier/admin/reprocess-failed");

        reply.AssertProblem(HttpStatusCode.ServiceUnavailable);
        Assert.Equal("2", Assert.Single(reply.Headers.GetValues("Retry-After")));
        Assert.Equal("nosniff", Assert.Single(reply.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(Stopwatch.GetElapsedTime(started) < AccessSystem.Limit);
    }

    /// <summary>Longer than the tests' timeout in all, and never silent for as long.</summary>
    [Fact]
    public async Task An_answer_takes_as_long_as_it_takes_while_it_goes_on()
    {
        var parts = 0;
        _answer = async context =>
        {
            for (; parts < 5; parts++)
            {
                await context.Response.WriteAsync("part ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(TimeSpan.FromMilliseconds(600), context.RequestAborted); // The verifier at work.
            }
        };

        Assert.Equal("part part part part part ", await _client!.GetStringAsync(new Uri("verifier/admin/audit/verify", UriKind.Relative), Token));
    }

    [Fact]
    public async Task A_verifier_that_hangs_is_not_waited_for_longer_than_it_should()
    {
        _answer = static context => Task.Delay(System.Threading.Timeout.Infinite, context.RequestAborted);

        var reply = await _client!.SendAsync("GET", "verifier/admin/queue-stats").WaitAsync(AccessSystem.Limit, Token);

        reply.AssertProblem(HttpStatusCode.ServiceUnavailable);
        Assert.Equal("2", Assert.Single(reply.Headers.GetValues("Retry-After")));
    }

    /// <summary>An answer that the verifier breaks off is no answer: the caller must not take its beginning for the whole.</summary>
    [Fact]
    public async Task An_answer_that_is_broken_off_is_not_taken_for_a_whole_one()
    {
        _answer = static async context =>
        {
            await context.Response.WriteAsync("""{"items":[""");
            await context.Response.Body.FlushAsync();
            context.Abort();
        };

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _client!.GetStringAsync(new Uri("verifier/admin/dead-letters", UriKind.Relative), Token));
    }

    /// <summary>Whoever is limited to one organisation has no business at the verifier, which knows of none.</summary>
    [Fact]
    public async Task Nothing_is_sent_for_a_caller_who_cannot_be_told()
    {
        using var client = _issuance!.CreateClient(TestKeys.Of("issuer"));
        (await client.SendAsync("GET", "verifier/admin/queue-stats")).AssertProblem(HttpStatusCode.Forbidden);
        Assert.Empty(_asked);
    }
}
