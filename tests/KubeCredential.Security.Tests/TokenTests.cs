using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace KubeCredential.Security.Tests;

/// <summary>Tokens of an OpenID Connect provider, and signing in there.</summary>
[Collection(SqliteAccessGroup.Name)]
public sealed class TokenTests(SqliteAccess access) : IAsyncLifetime
{
    private const string Audience = "kubecredential";
    private const string Protected = "admin/queue-stats";
    private const string Issue = "api/v1/credentials/issue";
    private static readonly string[] s_both = ["operator", "issuer"];

    private OpenIdProvider? _provider;
    private DotnetService? _service;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private OpenIdProvider Provider => _provider!;

    private DotnetService Service => _service!;

    public async ValueTask InitializeAsync()
    {
        _provider = await OpenIdProvider.StartAsync(Token);
        (string, string?)[] settings =
        [
            ("Authentication__Authority", Provider.Url), ("Authentication__Audience", Audience), ("Authentication__OrganisationClaim", "org"),
            ("Authentication__OpenIdConnect__Authority", Provider.Url), ("Authentication__OpenIdConnect__ClientId", OpenIdProvider.ClientId),
            ("Authentication__OpenIdConnect__ClientSecret", OpenIdProvider.ClientSecret),
        ];
        _service = await access.StartIssuanceAsync(settings);
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null) await _service.DisposeAsync();
        if (_provider is not null) await _provider.DisposeAsync();
    }

    [Fact]
    public async Task A_sound_token_gives_the_roles_that_it_tells()
    {
        var token = TokenOf(new() { ["sub"] = "u-1", ["roles"] = s_both, ["org"] = "Uni" });
        // Limited to an organisation, an issuer and nothing else.
        (await Service.GetAsync(Protected, token)).AssertProblem(HttpStatusCode.Forbidden);
        Assert.Equal(HttpStatusCode.Created, (await IssueAsync(token, "Uni")).Status);
        (await IssueAsync(token, "Other")).AssertProblem(HttpStatusCode.Forbidden);
        Assert.Contains("\"actor\":\"user:u-1\"", (await Service.GetAsync("admin/audit?action=credential.issued", TestKeys.All)).Text, StringComparison.Ordinal);

        // Where users are limited to organisations, one without may not issue.
        var free = TokenOf(new() { ["sub"] = "u-2", ["roles"] = s_both });
        Assert.Equal(HttpStatusCode.OK, (await Service.GetAsync(Protected, free)).Status);
        (await IssueAsync(free, "Uni")).AssertProblem(HttpStatusCode.Forbidden);
        (await Service.GetAsync(Protected, TokenOf(new() { ["sub"] = "u-3", ["roles"] = "Operator admin root" }))).AssertProblem(HttpStatusCode.Forbidden);
        (await Service.GetAsync(Protected, TokenOf(new() { ["sub"] = "u-4" }))).AssertProblem(HttpStatusCode.Forbidden);
        // Keys go on beside tokens.
        Assert.Equal(HttpStatusCode.OK, (await Service.GetAsync(Protected, TestKeys.Of("operator"))).Status);
    }

    [Fact]
    public async Task An_unsound_token_is_refused_without_a_hint()
    {
        var claims = new Dictionary<string, object> { ["sub"] = "u-1", ["roles"] = "operator" };
        Assert.Equal(HttpStatusCode.OK, (await Service.GetAsync(Protected, TokenOf(claims))).Status);
        using var stranger = System.Security.Cryptography.RSA.Create(2048);
        var sound = TokenOf(claims);
        var parts = sound.Split('.');
        var publicKey = Encoding.ASCII.GetBytes(Provider.Key.Rsa.ExportSubjectPublicKeyInfoPem());
        (string What, string Token)[] tokens =
        [
            ("alg none", $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}."),
            ("alg None", $"{Encode("""{"alg":"None","typ":"JWT"}""")}.{parts[1]}.{parts[2]}"),
            ("no signature", $"{parts[0]}.{parts[1]}."),
            ("another signature", $"{parts[0]}.{parts[1]}.{Provider.Token(Audience, new() { ["sub"] = "u-2" }).Split('.')[2]}"),
            ("changed content", $"{parts[0]}.{Encode(Base64UrlEncoder.Decode(parts[1]).Replace("u-1", "u-9", StringComparison.Ordinal))}.{parts[2]}"),
            ("the public key as a secret", Provider.Token(Audience, claims, key: new SymmetricSecurityKey(publicKey) { KeyId = "first" }, algorithm: SecurityAlgorithms.HmacSha256)),
            ("wrong issuer", Provider.Token(Audience, claims, issuer: "https://elsewhere.example")),
            ("wrong audience", Provider.Token("another-service", claims)),
            ("wrong key", Provider.Token(Audience, claims, key: new RsaSecurityKey(stranger) { KeyId = "first" })),
            ("unknown key", Provider.Token(Audience, claims, key: new RsaSecurityKey(stranger) { KeyId = "second" })),
            ("expired", Provider.Token(Audience, claims, notBefore: DateTime.UtcNow.AddMinutes(-9), expires: DateTime.UtcNow.AddMinutes(-2))),
            ("not yet valid", Provider.Token(Audience, claims, notBefore: DateTime.UtcNow.AddMinutes(2))),
            ("of nobody", Provider.Token(Audience, new() { ["roles"] = "operator" })),
            ("cut off", sound[..^10]),
            ("no token", "eyJ"),
            ("dots", ".."),
        ];
        foreach (var (what, token) in tokens)
        {
            var reply = await Service.GetAsync(Protected, token);
            Assert.True(reply.Status == HttpStatusCode.Unauthorized, $"{what}: {reply.Status} {reply.Text}");
            reply.AssertProblem(HttpStatusCode.Unauthorized);
            Assert.Equal("Bearer", reply.Headers.WwwAuthenticate.ToString());
            Assert.StartsWith("Sign in first", reply["message"]!, StringComparison.Ordinal);
        }

        // A service without a provider takes none of them.
        (await access.Issuance.GetAsync(Protected, sound)).AssertProblem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task While_the_provider_is_away_keys_go_on_and_tokens_have_to_wait()
    {
        var token = TokenOf(new() { ["sub"] = "u-1", ["roles"] = "operator" });
        await Provider.DisposeAsync();
        _provider = null;

        // The service has never reached it, so it cannot tell a sound token from another.
        var reply = await Service.GetAsync(Protected, token);
        reply.AssertProblem(HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(reply.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await Service.GetAsync(Protected, TestKeys.Of("operator"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await Service.GetAsync("api/v1/session", null)).Status);
        (await Service.GetAsync("api/v1/session/openid-connect?returnUrl=/", null)).AssertProblem(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_stream_ends_with_the_token_it_was_opened_with()
    {
        var token = Provider.Token(Audience, new() { ["sub"] = "u-5", ["roles"] = "operator" }, expires: DateTime.UtcNow.AddSeconds(8));
        using var client = Service.CreateClient(token);
        await using var stream = await EventStreamReader.OpenAsync(client, "api/v1/credentials/stream", Token);
        Assert.NotNull(await stream.NextAsync("hello", null, AccessSystem.Limit, Token));

        Assert.Null(await stream.NextAsync("never", null, AccessSystem.Limit, Token)); // It has ended.
    }

    [Fact]
    public async Task A_link_of_somebody_who_signed_in_too_long_ago_is_not_made()
    {
        var old = TokenOf(new() { ["sub"] = "u-6", ["roles"] = "operator", ["auth_time"] = DateTimeOffset.UtcNow.AddHours(-13).ToUnixTimeSeconds() });
        Assert.Equal(HttpStatusCode.OK, (await Service.GetAsync(Protected, old)).Status);
        (await Service.SendAsync("POST", "api/v1/session/link", old)).AssertProblem(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_subject_that_is_longer_than_one_may_be_is_nobody() =>
        (await Service.GetAsync(Protected, TokenOf(new() { ["sub"] = new string('s', 256), ["roles"] = "operator" }))).AssertProblem(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task People_sign_in_at_the_provider_and_any_replica_takes_them_back()
    {
        Provider.User = new() { ["name"] = "Ada Operator", ["roles"] = s_both };
        await using var other = await access.StartIssuanceAsync(
            ("Authentication__OpenIdConnect__Authority", Provider.Url), ("Authentication__OpenIdConnect__ClientId", OpenIdProvider.ClientId),
            ("Authentication__OpenIdConnect__ClientSecret", OpenIdProvider.ClientSecret), ("Authentication__OpenIdConnect__PublicUrl", Service.Url.ToString()));
        var browser = new Browser();
        Assert.True((await browser.GetAsync(Service, "api/v1/session")).Json.GetProperty("ways").GetProperty("openIdConnect").GetBoolean());

        var callback = await ToProviderAndBackAsync(browser, "/credentials?page=2");
        var back = await browser.GetAsync(other, callback.PathAndQuery.TrimStart('/'));

        Assert.True(back.Status == HttpStatusCode.Redirect, back.Text);
        Assert.Equal("/credentials?page=2", back.Headers.Location?.ToString());
        var session = await browser.GetAsync(Service, "api/v1/session");
        Assert.Equal(("True", "Ada Operator"), (session["signedIn"], session["name"]));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(access.Other, Protected)).Status);
        browser.AntiForgeryToken = session["antiForgeryToken"];
        Assert.Equal(HttpStatusCode.NoContent, (await browser.SendAsync(other, "DELETE", "api/v1/session")).Status);
        Assert.False(await browser.IsSignedInAsync(Service));

        // The same way back is not open twice, nor to another browser.
        Assert.Equal(1, Provider.Exchanges);
        foreach (var again in (Browser[])[browser, new Browser()])
        {
            var refused = await again.GetAsync(other, callback.PathAndQuery.TrimStart('/'));
            Assert.Equal("/?signIn=failed", refused.Headers.Location?.ToString());
            Assert.False(await again.IsSignedInAsync(Service));
        }
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("evil")]
    [InlineData("")]
    public async Task Nobody_is_led_to_another_site_after_signing_in(string returnUrl)
    {
        var reply = await new Browser().GetAsync(Service, $"api/v1/session/openid-connect?returnUrl={Uri.EscapeDataString(returnUrl)}");
        reply.AssertProblem(HttpStatusCode.BadRequest);
        Assert.Equal("returnUrl", Assert.Single(reply.Json.GetProperty("errors").EnumerateObject()).Name);
        (await access.Issuance.GetAsync("api/v1/session/openid-connect?returnUrl=/", null)).AssertProblem(HttpStatusCode.NotFound);
    }

    private string TokenOf(Dictionary<string, object> claims) => Provider.Token(Audience, claims);

    private Task<Reply> IssueAsync(string token, string issuerName) =>
        Service.SendAsync("POST", Issue, token, new { holderName = $"Holder {Guid.NewGuid()}", credentialType = "Degree", issuerName });

    /// <summary>Leads a browser to the provider, which sends it back.</summary>
    private async Task<Uri> ToProviderAndBackAsync(Browser browser, string returnUrl)
    {
        var away = await browser.GetAsync(Service, $"api/v1/session/openid-connect?returnUrl={Uri.EscapeDataString(returnUrl)}");
        Assert.True(away.Status == HttpStatusCode.Redirect, away.Text);
        Assert.StartsWith($"{Provider.Url}/authorize?", away.Headers.Location!.ToString(), StringComparison.Ordinal);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        using var back = await http.GetAsync(away.Headers.Location, Token);
        Assert.True(back.StatusCode == HttpStatusCode.Redirect, await back.Content.ReadAsStringAsync(Token));
        return back.Headers.Location!;
    }

    private static string Encode(string text) => Base64UrlEncoder.Encode(text);
}
