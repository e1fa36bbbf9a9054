using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KubeCredential.Security.Tests;

/// <summary>People who sign in with a browser.</summary>
public abstract class SessionTests(AccessSystem access)
{
    [Collection(SqliteAccessGroup.Name)]
    public sealed class OnSqlite(SqliteAccess access) : SessionTests(access);

    [Collection(PostgresAccessGroup.Name)]
    public sealed class OnPostgres(PostgresAccess access) : SessionTests(access);

    private const string Session = "api/v1/session";
    private const string Order = "admin/reprocess-failed";
    private static readonly string[] s_operator = ["operator"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_signs_in_is_signed_in_on_every_replica_and_signs_out_of_all()
    {
        var browser = new Browser();
        var before = await browser.GetAsync(access.Issuance, Session);
        Assert.Equal((HttpStatusCode.OK, "False", null, "no-store"), (before.Status, before["signedIn"], before["antiForgeryToken"], before.Headers.CacheControl?.ToString()));
        Assert.Equal((true, false), (before.Json.GetProperty("ways").GetProperty("key").GetBoolean(), before.Json.GetProperty("ways").GetProperty("openIdConnect").GetBoolean()));

        var reply = await browser.SignInAsync(access.Issuance, TestKeys.Of("operator"));
        Assert.Equal(["operator"], reply.Json.GetProperty("roles").EnumerateArray().Select(static role => role.GetString()));
        var line = reply.CookieLine(Browser.CookieName)!;
        Assert.Contains("; secure", line, StringComparison.Ordinal);
        Assert.Contains("; httponly", line, StringComparison.Ordinal);
        Assert.Contains("; samesite=strict", line, StringComparison.Ordinal);
        Assert.Contains("; path=/;", line, StringComparison.Ordinal);
        Assert.DoesNotContain("domain", line, StringComparison.Ordinal);
        Assert.DoesNotContain("expires", line, StringComparison.Ordinal);

        foreach (var replica in (DotnetService[])[access.Issuance, access.Other])
        {
            var document = await browser.GetAsync(replica, Session);
            Assert.Equal(("True", "operator", browser.AntiForgeryToken), (document["signedIn"], document["name"], document["antiForgeryToken"]));
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(replica, "admin/queue-stats")).Status);
            Assert.Equal(HttpStatusCode.OK, (await browser.SendAsync(replica, "POST", Order)).Status);
            (await browser.GetAsync(replica, "api/v1/events")).AssertProblem(HttpStatusCode.Forbidden);
        }

        var session = browser.Session!;
        Assert.Equal(HttpStatusCode.NoContent, (await browser.SendAsync(access.Other, "DELETE", Session)).Status);
        Assert.Null(browser.Session);
        browser.Session = session; // Whoever kept it.
        foreach (var replica in (DotnetService[])[access.Issuance, access.Other])
        {
            Assert.False(await browser.IsSignedInAsync(replica));
            (await browser.GetAsync(replica, "admin/queue-stats")).AssertProblem(HttpStatusCode.Unauthorized);
        }

        var trail = (await access.Issuance.GetAsync("admin/audit?limit=20", TestKeys.All)).Json.GetProperty("items").EnumerateArray()
            .Select(static one => (one.GetProperty("action").GetString(), one.GetProperty("actor").GetString())).ToList();
        Assert.Contains(("session.started", "key:operator"), trail);
        Assert.Contains(("session.ended", "key:operator"), trail);
    }

    [Fact]
    public async Task An_operator_sees_who_is_signed_in_and_ends_a_session_everywhere()
    {
        var (operators, other) = (new Browser(), new Browser());
        await operators.SignInAsync(access.Issuance, TestKeys.Of("operator"));
        await other.SignInAsync(access.Other, TestKeys.Of("auditor"));

        var all = await operators.GetAsync(access.Other, "admin/sessions?limit=200");
        var items = all.Json.GetProperty("items").EnumerateArray().ToArray();
        var own = Assert.Single(items, static one => one.GetProperty("current").GetBoolean());
        Assert.Equal("key:operator", own.GetProperty("actor").GetString());
        var theirs = items.First(static one => one.GetProperty("actor").GetString() == "key:auditor");
        Assert.Equal(("auditor", "auditor"), (theirs.GetProperty("name").GetString(), theirs.GetProperty("roles")[0].GetString()));
        Assert.InRange(theirs.GetProperty("lastUsedAt").GetDateTimeOffset(), theirs.GetProperty("signedInAt").GetDateTimeOffset(), theirs.GetProperty("expiresAt").GetDateTimeOffset());
        Assert.DoesNotContain(other.Session!, all.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(operators.Session!, all.Text, StringComparison.Ordinal);

        // Page by page, the same.
        var (paged, cursor) = (new List<string?>(), (string?)null);
        do
        {
            var page = await operators.GetAsync(access.Issuance, $"admin/sessions?limit=1{(cursor is null ? "" : $"&cursor={cursor}")}");
            paged.AddRange(page.Json.GetProperty("items").EnumerateArray().Select(static one => one.GetProperty("id").GetString()));
            cursor = page["nextCursor"];
        }
        while (cursor is not null);
        Assert.Equal(items.Select(static one => one.GetProperty("id").GetString()), paged);

        // What the list shows signs nobody in.
        var stranger = new Browser { Session = theirs.GetProperty("id").GetString() };
        Assert.False(await stranger.IsSignedInAsync(access.Issuance));

        var path = $"admin/sessions/{theirs.GetProperty("id").GetString()}";
        (await operators.SendAsync(access.Issuance, "DELETE", path, token: false)).AssertProblem(HttpStatusCode.Forbidden);
        Assert.True(await other.IsSignedInAsync(access.Issuance));
        Assert.Equal(HttpStatusCode.NoContent, (await operators.SendAsync(access.Issuance, "DELETE", path)).Status);
        Assert.False(await other.IsSignedInAsync(access.Issuance));
        Assert.False(await other.IsSignedInAsync(access.Other));
        Assert.True(await operators.IsSignedInAsync(access.Other));
        (await operators.SendAsync(access.Issuance, "DELETE", path)).AssertProblem(HttpStatusCode.NotFound);
        var entry = (await access.Issuance.GetAsync("admin/audit?action=session.revoked&limit=1", TestKeys.All)).Json.GetProperty("items")[0];
        Assert.Equal(("key:operator", "Session of key:auditor"), (entry.GetProperty("actor").GetString(), entry.GetProperty("detail").GetString()));
        (await operators.GetAsync(access.Issuance, "admin/sessions?limit=201")).AssertProblem(HttpStatusCode.BadRequest);
        (await operators.GetAsync(access.Issuance, "admin/sessions?cursor=x")).AssertProblem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Every_replica_reports_its_version()
    {
        var running = (await access.Issuance.GetAsync("", null))["version"];
        foreach (var replica in (DotnetService[])[access.Issuance, access.Other])
        {
            var worker = (await replica.GetAsync("", null))["workerId"];
            var items = (await access.Issuance.GetAsync("admin/replicas", TestKeys.Of("operator"))).Json.GetProperty("items").EnumerateArray();
            var one = Assert.Single(items, item => item.GetProperty("workerId").GetString() == worker);
            Assert.Equal(running, one.GetProperty("version").GetString());
            Assert.InRange(one.GetProperty("startedAt").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddHours(-1), one.GetProperty("lastSeenAt").GetDateTimeOffset().AddSeconds(5));
        }
    }

    [Fact]
    public async Task What_changes_something_needs_the_token_that_other_sites_cannot_read()
    {
        var (browser, stranger) = (new Browser(), new Browser());
        await browser.SignInAsync(access.Issuance, TestKeys.All);
        await stranger.SignInAsync(access.Issuance, TestKeys.All);
        foreach (var (method, path) in ((string, string)[])[("POST", Order), ("POST", "api/v1/credentials/issue"), ("DELETE", Session), ("POST", "api/v1/session/link"), ("POST", "verifier/admin/reprocess-failed")])
        {
            (await browser.SendAsync(access.Issuance, method, path, token: false)).AssertProblem(HttpStatusCode.Forbidden);
        }

        Assert.NotEqual(browser.AntiForgeryToken, stranger.AntiForgeryToken);
        Assert.NotEqual(browser.Session, browser.AntiForgeryToken);
        var own = browser.AntiForgeryToken;
        foreach (var wrong in (string[])[stranger.AntiForgeryToken!, own!.ToUpperInvariant(), own[..^1], browser.Session!, "x"])
        {
            browser.AntiForgeryToken = wrong;
            (await browser.SendAsync(access.Issuance, "POST", Order)).AssertProblem(HttpStatusCode.Forbidden);
        }

        browser.AntiForgeryToken = own;
        Assert.Equal(HttpStatusCode.OK, (await browser.SendAsync(access.Issuance, "POST", Order)).Status);
        // A form, which other sites can send, signs nobody in.
        using var client = access.Issuance.CreateClient(null);
        using var form = new FormUrlEncodedContent([new("key", TestKeys.All)]);
        using var answer = await client.PostAsync(new Uri(Session, UriKind.Relative), form, Token);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("kc_operator_a-key-for-tests-and-nothing-elsf")]
    [InlineData("kc_nobody_a-key-for-tests-and-nothing-else")]
    [InlineData("KC_OPERATOR_A-KEY-FOR-TESTS-AND-NOTHING-ELSE")]
    [InlineData("x")]
    public async Task A_wrong_key_signs_nobody_in_and_is_told_without_a_hint(string key)
    {
        var reply = await new Browser().SendAsync(access.Issuance, "POST", Session, new { key });
        reply.AssertProblem(HttpStatusCode.Unauthorized);
        Assert.Equal("This key cannot be used to sign in.", reply["message"]);
        Assert.Null(reply.CookieLine(Browser.CookieName));

        var newest = (await access.Issuance.GetAsync("admin/audit?action=session.started&outcome=failed&limit=1", TestKeys.All)).Text;
        Assert.Contains("\"actor\":\"anonymous\"", newest, StringComparison.Ordinal);
        Assert.Contains(reply["traceId"]!, newest, StringComparison.Ordinal);
        if (key.Length > 1)
        {
            Assert.DoesNotContain(key, newest, StringComparison.Ordinal);
            Assert.DoesNotContain(access.Issuance.Output, line => line.Contains(key, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Signing_in_without_a_key_is_told_what_is_missing()
    {
        foreach (var body in (object?[])[new { }, new { key = " " }])
            (await new Browser().SendAsync(access.Issuance, "POST", Session, body)).AssertProblem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Failed_signing_in_is_answered_late()
    {
        await using var slow = await access.StartIssuanceAsync(("Sessions__FailureDelay", "00:00:01.500"));
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        (await new Browser().SendAsync(slow, "POST", Session, new { key = "wrong" })).AssertProblem(HttpStatusCode.Unauthorized);
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(began) >= TimeSpan.FromSeconds(1.4));
    }

    [Fact]
    public async Task A_session_ends_with_the_key_it_was_begun_with()
    {
        var made = await access.Issuance.SendAsync("POST", "admin/api-keys", TestKeys.All, new { name = "Frau Müller", roles = s_operator });
        var browser = new Browser();
        Assert.Equal("Frau Müller", (await browser.SignInAsync(access.Issuance, made["key"]!))["name"]);
        Assert.True(await browser.IsSignedInAsync(access.Other));

        var id = made.Json.GetProperty("apiKey").GetProperty("id").GetString();
        await access.Issuance.SendAsync("DELETE", $"admin/api-keys/{id}?reason=left", TestKeys.All);

        await Eventually.TrueAsync(async _ => !await browser.IsSignedInAsync(access.Other), AccessSystem.Second, "the session has ended", Token);
    }

    [Fact]
    public async Task Signing_in_again_begins_a_new_session_and_ends_the_old()
    {
        var browser = new Browser();
        await browser.SignInAsync(access.Issuance, TestKeys.Of("auditor"));
        var (old, oldToken) = (browser.Session!, browser.AntiForgeryToken);

        var reply = await browser.SignInAsync(access.Other, TestKeys.Of("operator"));

        Assert.Equal("operator", reply["name"]);
        Assert.NotEqual(old, browser.Session);
        Assert.False(await new Browser { Session = old, AntiForgeryToken = oldToken }.IsSignedInAsync(access.Issuance));
    }

    [Fact]
    public async Task A_link_signs_one_browser_in_once()
    {
        var made = await access.Issuance.SendAsync("POST", "api/v1/session/link", TestKeys.Of("operator"));
        Assert.True(made.Status == HttpStatusCode.OK, made.Text);
        var path = made["path"]!.TrimStart('/');

        // Many at once, at both replicas: one comes in.
        var browsers = Enumerable.Range(0, 8).Select(static _ => new Browser()).ToArray();
        var replies = await Task.WhenAll(browsers.Select((browser, i) => Task.Run(() => browser.GetAsync(i % 2 == 0 ? access.Issuance : access.Other, path), Token)));
        var first = Assert.Single(replies, static reply => reply.Status == HttpStatusCode.Redirect);
        Assert.Equal("/", first.Headers.Location?.ToString());
        var signedIn = Assert.Single(browsers, static browser => browser.Session is not null);
        Assert.Equal("operator", (await signedIn.GetAsync(access.Other, Session))["name"]);
        Assert.All(replies.Where(reply => reply != first), static reply => reply.AssertProblem(HttpStatusCode.Unauthorized));

        (await new Browser().GetAsync(access.Issuance, path)).AssertProblem(HttpStatusCode.Unauthorized);
        (await new Browser().GetAsync(access.Issuance, "api/v1/session/start")).AssertProblem(HttpStatusCode.Unauthorized);
        var token = path[(path.IndexOf('=', StringComparison.Ordinal) + 1)..];
        Assert.DoesNotContain(access.Issuance.Output, line => line.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_link_ends_with_the_session_it_was_made_in()
    {
        var browser = new Browser();
        await browser.SignInAsync(access.Issuance, TestKeys.Of("operator"));
        var (one, other) = (await LinkAsync(), await LinkAsync());
        var second = new Browser();
        Assert.Equal(HttpStatusCode.Redirect, (await second.GetAsync(access.Other, one)).Status);

        Assert.Equal(HttpStatusCode.NoContent, (await browser.SendAsync(access.Other, "DELETE", Session)).Status);

        (await new Browser().GetAsync(access.Issuance, other)).AssertProblem(HttpStatusCode.Unauthorized);

        async Task<string> LinkAsync() => (await browser.SendAsync(access.Issuance, "POST", "api/v1/session/link"))["path"]!.TrimStart('/');
    }

    [Fact]
    public async Task A_link_ends_with_the_key_it_was_made_with()
    {
        var made = await access.Issuance.SendAsync("POST", "admin/api-keys", TestKeys.All, new { name = "leaving", roles = s_operator });
        var link = (await access.Issuance.SendAsync("POST", "api/v1/session/link", made["key"]!))["path"]!.TrimStart('/');
        await access.Issuance.SendAsync("DELETE", $"admin/api-keys/{made.Json.GetProperty("apiKey").GetProperty("id").GetString()}?reason=left", TestKeys.All);
        await Eventually.EqualAsync(HttpStatusCode.Unauthorized, async _ => (await access.Other.GetAsync("admin/queue-stats", made["key"]!)).Status, AccessSystem.Second, "the key has ended", Token);

        var browser = new Browser();
        (await browser.GetAsync(access.Other, link)).AssertProblem(HttpStatusCode.Unauthorized);
        Assert.Null(browser.Session);
    }

    /// <summary>A key of the configuration keeps its id when its secret or its roles are changed.</summary>
    [Theory]
    [InlineData("Authentication__Keys__9__Key", "kc_changed_another-secret-under-the-same-id")]
    [InlineData("Authentication__Keys__9__Roles", "operator,auditor")]
    public async Task Sessions_and_links_end_where_another_key_has_the_id(string setting, string value)
    {
        (string, string?)[] settings = [("Authentication__Keys__9__Key", "kc_changed_the-first-secret-of-this-key"), ("Authentication__Keys__9__Roles", "operator")];
        await using var before = await access.StartIssuanceAsync(settings);
        var browser = new Browser();
        await browser.SignInAsync(before, "kc_changed_the-first-secret-of-this-key");
        var link = (await before.SendAsync("POST", "api/v1/session/link", "kc_changed_the-first-secret-of-this-key"))["path"]!.TrimStart('/');

        await using var same = await access.StartIssuanceAsync(settings);
        Assert.True(await browser.IsSignedInAsync(same));
        await using var after = await access.StartIssuanceAsync([.. settings, (setting, value)]);
        Assert.False(await browser.IsSignedInAsync(after));
        (await new Browser().GetAsync(after, link)).AssertProblem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_browser_whose_link_cannot_be_used_is_led_to_the_app_which_says_so()
    {
        using var client = access.Issuance.CreateClient(null);
        var reply = await client.SendAsync("GET", "api/v1/session/start?token=used", null, ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"));
        Assert.Equal((HttpStatusCode.Redirect, "/?signIn=link"), (reply.Status, reply.Headers.Location?.ToString()));
        Assert.False(reply.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_link_makes_nobody_more_than_who_made_it()
    {
        var browser = new Browser();
        await browser.SignInAsync(access.Issuance, TestKeys.Of("auditor"));
        (await browser.SendAsync(access.Issuance, "POST", "api/v1/session/link")).AssertProblem(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Events_are_followed_by_cookie()
    {
        var browser = new Browser();
        await browser.SignInAsync(access.Issuance, TestKeys.Of("issuer"));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(access.Other, "api/v1/credentials/stream")).Status);
        (await new Browser().GetAsync(access.Other, "api/v1/credentials/stream")).AssertProblem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_stream_ends_when_its_reader_signs_out_elsewhere()
    {
        var browser = new Browser();
        await browser.SignInAsync(access.Issuance, TestKeys.Of("issuer"));
        using var client = access.Issuance.CreateClient(null);
        client.DefaultRequestHeaders.Add("Cookie", $"{Browser.CookieName}={browser.Session}");
        await using var stream = await EventStreamReader.OpenAsync(client, "api/v1/credentials/stream", Token);
        Assert.NotNull(await stream.NextAsync("hello", null, AccessSystem.Limit, Token));

        await browser.SendAsync(access.Other, "DELETE", Session);

        Assert.Null(await stream.NextAsync("never", null, AccessSystem.Limit, Token)); // It has ended.
    }

    [Fact]
    public async Task What_is_done_at_the_verifier_is_done_there_in_the_name_of_who_is_signed_in()
    {
        var browser = new Browser();
        await browser.SignInAsync(access.Issuance, TestKeys.Of("operator"));
        var reason = $"{Guid.NewGuid()}";
        var closed = await browser.SendAsync(access.Issuance, "POST", "verifier/admin/circuit-breaker", new { action = "close", reason });
        Assert.True(closed.Status == HttpStatusCode.OK, closed.Text);
        var trail = await browser.GetAsync(access.Issuance, "verifier/admin/audit?action=circuit.restored&limit=1");
        Assert.Contains(reason, trail.Text, StringComparison.Ordinal);
        Assert.Contains("\"actor\":\"key:operator via key:service\"", trail.Text, StringComparison.Ordinal);
        (await browser.SendAsync(access.Issuance, "POST", "verifier/admin/circuit-breaker", new { action = "explode" })).AssertProblem(HttpStatusCode.BadRequest);
        (await browser.GetAsync(access.Issuance, "verifier/admin/nothing")).AssertProblem(HttpStatusCode.NotFound);

        // The roles there are theirs, not those of the service in between.
        var auditor = new Browser();
        await auditor.SignInAsync(access.Issuance, TestKeys.Of("auditor"));
        Assert.Equal(HttpStatusCode.OK, (await auditor.GetAsync(access.Issuance, "verifier/admin/audit")).Status);
        (await auditor.SendAsync(access.Issuance, "POST", "verifier/admin/circuit-breaker", new { action = "close" })).AssertProblem(HttpStatusCode.Forbidden);
        (await new Browser().GetAsync(access.Issuance, "verifier/admin/audit")).AssertProblem(HttpStatusCode.Unauthorized);
        var issuer = new Browser();
        await issuer.SignInAsync(access.Issuance, TestKeys.Of("issuer"));
        (await issuer.GetAsync(access.Issuance, "verifier/admin/audit")).AssertProblem(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("GET", "verifier/admin/dead-letters")]
    [InlineData("POST", "verifier/admin/reprocess-failed")]
    public async Task What_is_passed_on_to_the_verifier_is_sent_once(string method, string path)
    {
        var asked = 0;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var verifier = builder.Build();
        verifier.MapFallback(() =>
        {
            Interlocked.Increment(ref asked);
            return TypedResults.Problem("Redis is away.", statusCode: StatusCodes.Status503ServiceUnavailable);
        });
        await verifier.StartAsync(Token);
        await using var issuance = await access.StartIssuanceAsync(("History__VerificationUrl", verifier.Urls.Single()));

        var reply = await issuance.SendAsync(method, path, TestKeys.Of("operator"));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Redis is away."), (reply.Status, reply["detail"]));
        Assert.Equal(1, asked);
    }

    [Theory]
    [InlineData("operator")]
    [InlineData("auditor")]
    public async Task Only_another_service_may_speak_for_somebody(string role)
    {
        using var client = access.Verification.CreateClient(TestKeys.Of(role));
        var reason = $"{Guid.NewGuid()}";
        await client.SendAsync("POST", "admin/circuit-breaker", new { action = "close", reason }, ("X-On-Behalf-Of", "key:somebody"), ("X-On-Behalf-Of-Roles", "operator"));
        var trail = (await access.Verification.GetAsync("admin/audit?action=circuit.restored", TestKeys.All)).Text;
        Assert.Equal(role == "operator", trail.Contains(reason, StringComparison.Ordinal));
        Assert.DoesNotContain("key:somebody", trail, StringComparison.Ordinal);

        // Nor does a service give more than it has itself.
        using var replica = access.Verification.CreateClient(TestKeys.Of("replica"));
        (await replica.SendAsync("POST", "admin/circuit-breaker", new { action = "close" }, ("X-On-Behalf-Of", "key:somebody"), ("X-On-Behalf-Of-Roles", "operator,auditor,replica"))).AssertProblem(HttpStatusCode.Forbidden);
    }
}
