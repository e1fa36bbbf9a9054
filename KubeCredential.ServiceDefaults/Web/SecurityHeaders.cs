using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace KubeCredential.ServiceDefaults.Web;

/// <summary>What every answer tells browsers to leave alone. Answers are data: a browser that is led to one shows it and does nothing else.</summary>
internal static class SecurityHeaders
{
    /// <summary>Where the API reference is: the one page of a service.</summary>
    public const string ReferencePath = "/scalar";

    private static readonly StringValues s_dataPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    // The page holds its settings in a script and its styles in the text. There is nothing in it that somebody else has written.
    private static readonly StringValues s_referencePolicy =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    private static readonly StringValues s_noSniff = "nosniff";
    private static readonly StringValues s_noReferrer = "no-referrer";
    private static readonly PathString s_reference = new(ReferencePath);

    public static void UseSecurityHeaders(this WebApplication app) => app.Use(static (context, next) =>
    {
        Write(context);
        return next(context);
    });

    /// <summary>Writes the headers: once more where somebody has cleared them to answer an error.</summary>
    public static void Write(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = s_noSniff;
        headers["Referrer-Policy"] = s_noReferrer;
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments(s_reference, StringComparison.OrdinalIgnoreCase) ? s_referencePolicy : s_dataPolicy;
    }
}
