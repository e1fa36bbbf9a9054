using KubeCredential.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace KubeCredential.Security.Tests;

/// <summary>One service that asks the other for somebody: with what they may do, and never with more.</summary>
[Collection(SqliteAccessGroup.Name)]
public sealed class OnBehalfTests(SqliteAccess access)
{
    private const string Actor = "X-On-Behalf-Of";
    private const string RolesHeader = "X-On-Behalf-Of-Roles";
    private const string Breaker = "admin/circuit-breaker";
    private static readonly string[] s_auditor = ["auditor"];
    private static readonly string[] s_replica = ["replica"];
    private static readonly string[] s_operatorAndReplica = ["operator", "replica"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A name of 100 characters of three bytes each is longer, when escaped, than what was once read of the header.</summary>
    [Fact]
    public async Task Somebody_with_a_long_name_is_at_the_verifier_who_they_are_and_no_more()
    {
        var name = new string('証', 100);
        var made = await access.Issuance.SendAsync("POST", "admin/api-keys", TestKeys.All, new { name, roles = s_auditor });
        var (key, id) = (made["key"]!, made.Json.GetProperty("apiKey").GetProperty("id").GetString());
        Assert.True(Uri.EscapeDataString(name).Length >= 900);

        var reason = $"{Guid.NewGuid()}";
        (await access.Issuance.SendAsync("POST", "verifier/admin/circuit-breaker", key, new { action = "close", reason })).AssertProblem(HttpStatusCode.Forbidden);
        Assert.Equal(HttpStatusCode.OK, (await access.Issuance.GetAsync("verifier/admin/audit?limit=1", key)).Status);
        Assert.Equal(HttpStatusCode.OK, (await access.Issuance.SendAsync("POST", "verifier/admin/circuit-breaker", TestKeys.Of("operator"), new { action = "close", reason })).Status);
        Assert.NotNull(id);
        var trail = (await access.Verification.GetAsync("admin/audit?action=circuit.restored", TestKeys.All)).Json.GetProperty("items").EnumerateArray()
            .Where(entry => entry.GetProperty("detail").GetString()?.Contains(reason, StringComparison.Ordinal) == true);
        // Who asked, and the key that carried it.
        Assert.Equal("key:operator via key:service", Assert.Single(trail).GetProperty("actor").GetString());
    }

    [Theory]
    [InlineData("", "operator")]
    [InlineData("operator", "operator")]
    [InlineData("system", "operator")]
    [InlineData("key:", "operator")]
    [InlineData("key%3Aa%0Ab", "operator")]
    [InlineData("key%3A%E8%A8", "operator")]
    [InlineData("key%3A%zz", "operator")]
    [InlineData("key:unescaped", "operator")]
    [InlineData("key%3Asomebody", "")]
    [InlineData("key%3Asomebody", null)]
    [InlineData(null, "operator")]
    [InlineData("key%3Asomebody", "operator,root")]
    [InlineData("key%3Asomebody", "Operator")]
    [InlineData("key%3Asomebody", "operator, auditor")]
    public async Task What_is_wrong_in_the_headers_is_refused_and_nothing_is_done(string? actor, string? roles)
    {
        var reason = $"{Guid.NewGuid()}";
        var reply = await SendAsync(TestKeys.Service, actor, roles, reason);
        // No roles at all is a caller without any.
        if (roles is "") reply.AssertProblem(HttpStatusCode.Forbidden);
        else reply.AssertProblem(HttpStatusCode.BadRequest);
        Assert.DoesNotContain(reason, (await access.Verification.GetAsync("admin/audit?action=circuit.restored", TestKeys.All)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_actor_that_is_too_long_or_told_twice_is_refused()
    {
        (await SendAsync(TestKeys.Service, $"user%3A{new string('a', 296)}", "operator", "long")).AssertProblem(HttpStatusCode.BadRequest);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(TestKeys.Service, $"user%3A{new string('a', 295)}", "operator", "long enough")).Status);
        using var client = access.Verification.CreateClient(TestKeys.Service);
        (await client.SendAsync("POST", Breaker, new { action = "close" }, (Actor, "key%3Aa"), (Actor, "key%3Ab"), (RolesHeader, "operator"))).AssertProblem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_key_of_a_service_alone_opens_what_replication_needs()
    {
        Assert.Equal(HttpStatusCode.OK, (await access.Issuance.GetAsync("api/v1/events", TestKeys.Service)).Status);
        foreach (var service in (DotnetService[])[access.Issuance, access.Verification])
        {
            foreach (var path in (string[])["admin/queue-stats", "admin/audit", "admin/api-keys", "admin/dead-letters", "metrics"])
                (await service.GetAsync(path, TestKeys.Service)).AssertProblem(HttpStatusCode.Forbidden);
        }

        (await access.Issuance.GetAsync("api/v1/credentials", TestKeys.Service)).AssertProblem(HttpStatusCode.Forbidden);
        (await access.Issuance.SendAsync("POST", "api/v1/credentials/issue", TestKeys.Service, new { })).AssertProblem(HttpStatusCode.Forbidden);
        // For somebody it opens what they may, of what it is configured to ask for.
        (await SendAsync(TestKeys.Service, "key%3Asomebody", "auditor,issuer", "auditor")).AssertProblem(HttpStatusCode.Forbidden);
        using var client = access.Issuance.CreateClient(TestKeys.Service);
        (await client.SendAsync("GET", "api/v1/events", null, (Actor, "key%3Asomebody"), (RolesHeader, "replica,issuer"))).AssertProblem(HttpStatusCode.Forbidden);
        (await client.SendAsync("GET", "api/v1/credentials", null, (Actor, "key%3Asomebody"), (RolesHeader, "replica,issuer"))).AssertProblem(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_service_that_speaks_for_nobody_is_refused_when_it_tries() =>
        (await SendAsync(TestKeys.Of("replica"), "key%3Asomebody", "operator", "none")).AssertProblem(HttpStatusCode.Forbidden);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Operators_make_no_keys_of_services(bool verification)
    {
        var service = verification ? access.Verification : access.Issuance;
        foreach (var roles in (string[][])[s_replica, s_operatorAndReplica])
        {
            var refused = await service.SendAsync("POST", "admin/api-keys", TestKeys.All, new { name = "service", roles });
            refused.AssertProblem(HttpStatusCode.BadRequest);
            Assert.Equal("This must be one or more of issuer, operator, auditor.", refused.Json.GetProperty("errors").GetProperty("roles")[0].GetString());
        }
    }

    /// <summary>Earlier versions let operators make them, and a service that was taken over can still add rows.</summary>
    [Fact]
    public async Task A_key_in_the_database_is_no_key_of_a_service_whatever_its_row_says()
    {
        var dialect = new SqliteDialect(DatabaseExtensions.SqliteConnectionString(access.IssuanceDatabase));
        var (id, secret) = ApiKeyText.Create();
        await using (var connection = await dialect.OpenAsync(Token))
        {
            await using var insert = connection.Command("INSERT INTO api_keys (id, name, hash, roles, created_at, created_by) VALUES (@id, 'old', @hash, 'replica', @now, 'key:old')")
                .With("@id", id).With("@hash", ApiKeyText.HashText(secret)).With("@now", dialect.Time(DateTimeOffset.UtcNow));
            await insert.ExecuteNonQueryAsync(Token);
        }

        (await access.Issuance.GetAsync("api/v1/events", ApiKeyText.Write(id, secret))).AssertProblem(HttpStatusCode.Forbidden);
        (await access.Issuance.SendAsync("POST", $"admin/api-keys/{id}/rotate", TestKeys.All)).AssertProblem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task What_is_passed_on_stays_below_the_verifiers_administration()
    {
        List<string> asked = [];
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var verifier = builder.Build();
        verifier.MapFallback((HttpContext context) =>
        {
            lock (asked) asked.Add(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
            return TypedResults.Ok();
        });
        await verifier.StartAsync(Token);
        await using var issuance = await access.StartIssuanceAsync(("History__VerificationUrl", verifier.Urls.Single()));

        foreach (var path in (string[])
            [
                "%252e%252e/api/v1/events", "%252E%252e/api/v1/events", "x/%252e%252e/%252e%252e/api/v1/events", "%25252e%25252e/x", "..%252fapi", "%2e%2e%2fapi", "..%2fapi", "..%5capi", "%5c..%5capi",
                "..%255capi", "x%2f..%2f..%2fapi", "x//api", "%252e/x", "x%253fy", "x%23y", "x%3fy", "%252f%252fother.example/x", "x/", "",
            ])
        {
            (await issuance.GetAsync($"verifier/admin/{path}", TestKeys.Of("operator"))).AssertProblem(HttpStatusCode.NotFound);
        }

        Assert.Empty(asked);
        Assert.Equal(HttpStatusCode.OK, (await issuance.GetAsync("verifier/admin/dead-letters/a%20b~1-0?reason=a%2fb", TestKeys.Of("operator"))).Status);
        Assert.Equal(["/admin/dead-letters/a%20b~1-0?reason=a%2fb"], asked);
    }

    private async Task<Reply> SendAsync(string key, string? actor, string? roles, string reason)
    {
        using var client = access.Verification.CreateClient(key);
        List<(string, string)> headers = [];
        if (actor is not null) headers.Add((Actor, actor));
        if (roles is not null) headers.Add((RolesHeader, roles));
        return await client.SendAsync("POST", Breaker, new { action = "close", reason }, [.. headers]);
    }
}
