using KubeCredential.Security;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Issuance.Api.Console;

/// <summary>
/// Signing in at an OpenID Connect provider: the authorization code flow with PKCE (RFC 7636), after which the session is ours and no
/// token of the provider is kept.
/// <list type="table">
/// <listheader><term>Setting</term><term>Default</term><description>Meaning</description></listheader>
/// <item><term>Authentication:OpenIdConnect:Authority</term><description>The address of the OpenID Connect provider where people sign in to the issuance app. Unset: nobody can sign in that way.</description></item>
/// <item><term>Authentication:OpenIdConnect:ClientId</term><description>This application's id at the provider. Required with the address.</description></item>
/// <item><term>Authentication:OpenIdConnect:ClientSecret</term><description>Its secret there, if the provider gave it one.</description></item>
/// <item><term>Authentication:OpenIdConnect:PublicUrl</term><description>Where browsers find the issuance app, if no proxy tells the service.</description></item>
/// </list>
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
        services.AddCookieKeys();
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
