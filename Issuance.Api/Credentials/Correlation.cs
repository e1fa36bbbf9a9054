using System.Diagnostics;

namespace Issuance.Api.Credentials;

/// <summary>The correlation ID of a request, which links everything that the request causes.</summary>
internal static class Correlation
{
    private const string Header = "X-Correlation-ID";

    /// <summary>The caller's own ID if it is short and holds only plain characters, else the trace ID. The response names it.</summary>
    public static string Of(HttpContext context)
    {
        var given = context.Request.Headers[Header].ToString();
        var plain = given.Length is > 0 and <= 128 && given.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');
        var id = plain ? given : Activity.Current?.TraceId.ToString() ?? Guid.CreateVersion7().ToString();
        context.Response.Headers[Header] = id;
        return id;
    }
}
