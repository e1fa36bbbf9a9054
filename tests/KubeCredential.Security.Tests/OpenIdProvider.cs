using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace KubeCredential.Security.Tests;

/// <summary>
/// An OpenID Connect provider on 127.0.0.1: metadata, keys, tokens, and the code flow, of which it wants PKCE (RFC 7636). Everybody who
/// comes is the same user.
/// </summary>
internal sealed class OpenIdProvider : IAsyncDisposable
{
    public const string ClientId = "issuance-app";
    public const string ClientSecret = "the-provider-knows-it";

    private readonly WebApplication _app;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, (string Nonce, string Challenge, string RedirectUri)> _codes = new();

    private OpenIdProvider(WebApplication app) => _app = app;

    /// <summary>Where it is.</summary>
    public string Url { get; private set; } = "";

    /// <summary>What signs.</summary>
    public RsaSecurityKey Key { get; } = new(RSA.Create(2048)) { KeyId = "first" };

    /// <summary>What an ID token says of the user beside <c>sub</c>.</summary>
    public Dictionary<string, object> User { get; set; } = [];

    /// <summary>How often the token endpoint has given a token.</summary>
    public int Exchanges { get; private set; }

    public static async Task<OpenIdProvider> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var provider = new OpenIdProvider(builder.Build());
        provider.Map();
        await provider._app.StartAsync(cancellationToken);
        provider.Url = provider._app.Urls.Single();
        return provider;
    }

    /// <summary>A token, sound unless told otherwise.</summary>
    public string Token(
        string audience, Dictionary<string, object> claims, string? issuer = null, DateTime? notBefore = null, DateTime? expires = null, SecurityKey? key = null, string algorithm = SecurityAlgorithms.RsaSha256) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer ?? Url,
            Audience = audience,
            IssuedAt = DateTime.UtcNow.AddMinutes(-1),
            NotBefore = notBefore ?? DateTime.UtcNow.AddMinutes(-1),
            Expires = expires ?? DateTime.UtcNow.AddMinutes(5),
            Claims = claims,
            SigningCredentials = new SigningCredentials(key ?? Key, algorithm),
        });

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Key.Rsa.Dispose();
    }

    private void Map()
    {
        _app.MapGet("/.well-known/openid-configuration", () => TypedResults.Text(
            $$"""
            {"issuer":"{{Url}}","authorization_endpoint":"{{Url}}/authorize","token_endpoint":"{{Url}}/token","jwks_uri":"{{Url}}/keys",
            "response_types_supported":["code"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"],"code_challenge_methods_supported":["S256"]}
            """,
            "application/json"));
        _app.MapGet("/keys", () =>
        {
            var key = Key.Rsa.ExportParameters(includePrivateParameters: false);
            return TypedResults.Json(new
            {
                keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = Key.KeyId, n = Base64UrlEncoder.Encode(key.Modulus), e = Base64UrlEncoder.Encode(key.Exponent) } },
            });
        });
        _app.MapGet("/authorize", (HttpRequest request) =>
        {
            var query = request.Query;
            if (query["response_type"] != "code" || query["client_id"] != ClientId || query["code_challenge_method"] != "S256" || query["code_challenge"] is not [{ Length: 43 } challenge])
                return Results.BadRequest("The request is not that of a code flow with PKCE.");
            var (code, redirectUri) = (RandomNumberGenerator.GetHexString(32), query["redirect_uri"].ToString());
            _codes[code] = (query["nonce"].ToString(), challenge, redirectUri);
            return Results.Redirect(QueryHelpers.AddQueryString(redirectUri, new Dictionary<string, string?> { ["code"] = code, ["state"] = query["state"] }));
        });
        _app.MapPost("/token", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            var isKnown = _codes.TryRemove(form["code"].ToString(), out var asked);
            if (!isKnown || form["redirect_uri"] != asked.RedirectUri || form["client_secret"] != ClientSecret
                || Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != asked.Challenge)
            {
                return Results.BadRequest(new { error = "invalid_grant" });
            }

            Exchanges++;
            return Results.Json(new Dictionary<string, object>
            {
                ["access_token"] = string.Create(CultureInfo.InvariantCulture, $"opaque-{Exchanges}"),
                ["token_type"] = "Bearer",
                ["expires_in"] = 300,
                ["id_token"] = Token(ClientId, new(User) { ["sub"] = "u-17", ["nonce"] = asked.Nonce }),
            });
        });
    }
}
