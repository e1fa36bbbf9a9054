using KubeCredential.Hosting.Background;
using KubeCredential.Live;
using KubeCredential.Security;
using Microsoft.AspNetCore.Authentication;

namespace Issuance.Api.Console;

/// <summary>Signing in with a browser.</summary>
internal static class SessionExtensions
{
    /// <summary>Adds sessions. Call it after authentication by key has been added.</summary>
    public static void AddSessions(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<SessionOptions>().BindConfiguration("Sessions").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<IStillSignedIn, StillSignedIn>();
        services.AddBackgroundLoop<SessionCleanup>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, SessionHandler>(SessionHandler.Scheme, null);
        services.AddSingleton(new SignInWays(Key: true, OpenIdConnect: builder.AddOpenIdConnectSessions()));
        services.Configure<BearerSelection>(static selection => selection.WithoutBearer = static context =>
            context.Request.Cookies.ContainsKey(SessionHandler.CookieName) ? SessionHandler.Scheme : null);
    }
}
