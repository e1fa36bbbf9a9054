using System.Security.Claims;
using KubeCredential.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace KubeCredential.Security;

/// <summary>
/// Lets one service call the other on behalf of a caller who is signed in with it. The other service applies the roles of that caller and
/// records both the caller and the key in its audit trail. Only a configured key with <c>Authentication:Keys:n:SpeaksFor</c> may do so.
/// Without the headers such a key has only its own role, and requests with invalid headers are refused: no request ever gets more rights
/// than the caller has.
/// </summary>
public static class OnBehalf
{
    private const string ActorHeader = "X-On-Behalf-Of";
    private const string RolesHeader = "X-On-Behalf-Of-Roles";

    // An ID and a name of 100 characters, or a subject of 255; an escaped character takes up to 9.
    private const int MaxActorCharacters = 300;
    private const int MaxEscapedCharacters = MaxActorCharacters * 9;

    private static readonly string[] ActorPrefixes = ["key:", "user:"];

    /// <summary>States on whose behalf a request is sent.</summary>
    /// <returns>False for a caller that cannot be stated, on whose behalf nothing may be sent.</returns>
    public static bool TryWrite(HttpRequestMessage request, ClaimsPrincipal caller)
    {
        ArgumentNullException.ThrowIfNull(request);
        var actor = caller.Actor();
        if (!IsActor(actor) || caller.Organisation() is not null) return false;
        request.Headers.Add(ActorHeader, Uri.EscapeDataString(actor)); // Names may be in any script; headers are ASCII.
        request.Headers.Add(RolesHeader, string.Join(',', caller.RolesOf()));
        return true;
    }

    internal static void UseOnBehalf(this WebApplication app) => app.Use(static (context, next) =>
    {
        var headers = context.Request.Headers;
        if (!headers.ContainsKey(ActorHeader) && !headers.ContainsKey(RolesHeader)) return next(context);
        var service = context.User;
        if (service.SpeaksFor() is not { Count: > 0 } allowed)
        {
            // Callers that are not services keep their own rights. A service that may not act on behalf of anyone would otherwise continue as itself.
            return service.IsInRole(Roles.Replica)
                ? TypedResults.Problem($"This key may not act on behalf of anyone: {ActorHeader} is only for another service's key.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context)
                : next(context);
        }

        var faults = new Dictionary<string, string[]>();
        var actor = ReadActor(headers[ActorHeader]);
        if (actor is null) faults[ActorHeader] = [$"This must be exactly one caller, percent-encoded: key:… or user:…, at most {MaxActorCharacters} characters."];
        var roles = ReadRoles(headers[RolesHeader]);
        if (roles is null) faults[RolesHeader] = [$"This must be roles separated by commas, from {string.Join(", ", Roles.All)}."];
        if (faults.Count > 0) return TypedResults.ValidationProblem(faults).ExecuteAsync(context);
        context.User = Caller.Create(ApiKeyHandler.Scheme, $"{actor} via {service.Actor()}", actor!, roles!.Where(allowed.Contains), null, null);
        return next(context);
    });

    private static string? ReadActor(StringValues header)
    {
        if (header is not [{ Length: > 0 and <= MaxEscapedCharacters } written]) return null;
        var actor = Uri.UnescapeDataString(written);
        // It must survive a round trip: otherwise it contains malformed escapes or escapes that are not characters.
        return IsActor(actor) && Uri.EscapeDataString(actor) == written ? actor : null;
    }

    private static string[]? ReadRoles(StringValues header)
    {
        if (header is not [{ } written]) return null;
        var roles = written.Split(',', StringSplitOptions.RemoveEmptyEntries);
        return roles.All(Roles.All.Contains) ? roles : null;
    }

    private static bool IsActor(string text) =>
        text.Length <= MaxActorCharacters && !UnicodeText.HasControls(text) && ActorPrefixes.Any(prefix => text.Length > prefix.Length && text.StartsWith(prefix, StringComparison.Ordinal));
}
