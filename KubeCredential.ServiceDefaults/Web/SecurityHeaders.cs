using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace KubeCredential.ServiceDefaults.Web;

/// <summary>The security headers of every response. Responses are data: a browser that opens one displays it and does nothing else.</summary>
internal static class SecurityHeaders
{
    /// <summary>The path of the API reference, the only page of a service.</summary>
    public const string ReferencePath = "/scalar";

    private static readonly StringValues s_dataPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    // The page has inline scripts and styles, and contains nothing that anyone else has written.
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

    /// <summary>Writes the headers, again if an error handler has cleared them.</summary>
    public static void Write(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = s_noSniff;
        headers["Referrer-Policy"] = s_noReferrer;
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments(s_reference, StringComparison.OrdinalIgnoreCase) ? s_referencePolicy : s_dataPolicy;
    }
}
