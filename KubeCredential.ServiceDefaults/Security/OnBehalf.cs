using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace KubeCredential.ServiceDefaults.Security;

/// <summary>
/// One service asks the other for somebody who is signed in with it. The other one then takes the roles of that caller, as far as the
/// asking service has them itself, and writes them into its audit trail. Only another service, the role <see cref="Roles.Replica"/>, is believed.
/// </summary>
public static class OnBehalf
{
    private const string ActorHeader = "X-On-Behalf-Of";
    private const string RolesHeader = "X-On-Behalf-Of-Roles";
    private const int MaxActorCharacters = 300;

    /// <summary>Says for whom a request is sent.</summary>
    public static void Write(HttpRequestMessage request, ClaimsPrincipal caller)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Headers.Add(ActorHeader, Uri.EscapeDataString(caller.Actor())); // Names are in any script, headers in ASCII.
        request.Headers.Add(RolesHeader, string.Join(',', caller.RolesOf()));
    }

    internal static void UseOnBehalf(this WebApplication app) => app.Use(static (context, next) =>
    {
        if (context.Request.Headers[ActorHeader] is [{ Length: > 0 and <= MaxActorCharacters * 3 } written] && context.User.IsInRole(Roles.Replica)) Take(context, written);
        return next(context);
    });

    private static void Take(HttpContext context, string written)
    {
        var actor = new string([.. Uri.UnescapeDataString(written).Where(static c => !char.IsControl(c)).Take(MaxActorCharacters)]);
        var roles = context.Request.Headers[RolesHeader].ToString().Split(',').Where(role => role != Roles.Replica && context.User.IsInRole(role));
        context.User = Caller.Create(ApiKeyHandler.Scheme, actor, actor, roles, null, null);
    }
}
