using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using KubeCredential.Security;
using Microsoft.AspNetCore.Antiforgery;

namespace Issuance.Api.Console;

/// <summary>
/// Refuses requests that another site may have tricked a browser into sending (CSRF): those that are authenticated by cookie, change
/// something, and lack the token that only a page of this site can read. Requests with a key or token in the <c>Authorization</c> header need none.
/// </summary>
internal static class AntiForgery
{
    /// <summary>The header that carries the token.</summary>
    public const string Header = "X-CSRF-TOKEN";

    private const string SessionClaim = "session";

    /// <summary>Checks requests that are authenticated by cookie. Call it after authentication.</summary>
    public static void UseAntiForgery(this WebApplication app) => app.Use(static (context, next) =>
    {
        if (context.User.SessionId() is not { } session || IsSafe(context.Request.Method)
            || context.GetEndpoint()?.Metadata.GetMetadata<IAntiforgeryMetadata>() is { RequiresValidation: false }
            || IsTokenOf(session, context.Request.Headers[Header].ToString()))
        {
            return next(context);
        }

        return TypedResults.Problem($"Send the antiForgeryToken from GET /api/v1/session in the {Header} header.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);
    });

    /// <summary>Marks a caller as signed in with a session.</summary>
    public static void SetSession(this ClaimsPrincipal caller, string id) => ((ClaimsIdentity)caller.Identity!).AddClaim(new Claim(SessionClaim, id));

    /// <summary>The caller's session if they signed in with a browser, else null.</summary>
    public static string? SessionId(this ClaimsPrincipal caller) => caller.FindFirst(SessionClaim)?.Value;

    /// <summary>The token of a session. It is derived from the ID, which no script can read, and does not reveal it, so nothing else has to be stored.</summary>
    public static string TokenOf(string session) => RandomSecret.HashOf($"anti-forgery:{session}");

    private static bool IsTokenOf(string session, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(TokenOf(session)));

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);
}
