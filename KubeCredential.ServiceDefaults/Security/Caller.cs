using System.Security.Claims;
using KubeCredential.ServiceDefaults.Audit;
using KubeCredential.ServiceDefaults.Text;

namespace KubeCredential.ServiceDefaults.Security;

/// <summary>Who calls, as the claims of the signed-in identity tell it, whichever way it signed in.</summary>
public static class Caller
{
    internal const string NameClaim = "name";
    internal const string RoleClaim = "role";
    internal const string ActorClaim = "actor";
    internal const string OrganisationClaim = "organisation";
    internal const string KeyClaim = "key";

    /// <summary>Who is written down in the audit trail: the key or the user, or <see cref="AuditActor.Anonymous"/>.</summary>
    public static string Actor(this ClaimsPrincipal caller) => caller.FindFirst(ActorClaim)?.Value ?? AuditActor.Anonymous;

    /// <summary>The organisation that the caller is limited to, an issuer's name; null where the caller is not limited.</summary>
    public static string? Organisation(this ClaimsPrincipal caller) => caller.FindFirst(OrganisationClaim)?.Value;

    /// <summary>The roles.</summary>
    public static IReadOnlyList<string> RolesOf(this ClaimsPrincipal caller) => [.. caller.FindAll(RoleClaim).Select(static claim => claim.Value)];

    /// <summary>The name to show, or null.</summary>
    public static string? DisplayName(this ClaimsPrincipal caller) => caller.FindFirst(NameClaim)?.Value;

    /// <summary>The API key that the caller signed in with, or null.</summary>
    public static string? KeyId(this ClaimsPrincipal caller) => caller.FindFirst(KeyClaim)?.Value;

    /// <summary>
    /// Makes the identity of a caller. Roles that are not known are left out. Who is limited to an organisation can be its issuer only:
    /// all other roles see what belongs to others.
    /// </summary>
    /// <param name="scheme">How the caller signed in.</param>
    /// <param name="actor">What the audit trail calls them.</param>
    /// <param name="name">The name to show.</param>
    /// <param name="roles">The roles.</param>
    /// <param name="organisation">The organisation that the caller is limited to, or null.</param>
    /// <param name="keyId">The API key, or null.</param>
    public static ClaimsPrincipal Create(string scheme, string actor, string name, IEnumerable<string> roles, string? organisation, string? keyId)
    {
        var identity = new ClaimsIdentity(scheme, NameClaim, RoleClaim);
        identity.AddClaim(new Claim(ActorClaim, actor));
        identity.AddClaim(new Claim(NameClaim, name));
        if (organisation is not null) identity.AddClaim(new Claim(OrganisationClaim, UnicodeText.ToNfc(organisation))); // As issuers' names are kept.
        if (keyId is not null) identity.AddClaim(new Claim(KeyClaim, keyId));
        foreach (var role in roles.Distinct(StringComparer.Ordinal))
        {
            if (Roles.All.Contains(role) && (organisation is null || role == Roles.Issuer)) identity.AddClaim(new Claim(RoleClaim, role));
        }

        return new ClaimsPrincipal(identity);
    }
}
