using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using KubeCredential.Security;
using Microsoft.AspNetCore.Antiforgery;

namespace Issuance.Api.Console;

/// <summary>
/// Refuses requests that a browser may have been made to send by another site: those that come by cookie, change something, and do not
/// carry the token that only a page of this site can have read. Requests with a key or a token in the <c>Authorization</c> header need none.
/// </summary>
internal static class AntiForgery
{
    /// <summary>The header that carries the token.</summary>
    public const string Header = "X-CSRF-TOKEN";

    private const string SessionClaim = "session";

    /// <summary>Checks requests by cookie. It belongs after signing in.</summary>
    public static void UseAntiForgery(this WebApplication app) => app.Use(static (context, next) =>
    {
        if (context.User.SessionId() is not { } session || IsSafe(context.Request.Method)
            || context.GetEndpoint()?.Metadata.GetMetadata<IAntiforgeryMetadata>() is { RequiresValidation: false }
            || IsTokenOf(session, context.Request.Headers[Header].ToString()))
        {
            return next(context);
        }

        return TypedResults.Problem($"Send the antiForgeryToken of GET /api/v1/session as {Header}.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);
    });

    /// <summary>Marks a caller as signed in by a session.</summary>
    public static void SetSession(this ClaimsPrincipal caller, string id) => ((ClaimsIdentity)caller.Identity!).AddClaim(new Claim(SessionClaim, id));

    /// <summary>The session of who signed in with a browser, else null.</summary>
    public static string? SessionId(this ClaimsPrincipal caller) => caller.FindFirst(SessionClaim)?.Value;

    /// <summary>The token of a session. It follows from the id, which no script can read, and tells nothing of it: nothing more has to be kept.</summary>
    public static string TokenOf(string session) => RandomSecret.HashOf($"anti-forgery:{session}");

    private static bool IsTokenOf(string session, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(TokenOf(session)));

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);
}
