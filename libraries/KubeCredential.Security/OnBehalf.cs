using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace KubeCredential.Security;

/// <summary>
/// One service asks the other for somebody who is signed in with it. The other one then takes the roles of that caller, and writes both
/// into its audit trail: who asked, and which key carried it. Only a key of the configuration that says for which roles it speaks
/// (<c>Authentication:Keys:n:SpeaksFor</c>) is believed. Without the headers it has its own role alone, and what is wrong with them is
/// refused: nothing ever goes on with more than the caller has.
/// </summary>
public static class OnBehalf
{
    private const string ActorHeader = "X-On-Behalf-Of";
    private const string RolesHeader = "X-On-Behalf-Of-Roles";

    // An id and a name of 100 characters, or a subject of 255; escaped, a character takes up to 9.
    private const int MaxActorCharacters = 300;
    private const int MaxEscapedCharacters = MaxActorCharacters * 9;

    private static readonly string[] ActorPrefixes = ["key:", "user:"];

    /// <summary>Says for whom a request is sent.</summary>
    /// <returns>False for a caller that cannot be told, for whom nothing may be sent.</returns>
    public static bool TryWrite(HttpRequestMessage request, ClaimsPrincipal caller)
    {
        ArgumentNullException.ThrowIfNull(request);
        var actor = caller.Actor();
        if (!IsActor(actor) || caller.Organisation() is not null) return false;
        request.Headers.Add(ActorHeader, Uri.EscapeDataString(actor)); // Names are in any script, headers in ASCII.
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
            // Whoever is no service has what they have themselves. A service that is not configured to speak for anybody would go on as itself.
            return service.IsInRole(Roles.Replica)
                ? TypedResults.Problem($"This key speaks for nobody: {ActorHeader} is for the key of another service.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context)
                : next(context);
        }

        var faults = new Dictionary<string, string[]>();
        var actor = ReadActor(headers[ActorHeader]);
        if (actor is null) faults[ActorHeader] = [$"This must be one caller, percent-encoded: key:… or user:… of at most {MaxActorCharacters} characters."];
        var roles = ReadRoles(headers[RolesHeader]);
        if (roles is null) faults[RolesHeader] = [$"This must be roles with commas between: {string.Join(", ", Roles.All)}."];
        if (faults.Count > 0) return TypedResults.ValidationProblem(faults).ExecuteAsync(context);
        context.User = Caller.Create(ApiKeyHandler.Scheme, $"{actor} via {service.Actor()}", actor!, roles!.Where(allowed.Contains), null, null);
        return next(context);
    });

    private static string? ReadActor(StringValues header)
    {
        if (header is not [{ Length: > 0 and <= MaxEscapedCharacters } written]) return null;
        var actor = Uri.UnescapeDataString(written);
        // Written back, it must be the same: otherwise part of it was no escape, or none of a character.
        return IsActor(actor) && Uri.EscapeDataString(actor) == written ? actor : null;
    }

    private static string[]? ReadRoles(StringValues header)
    {
        if (header is not [{ } written]) return null;
        var roles = written.Split(',', StringSplitOptions.RemoveEmptyEntries);
        return roles.All(Roles.All.Contains) ? roles : null;
    }

    private static bool IsActor(string text) =>
        text.Length <= MaxActorCharacters && !text.Any(char.IsControl) && ActorPrefixes.Any(prefix => text.Length > prefix.Length && text.StartsWith(prefix, StringComparison.Ordinal));
}
