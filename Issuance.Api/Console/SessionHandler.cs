using System.Security.Claims;
using System.Text.Encodings.Web;
using KubeCredential.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Console;

/// <summary>
/// Signs browsers in by a cookie that holds nothing but the random id of a session in the database. ASP.NET Core's own cookie handler
/// with a ticket store would keep the id when somebody signs in over a session that there is; here each signing in has a new one.
/// A session that was begun with an API key ends with that very key, within the half second for which keys are believed.
/// </summary>
internal sealed class SessionHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, SessionStore store, KeyCheck keys)
    : SignInAuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "Session";

    // __Host- makes browsers refuse it unless it is Secure, for this host alone, and for all paths (RFC 6265bis, section 4.1.3.2).
    public const string CookieName = "__Host-kc-session";

    // It ends with the browser; when the session ends the database knows. Always Secure: browsers take that from http://localhost, too,
    // and whatever ends TLS before the service need not say so.
    private static readonly CookieOptions Cookie = new() { Path = "/", HttpOnly = true, Secure = true, SameSite = SameSiteMode.Strict, IsEssential = true };

    /// <summary>Begins a session for whoever sent the request. One that their browser had before ends.</summary>
    /// <returns>The session's id, and when it ends unless it is used before.</returns>
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
