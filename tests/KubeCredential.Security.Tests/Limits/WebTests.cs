namespace KubeCredential.Security.Tests.Limits;

/// <summary>Proxies before a service, TLS that ends there, other sites, and headers for browsers.</summary>
public sealed class WebTests
{
    private const string Verify = "api/v1/credentials/verify";
    private const string Site = "https://example.org";

    private static object Unknown => new { id = Guid.NewGuid() };

    [Theory]
    [InlineData(null)]
    [InlineData("10.0.0.0/8")]
    public async Task What_a_client_says_of_where_it_comes_from_is_not_believed(string? known)
    {
        await using var services = await LimitedServices.BeginAsync();
        // The framework's own switch believes everybody, and changes nothing here.
        var service = await services.StartVerificationAsync([("Proxies__Known", known), ("AllowedHosts", "credentials.example"), ("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true"), .. LimitedServices.Of("Verify", 3)]);
        using var client = service.CreateClient(null);
        for (var i = 0; i < 3; i++) (await client.SendAsync("POST", Verify, Unknown, ("X-Forwarded-For", $"192.0.2.{i}"))).AssertProblem(HttpStatusCode.NotFound);
        (await client.SendAsync("POST", Verify, Unknown, ("X-Forwarded-For", "192.0.2.9"))).AssertProblem(HttpStatusCode.TooManyRequests);

        var plain = await client.SendAsync("GET", "", null, ("X-Forwarded-Proto", "https"), ("Host", "credentials.example"));
        Assert.False(plain.Headers.Contains("Strict-Transport-Security"));
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync("GET", "", null, ("X-Forwarded-Proto", "http"), ("X-Original-Proto", "https"), ("Host", "credentials.example"))).Status);
    }

    [Fact]
    public async Task What_a_known_proxy_says_of_its_client_counts_and_what_that_client_said_before_does_not()
    {
        await using var services = await LimitedServices.BeginAsync();
        var service = await services.StartVerificationAsync([("Proxies__Known", "10.0.0.0/8, 127.0.0.1"), .. LimitedServices.Of("Verify", 2)]);
        using var client = service.CreateClient(null);
        foreach (var address in (string[])["192.0.2.1", "192.0.2.2", "2001:db8::1"])
        {
            for (var i = 0; i < 2; i++) (await client.SendAsync("POST", Verify, Unknown, ("X-Forwarded-For", $"198.51.100.{i}, {address}"))).AssertProblem(HttpStatusCode.NotFound);
            (await client.SendAsync("POST", Verify, Unknown, ("X-Forwarded-For", $"198.51.100.7, {address}"))).AssertProblem(HttpStatusCode.TooManyRequests);
        }

        // Another address of the same /64 is the same client, and one that is none is the proxy itself.
        (await client.SendAsync("POST", Verify, Unknown, ("X-Forwarded-For", "2001:db8::ffff"))).AssertProblem(HttpStatusCode.TooManyRequests);
        (await client.SendAsync("POST", Verify, Unknown, ("X-Forwarded-For", "unknown"))).AssertProblem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Browsers_are_led_to_https_and_kept_there_and_nobody_else_is()
    {
        await using var services = await LimitedServices.BeginAsync();
        var service = await services.StartVerificationAsync(("Proxies__Known", "127.0.0.1"), ("AllowedHosts", "credentials.example"));
        using var client = service.CreateClient(null);
        (string, string) host = ("Host", "credentials.example");

        var plain = await client.SendAsync("GET", "api/v1/credentials/stream?ids=a", null, host, ("X-Forwarded-Proto", "http"));
        Assert.Equal((HttpStatusCode.PermanentRedirect, "https://credentials.example/api/v1/credentials/stream?ids=a"), (plain.Status, plain.Headers.Location?.ToString()));
        Assert.False(plain.Headers.Contains("Strict-Transport-Security"));

        var secure = await client.SendAsync("GET", "", null, host, ("X-Forwarded-Proto", "https"));
        Assert.Equal((HttpStatusCode.OK, "max-age=31536000"), (secure.Status, string.Join(',', secure.Headers.GetValues("Strict-Transport-Security"))));

        // Probes and the other service come without a proxy, and on one's own machine there is no TLS.
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync("GET", "health", null, ("Host", "10.1.2.3:8080"))).Status);
        foreach (var own in (string[])["localhost:8080", "issue.localhost", "127.0.0.1:3000", "[::1]:3000"])
            Assert.Equal(HttpStatusCode.OK, (await client.SendAsync("GET", "", null, ("Host", own), ("X-Forwarded-Proto", "http"))).Status);

        var without = await services.StartVerificationAsync(("Proxies__Known", "127.0.0.1"), ("Https__Redirect", "false"), ("AllowedHosts", "*"));
        Assert.Equal(HttpStatusCode.OK, (await without.CreateClient(null).SendAsync("GET", "", null, host, ("X-Forwarded-Proto", "http"))).Status);
    }

    [Fact]
    public async Task A_service_answers_under_its_own_names_alone()
    {
        await using var services = await LimitedServices.BeginAsync();
        var service = await services.StartVerificationAsync(("Proxies__Known", "127.0.0.1"), ("AllowedHosts", "verify.uni.example; *.verify.example"));
        using var client = service.CreateClient(TestKeys.All);
        foreach (var host in (string[])["verify.uni.example", "VERIFY.uni.example:8443", "a.verify.example", "localhost", "app.localhost:3", "127.0.0.1:80", "[::1]"])
            Assert.Equal(HttpStatusCode.OK, (await client.SendAsync("GET", "admin/queue-stats", null, ("Host", host), ("X-Forwarded-Proto", "https"))).Status);

        foreach (var host in (string[])["rebound.example", "verify.example", "uni.example", "verify.uni.example.rebound.example", "127.0.0.1.rebound.example", "10.1.2.3:8080", "0.0.0.0"])
        {
            // Refused before anybody is led on to that name, or signed in.
            (await client.SendAsync("GET", "admin/queue-stats", null, ("Host", host), ("X-Forwarded-Proto", "http"))).AssertProblem(HttpStatusCode.BadRequest);
            (await client.SendAsync("POST", Verify, Unknown, ("Host", host))).AssertProblem(HttpStatusCode.BadRequest);
            foreach (var probe in (string[])["health", "alive"]) Assert.Equal(HttpStatusCode.OK, (await client.SendAsync("GET", probe, null, ("Host", host))).Status);
        }

        // Without the setting, those of this machine.
        using var other = (await services.StartVerificationAsync()).CreateClient(null);
        Assert.Equal(HttpStatusCode.OK, (await other.SendAsync("GET", "", null, ("Host", "localhost"))).Status);
        (await other.SendAsync("GET", "", null, ("Host", "verify.uni.example"))).AssertProblem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Scripts_of_other_sites_are_let_in_where_they_are_named()
    {
        await using var services = await LimitedServices.BeginAsync();
        var closed = await services.StartVerificationAsync();
        var open = await services.StartVerificationAsync(("Cors__Origins", $"{Site}, https://other.example"));
        (string, string)[] preflight = [("Origin", Site), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type")];

        using (var client = closed.CreateClient(null))
        {
            foreach (var reply in (Reply[])[await client.SendAsync("OPTIONS", Verify, null, preflight), await client.SendAsync("POST", Verify, Unknown, ("Origin", Site))])
                Assert.DoesNotContain(reply.Headers, static header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        }

        using (var client = open.CreateClient(null))
        {
            var allowed = await client.SendAsync("OPTIONS", Verify, null, preflight);
            Assert.Equal((HttpStatusCode.NoContent, Site), (allowed.Status, allowed.Headers.GetValues("Access-Control-Allow-Origin").Single()));
            Assert.False(allowed.Headers.Contains("Access-Control-Allow-Credentials"));
            Assert.Equal(Site, (await client.SendAsync("POST", Verify, Unknown, ("Origin", Site))).Headers.GetValues("Access-Control-Allow-Origin").Single());
            Assert.False((await client.SendAsync("OPTIONS", Verify, null, [("Origin", "https://evil.example"), .. preflight[1..]])).Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Every_answer_has_the_headers_and_none_tells_what_it_is_made_of(string environment)
    {
        await using var services = await LimitedServices.BeginAsync();
        var issuance = await services.StartIssuanceAsync(("ASPNETCORE_ENVIRONMENT", environment));
        var verification = await services.StartVerificationAsync(("ASPNETCORE_ENVIRONMENT", environment));
        foreach (var service in (DotnetService[])[issuance, verification])
        {
            using var client = service.CreateClient(null);
            foreach (var (method, path, status) in ((string, string, HttpStatusCode)[])
            [
                ("GET", "", HttpStatusCode.OK), ("GET", "health", HttpStatusCode.OK), ("GET", "openapi/v1.json", HttpStatusCode.OK), ("GET", "scalar/v1", HttpStatusCode.OK),
                ("GET", "nowhere", HttpStatusCode.NotFound), ("DELETE", "admin/queue-stats", HttpStatusCode.MethodNotAllowed), ("GET", "admin/queue-stats", HttpStatusCode.Unauthorized),
                ("POST", "admin/api-keys", HttpStatusCode.Unauthorized),
            ])
            {
                var reply = await client.SendAsync(method, path);
                Assert.Equal(status, reply.Status);
                AssertHeaders(reply, path);
            }
        }

        // An error that nobody expected, too: its answer is begun anew.
        await using var broken = new Microsoft.Data.Sqlite.SqliteConnection(services.ConnectionStringOf("issuance-db"));
        await broken.OpenAsync(TestContext.Current.CancellationToken);
        await using var drop = broken.CreateCommand();
        drop.CommandText = "DROP TABLE sign_in_links";
        await drop.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var error = await issuance.GetAsync("api/v1/session/start?token=x", null);
        error.AssertProblem(HttpStatusCode.InternalServerError);
        AssertHeaders(error, "");
        foreach (var trace in (string[])["   at ", "Exception", "Sqlite", "sign_in_links"]) Assert.DoesNotContain(trace, error.Text, StringComparison.Ordinal);
    }

    private static void AssertHeaders(Reply reply, string path)
    {
        Assert.Equal("nosniff", Assert.Single(reply.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(reply.Headers.GetValues("Referrer-Policy")));
        var policy = Assert.Single(reply.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.StartsWith(path.StartsWith("scalar", StringComparison.Ordinal) ? "default-src 'self';" : "default-src 'none';", policy, StringComparison.Ordinal);
        foreach (var banner in (string[])["Server", "X-Powered-By", "X-AspNet-Version"]) Assert.False(reply.Headers.Contains(banner), banner);
    }
}
