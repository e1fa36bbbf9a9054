using System.Security.Claims;
using System.Text.Encodings.Web;
using KubeCredential.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Console;

/// <summary>
/// Authenticates browsers by a cookie that holds only the random ID of a session in the database. ASP.NET Core's own cookie handler with a
/// ticket store would keep the ID when someone signs in over an existing session; here every sign-in gets a new ID, which prevents session fixation.
/// A session that was started with an API key ends when that key ends, within the half second for which keys are cached.
/// </summary>
internal sealed class SessionHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, SessionStore store, KeyCheck keys)
    : SignInAuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "Session";

    // __Host- makes browsers refuse it unless it is Secure, for this host alone, and for all paths (RFC 6265bis, section 4.1.3.2).
    public const string CookieName = "__Host-kc-session";

    // The cookie lasts until the browser is closed; the database decides when the session ends. Always Secure: browsers accept that from
    // http://localhost, too, and a proxy that terminates TLS in front of the service need not announce it.
    private static readonly CookieOptions Cookie = new() { Path = "/", HttpOnly = true, Secure = true, SameSite = SameSiteMode.Strict, IsEssential = true };

    /// <summary>Starts a session for the caller and ends the session that the browser had before, if any.</summary>
    /// <returns>The session's ID, and when it ends if it is not used before then.</returns>
    public static async Task<(string Id, DateTimeOffset ExpiresAt)> BeginAsync(HttpContext context, SessionStore store, ClaimsPrincipal caller)
    {
        if (context.Request.Cookies[CookieName] is { } before) await store.EndAsync(before, context.RequestAborted);
        var begun = await store.BeginAsync(caller, context.RequestAborted);
        context.Response.Cookies.Append(CookieName, begun.Id, Cookie);
        return begun;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Cookies[CookieName] is not { } id || await store.FindAsync(id, Context.RequestAborted) is not { } session) return AuthenticateResult.NoResult();
        if (!await keys.GoesOnAsync(session.Caller, Context, Context.RequestAborted)) return AuthenticateResult.NoResult();
        var expiresAt = await store.RenewAsync(id, session, Context.RequestAborted);
        return AuthenticateResult.Success(new AuthenticationTicket(session.Caller, new AuthenticationProperties { ExpiresUtc = expiresAt }, Scheme));
    }

    protected override Task HandleSignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties) => BeginAsync(Context, store, user);

    protected override async Task HandleSignOutAsync(AuthenticationProperties? properties)
    {
        if (Request.Cookies[CookieName] is { } id) await store.EndAsync(id, Context.RequestAborted);
        Response.Cookies.Delete(CookieName, Cookie);
    }
}
