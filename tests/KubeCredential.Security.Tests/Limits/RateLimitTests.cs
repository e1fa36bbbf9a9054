using System.Diagnostics;
using System.Globalization;

namespace KubeCredential.Security.Tests.Limits;

/// <summary>How often a client may do what, over real services and a real Redis.</summary>
public sealed class RateLimitTests
{
    private const string Verify = "api/v1/credentials/verify";
    private const string Issue = "api/v1/credentials/issue";
    private const string Protected = "admin/queue-stats";

    private static readonly string[] s_issuer = ["issuer"];
    private static readonly string[] s_operator = ["operator"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static object Unknown => new { id = Guid.NewGuid() };

    private static object Request => new { holderName = $"{Guid.NewGuid()}", credentialType = "BSc", issuerName = "UoL" };

    [Fact]
    public async Task A_client_that_verifies_too_often_is_told_to_wait_and_others_are_not()
    {
        await using var services = await LimitedServices.BeginAsync();
        var verification = await services.StartVerificationAsync(LimitedServices.Of("Verify", 5));
        for (var i = 0; i < 5; i++) (await verification.SendAsync("POST", Verify, null, Unknown)).AssertProblem(HttpStatusCode.NotFound);

        var refused = await verification.SendAsync("POST", Verify, null, Unknown);

        refused.AssertProblem(HttpStatusCode.TooManyRequests);
        Assert.Equal("verify", refused["limit"]);
        Assert.Contains("the limit \"verify\" is 5 per client within 600 s", refused["message"]!, StringComparison.Ordinal);
        var seconds = refused.Headers.RetryAfter?.Delta?.TotalSeconds;
        Assert.InRange(seconds!.Value, 1, 600);
        Assert.Equal("nosniff", refused.Headers.GetValues("X-Content-Type-Options").Single());

        // Who is signed in is another client than the address that they come from, and each of them one of their own.
        foreach (var caller in (string[])["issuer", "operator"]) (await verification.SendAsync("POST", Verify, TestKeys.Of(caller), Unknown)).AssertProblem(HttpStatusCode.NotFound);

        // It is counted, and told in the log once, without who it was.
        Assert.Contains("kubecredential_limits_refused_total{", (await verification.GetAsync("metrics", TestKeys.Of("operator"))).Text, StringComparison.Ordinal);
        for (var i = 0; i < 50; i++) await verification.SendAsync("POST", Verify, null, Unknown);
        var line = Assert.Single(verification.Output, static line => line.Contains("were refused", StringComparison.Ordinal));
        Assert.DoesNotContain("127.0.0.1", line, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await verification.GetAsync("health", null)).Status);
    }

    [Fact]
    public async Task What_is_refused_is_not_issued()
    {
        await using var services = await LimitedServices.BeginAsync();
        var issuance = await services.StartIssuanceAsync(LimitedServices.Of("Issue", 3));
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.Created, (await issuance.SendAsync("POST", Issue, TestKeys.Of("issuer"), Request)).Status);

        for (var i = 0; i < 3; i++) (await issuance.SendAsync("POST", Issue, TestKeys.Of("issuer"), Request)).AssertProblem(HttpStatusCode.TooManyRequests);

        Assert.Equal(3, (await issuance.GetAsync("api/v1/credentials", TestKeys.Of("operator"))).Json.GetProperty("items").GetArrayLength());
        Assert.Equal(HttpStatusCode.Created, (await issuance.SendAsync("POST", Issue, TestKeys.All, Request)).Status);
        // Reading is no issuing.
        Assert.Equal(HttpStatusCode.OK, (await issuance.GetAsync("api/v1/credentials", TestKeys.Of("issuer"))).Status);
    }

    [Fact]
    public async Task Two_replicas_share_one_budget_and_Redis_holds_no_address()
    {
        const int Permits = 40;
        await using var services = await LimitedServices.BeginAsync();
        DotnetService[] replicas = [await services.StartVerificationAsync(LimitedServices.Of("Verify", Permits)), await services.StartVerificationAsync(LimitedServices.Of("Verify", Permits))];
        Assert.Contains("\"counted\":\"by all replicas together\"", (await replicas[0].GetAsync("health", null)).Text, StringComparison.Ordinal);

        var admitted = 0;
        for (var i = 0; i < Permits * 2; i++)
        {
            if ((await replicas[i % 2].SendAsync("POST", Verify, null, Unknown)).Status == HttpStatusCode.NotFound) admitted++;
        }

        // Each replica by itself would have let all of them in. A portion is two here; one more may be on its way at each of them.
        Assert.InRange(admitted, Permits - 4, Permits + 8);
        foreach (var replica in replicas) (await replica.SendAsync("POST", Verify, null, Unknown)).AssertProblem(HttpStatusCode.TooManyRequests);

        await using var redis = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(services.Redis.ConnectionString);
        var keys = redis.GetServers()[0].Keys(pattern: "*limits*").Select(static key => key.ToString()).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(2, keys.Length);
        Assert.Matches("^rl:fw:\\{limits:Verification\\.Api:verify:[0-9a-f]{32}\\}$", keys[0]);
        Assert.Equal(keys[0] + ":exp", keys[1]);
        foreach (var key in keys) Assert.InRange((await redis.GetDatabase().KeyTimeToLiveAsync(key))!.Value.TotalSeconds, 1, 602);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_Redis_is_away_each_process_counts_for_itself(bool hangs)
    {
        const int Permits = 60;
        await using var services = await LimitedServices.BeginAsync();
        DotnetService[] replicas = [await services.StartVerificationAsync(LimitedServices.Of("Verify", Permits)), await services.StartVerificationAsync(LimitedServices.Of("Verify", Permits))];
        await (hangs ? services.Redis.PauseAsync(Token) : services.Redis.KillAsync(Token));
        try
        {
            foreach (var replica in replicas)
            {
                for (var i = 0; i < Permits; i++) (await replica.SendAsync("POST", Verify, null, Unknown)).AssertProblem(HttpStatusCode.NotFound);
                (await replica.SendAsync("POST", Verify, null, Unknown)).AssertProblem(HttpStatusCode.TooManyRequests);
            }

            await Eventually.TrueAsync(
                async _ => (await replicas[0].GetAsync("health", null)).Text.Contains("\"counted\":\"by each process\"", StringComparison.Ordinal), LimitedServices.Limit, "health says that each process counts for itself", Token);
        }
        finally
        {
            if (hangs) await services.Redis.ResumeAsync(Token);
        }

        if (!hangs) await services.Redis.StartAsync(Token);
        // Others draw on the shared budget as soon as it is there again.
        await Eventually.TrueAsync(
            async _ =>
            {
                for (var i = 0; i < 5; i++) await replicas[0].SendAsync("POST", Verify, TestKeys.Of("replica"), Unknown);
                return (await replicas[0].GetAsync("health", null)).Text.Contains("\"counted\":\"by all replicas together\"", StringComparison.Ordinal);
            },
            LimitedServices.Limit, "the budget is shared again", Token);
    }

    [Fact]
    public async Task Signing_in_too_often_is_refused_whatever_the_key()
    {
        await using var services = await LimitedServices.BeginAsync();
        var issuance = await services.StartIssuanceAsync(LimitedServices.Of("SignIn", 4));
        for (var i = 0; i < 2; i++) (await issuance.SendAsync("POST", "api/v1/session", null, new { key = $"kc_nobody_{i:d43}" })).AssertProblem(HttpStatusCode.Unauthorized);
        for (var i = 0; i < 2; i++) (await issuance.GetAsync($"api/v1/session/start?token={i}", null)).AssertProblem(HttpStatusCode.Unauthorized);

        foreach (var reply in (Reply[])
        [
            await issuance.SendAsync("POST", "api/v1/session", null, new { key = TestKeys.Of("issuer") }),
            await issuance.GetAsync("api/v1/session/start?token=x", null),
            await issuance.GetAsync("api/v1/session/openid-connect", null),
        ])
        {
            reply.AssertProblem(HttpStatusCode.TooManyRequests);
            Assert.Equal("sign-in", reply["limit"]);
            Assert.Null(reply.Cookie("__Host-kc-session"));
        }

        // What was refused is not in the audit trail: it would fill it.
        Assert.Equal(4, (await issuance.GetAsync("admin/audit?action=session.started&outcome=failed", TestKeys.All)).Json.GetProperty("items").GetArrayLength());
        Assert.Equal(HttpStatusCode.OK, (await issuance.GetAsync("api/v1/session", null)).Status);
    }

    [Fact]
    public async Task Ten_thousand_guessed_keys_are_refused_and_a_good_one_goes_on_working()
    {
        const int Permits = 300;
        await using var services = await LimitedServices.BeginAsync();
        var issuance = await services.StartIssuanceAsync(("Limits__Enabled", "true"));
        var made = await issuance.SendAsync("POST", "admin/api-keys", TestKeys.All, new { name = "in use", roles = s_operator });
        var unused = await issuance.SendAsync("POST", "admin/api-keys", TestKeys.All, new { name = "never used", roles = s_issuer });
        var good = made["key"]!;
        Assert.Equal(HttpStatusCode.OK, (await issuance.GetAsync(Protected, good)).Status);
        using var client = issuance.CreateClient(null);
        var statuses = new System.Collections.Concurrent.ConcurrentDictionary<HttpStatusCode, int>();
        await GuessAsync(0, 1000);
        var before = MemoryOf(issuance);

        await GuessAsync(1000, 10_000);

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests], statuses.Keys.Order());
        // The window is a minute, and a slow machine may take more than one for all of it.
        Assert.InRange(statuses[HttpStatusCode.Unauthorized], Permits - (Permits / 20), Permits * 4);
        Assert.Equal(10_000, statuses.Values.Sum());
        Assert.InRange(MemoryOf(issuance) - before, long.MinValue, 64 * 1024 * 1024);
        Assert.InRange(issuance.Output.Count, 0, 100);

        // Nothing unknown is looked up for this address any more, so a key that nobody has used here is refused as a guess would be.
        var stranger = await issuance.GetAsync(Protected, unused["key"]!);
        stranger.AssertProblem(HttpStatusCode.TooManyRequests);
        Assert.Equal("failed-sign-ins", stranger["limit"]);
        // Nor is a guess taken for an anonymous caller where those are let in.
        (await client.SendAsync("GET", "", null, ("Authorization", "Bearer kc_guess_0000000000000000"))).AssertProblem(HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, (await issuance.GetAsync("", null)).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync("GET", "health", null, ("Authorization", "Bearer kc_guess_0000000000000000"))).Status);

        Task GuessAsync(int from, int to) => Parallel.ForAsync(from, to, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token }, async (i, _) =>
        {
            var reply = await client.SendAsync("GET", Protected, null, ("Authorization", string.Create(CultureInfo.InvariantCulture, $"Bearer kc_{i:d16}_{i:d43}")));
            statuses.AddOrUpdate(reply.Status, 1, static (_, count) => count + 1);
            if (i % 500 == 0) Assert.Equal(HttpStatusCode.OK, (await client.SendAsync("GET", Protected, null, ("Authorization", $"Bearer {good}"))).Status);
        });
    }

    [Fact]
    public async Task A_client_may_have_so_many_streams_and_no_more()
    {
        await using var services = await LimitedServices.BeginAsync();
        var verification = await services.StartVerificationAsync(("Limits__Connections__MostStreamsPerClient", "2"), ("Limits__Connections__MostStreams", "3"));
        var path = $"api/v1/credentials/stream?ids={Guid.NewGuid()}";
        using var anonymous = verification.CreateClient(null);
        using var signedIn = verification.CreateClient(TestKeys.Of("issuer"));
        var first = await EventStreamReader.OpenAsync(anonymous, path, Token);
        await using var second = await EventStreamReader.OpenAsync(anonymous, path, Token);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.Response.StatusCode, second.Response.StatusCode));

        var refused = await anonymous.SendAsync("GET", path);
        refused.AssertProblem(HttpStatusCode.TooManyRequests);
        Assert.NotNull(refused.Headers.RetryAfter);

        await using var other = await EventStreamReader.OpenAsync(signedIn, path, Token);
        Assert.Equal(HttpStatusCode.OK, other.Response.StatusCode);
        (await signedIn.SendAsync("GET", path)).AssertProblem(HttpStatusCode.ServiceUnavailable);

        // Whoever closes one may open one.
        await first.DisposeAsync();
        await Eventually.EqualAsync(HttpStatusCode.OK, async _ => (await anonymous.SendAsync("GET", path)).Status, LimitedServices.Limit, "the place is free", Token);
    }

    [Theory]
    [InlineData("Limits__Verify__PermitLimit", "0")]
    [InlineData("Limits__Verify__Window", "00:00:00")]
    [InlineData("Limits__Connections__MostHeaders", "1")]
    [InlineData("Proxies__Known", "10.0.0.0/99")]
    [InlineData("Cors__Origins", "*")]
    [InlineData("Cors__Origins", "https://example.org/path")]
    public async Task A_setting_that_makes_no_sense_is_refused_by_name(string name, string value)
    {
        await using var services = await LimitedServices.BeginAsync();
        var error = await Assert.ThrowsAsync<ServerStartException>(() => services.StartVerificationAsync((name, value)));
        Assert.Contains(name.Split("__")[^1], error.Message, StringComparison.Ordinal);
    }

    private static long MemoryOf(DotnetService service)
    {
        using var process = Process.GetProcessById(service.ProcessId);
        return process.WorkingSet64;
    }
}
