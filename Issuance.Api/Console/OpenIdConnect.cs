using KubeCredential.Security;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Issuance.Api.Console;

/// <summary>
/// Signing in through an OpenID Connect provider: the authorization code flow with PKCE (RFC 7636). Afterwards the session is our own, and
/// none of the provider's tokens is kept.
/// <list type="table">
/// <listheader><term>Setting</term><term>Default</term><description>Meaning</description></listheader>
/// <item><term>Authentication:OpenIdConnect:Authority</term><description>The address of the OpenID Connect provider where people sign in to the issuance app. If unset, no one can sign in that way.</description></item>
/// <item><term>Authentication:OpenIdConnect:ClientId</term><description>This application's id at the provider. Required with the address.</description></item>
/// <item><term>Authentication:OpenIdConnect:ClientSecret</term><description>Its secret there, if the provider gave it one.</description></item>
/// <item><term>Authentication:OpenIdConnect:PublicUrl</term><description>The public address of the issuance app. Needed if no proxy passes it on to the service.</description></item>
/// </list>
/// </summary>
internal static class OpenIdConnect
{
    public const string Scheme = "OpenIdConnect";

    private const string Section = "Authentication:OpenIdConnect";

    // Below /api, which the web app's proxy forwards to this service.
    private const string CallbackPath = "/api/v1/session/openid-connect/callback";

    // Where the app shows that signing in failed.
    private const string FailedPath = "/?signIn=failed";

    private static readonly TimeSpan ProviderTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Adds the scheme if a provider is configured.</summary>
    /// <returns>Whether a provider is configured.</returns>
    /// <exception cref="InvalidOperationException">A setting is missing or invalid.</exception>
    public static bool AddOpenIdConnectSessions(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection(Section);
        if (settings["Authority"] is not { Length: > 0 } authority) return false;
        AuthenticationAddresses.RequireSafe(authority, $"{Section}:Authority");
        if (settings["ClientId"] is not { Length: > 0 } client) throw new InvalidOperationException($"The setting {Section}:ClientId is missing.");
        var callback = settings["PublicUrl"] is { Length: > 0 } site ? new Uri(new Uri(site), CallbackPath).ToString() : null;

        var services = builder.Services;
        // The provider may send the browser back to any replica.
        services.AddCookieKeys();
        services.AddAuthentication().AddOpenIdConnect(Scheme, options =>
        {
            options.Authority = authority;
            options.ClientId = client;
            options.ClientSecret = settings["ClientSecret"];
            options.RequireHttpsMetadata = !new Uri(authority).IsLoopback;
            options.ResponseType = OpenIdConnectResponseType.Code;
            // With form_post the request would come from the provider's page, and browsers would leave out our SameSite cookies.
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
                    else context.Fail("The provider's token does not name a user.");
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
