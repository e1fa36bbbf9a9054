using KubeCredential.Security;
using KubeCredential.Storage;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Issuance.Api.Console;

/// <summary>
/// Signing in at an OpenID Connect provider: the authorization code flow with PKCE (RFC 7636), after which the session is ours and no
/// token of the provider is kept. Settings <c>Authentication:OpenIdConnect:{Authority, ClientId, ClientSecret}</c>, and <c>PublicUrl</c>,
/// where browsers find the issuance app, if the service cannot tell from the request.
/// </summary>
internal static class OpenIdConnect
{
    public const string Scheme = "OpenIdConnect";

    private const string Section = "Authentication:OpenIdConnect";

    // Below /api, which the web app leads to this service.
    private const string CallbackPath = "/api/v1/session/openid-connect/callback";

    // Where the app tells that it did not work.
    private const string FailedPath = "/?signIn=failed";

    private static readonly TimeSpan ProviderTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Adds the scheme where a provider is configured.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="InvalidOperationException">A setting is missing or makes no sense.</exception>
    public static bool AddOpenIdConnectSessions(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection(Section);
        if (settings["Authority"] is not { Length: > 0 } authority) return false;
        AuthenticationAddresses.RequireSafe(authority, $"{Section}:Authority");
        if (settings["ClientId"] is not { Length: > 0 } client) throw new InvalidOperationException($"The setting {Section}:ClientId is missing.");
        var callback = settings["PublicUrl"] is { Length: > 0 } site ? new Uri(new Uri(site), CallbackPath).ToString() : null;

        var services = builder.Services;
        // Any replica may be the one that a browser comes back to.
        services.AddDbContext<CookieKeyContext>(static (provider, options) => provider.GetRequiredService<SqlDialect>().Use(options));
        services.AddDataProtection().SetApplicationName("KubeCredential.Issuance").PersistKeysToDbContext<CookieKeyContext>();
        services.AddAuthentication().AddOpenIdConnect(Scheme, options =>
        {
            options.Authority = authority;
            options.ClientId = client;
            options.ClientSecret = settings["ClientSecret"];
            options.RequireHttpsMetadata = !new Uri(authority).IsLoopback;
            options.ResponseType = OpenIdConnectResponseType.Code;
            // A page of the provider that posts a form would come without cookies that are not for other sites.
            options.ResponseMode = OpenIdConnectResponseMode.Query;
            options.UsePkce = true;
            options.BackchannelTimeout = ProviderTimeout;
            options.SaveTokens = false;
            options.MapInboundClaims = false;
            options.CallbackPath = CallbackPath;
            options.SignInScheme = SessionHandler.Scheme;
            foreach (var cookie in (CookieBuilder[])[options.CorrelationCookie, options.NonceCookie])
            {
                cookie.SameSite = SameSiteMode.Lax;
                cookie.SecurePolicy = CookieSecurePolicy.Always;
            }

            options.Events = new OpenIdConnectEvents
            {
                OnRedirectToIdentityProvider = context =>
                {
                    if (callback is not null) context.ProtocolMessage.RedirectUri = callback;
                    return Task.CompletedTask;
                },
                OnAuthorizationCodeReceived = context =>
                {
                    if (callback is not null) context.TokenEndpointRequest!.RedirectUri = callback;
                    return Task.CompletedTask;
                },
                OnTokenValidated = static context =>
                {
                    if (context.HttpContext.RequestServices.GetRequiredService<UserClaims>().CallerOf(context.Principal!, Scheme) is { } caller) context.Principal = caller;
                    else context.Fail("The provider names nobody.");
                    return Task.CompletedTask;
                },
                OnRemoteFailure = static async context =>
                {
                    await context.HttpContext.RequestServices.GetRequiredService<SessionStore>().NoteFailureAsync(context.HttpContext.RequestAborted);
                    context.Response.Redirect(FailedPath);
                    context.HandleResponse();
                },
            };
        });
        services.ReadProtectionKeysWhenNeeded();
        return true;
    }
}
