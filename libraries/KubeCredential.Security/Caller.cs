using System.Globalization;
using System.Security.Claims;
using KubeCredential.Security.Limits;
using KubeCredential.Storage.Audit;
using KubeCredential.Text;
using Microsoft.AspNetCore.Http;

namespace KubeCredential.Security;

/// <summary>Who calls, as the claims of the signed-in identity tell it, whichever way it signed in.</summary>
public static class Caller
{
    internal const string NameClaim = "name";
    internal const string RoleClaim = "role";
    internal const string ActorClaim = "actor";
    internal const string OrganisationClaim = "organisation";
    internal const string KeyClaim = "key";
    internal const string SpeaksForClaim = "speaks-for";

    private const string KeyFingerprintClaim = "key-fingerprint";
    private const string SignedInAtClaim = "signed-in-at";
    private const string EndsAtClaim = "ends-at";

    /// <summary>Who is written down in the audit trail: the key or the user, or <see cref="AuditActor.Anonymous"/>.</summary>
    public static string Actor(this ClaimsPrincipal caller) => caller.FindFirst(ActorClaim)?.Value ?? AuditActor.Anonymous;

    /// <summary>The organisation that the caller is limited to, an issuer's name; null where the caller is not limited.</summary>
    public static string? Organisation(this ClaimsPrincipal caller) => caller.FindFirst(OrganisationClaim)?.Value;

    /// <summary>The roles.</summary>
    public static IReadOnlyList<string> RolesOf(this ClaimsPrincipal caller) => [.. caller.FindAll(RoleClaim).Select(static claim => claim.Value)];

    /// <summary>Who sent a request, where clients have limits: the key or user, or the network it came from.</summary>
    public static LimitedClient ClientOf(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.User.Identity?.IsAuthenticated == true ? new(context.User.KeyId() ?? context.User.Actor(), 0) : LimitedClient.AtAddressOf(context);
    }

    /// <summary>The name to show, or null.</summary>
    public static string? DisplayName(this ClaimsPrincipal caller) => caller.FindFirst(NameClaim)?.Value;

    /// <summary>The API key that the caller signed in with, or null.</summary>
    public static string? KeyId(this ClaimsPrincipal caller) => caller.FindFirst(KeyClaim)?.Value;

    /// <summary>Tells the caller's API key from another one with its id; null where they have none.</summary>
    public static string? KeyFingerprint(this ClaimsPrincipal caller) => caller.FindFirst(KeyFingerprintClaim)?.Value;

    /// <summary>When the caller proved who they are, where that was before this request; else null.</summary>
    public static DateTimeOffset? SignedInAt(this ClaimsPrincipal caller) => caller.MomentOf(SignedInAtClaim);

    /// <summary>When what the caller signed in with ends, however much it is used; null where that is not known beforehand.</summary>
    public static DateTimeOffset? EndsAt(this ClaimsPrincipal caller) => caller.MomentOf(EndsAtClaim);

    /// <summary>Says when a caller proved who they are, and when that ends.</summary>
    /// <param name="caller">The caller, whose identity no other request shares.</param>
    /// <param name="signedInAt">When they did; null where it is not known.</param>
    /// <param name="endsAt">When it ends; null where that is not known.</param>
    public static void SetTimes(this ClaimsPrincipal caller, DateTimeOffset? signedInAt, DateTimeOffset? endsAt)
    {
        var identity = (ClaimsIdentity)caller.Identity!;
        if (signedInAt is { } began) identity.AddClaim(new Claim(SignedInAtClaim, Text(began)));
        if (endsAt is { } end) identity.AddClaim(new Claim(EndsAtClaim, Text(end)));

        static string Text(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The roles of the callers that this one may speak for: another service; empty for everybody else.</summary>
    internal static IReadOnlyList<string> SpeaksFor(this ClaimsPrincipal caller) => [.. caller.FindAll(SpeaksForClaim).Select(static claim => claim.Value)];

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
    /// <param name="keyFingerprint">What tells the key from another one with its id, or null.</param>
    public static ClaimsPrincipal Create(
        string scheme, string actor, string name, IEnumerable<string> roles, string? organisation, string? keyId, string? keyFingerprint = null)
    {
        var identity = new ClaimsIdentity(scheme, NameClaim, RoleClaim);
        identity.AddClaim(new Claim(ActorClaim, actor));
        identity.AddClaim(new Claim(NameClaim, name));
        if (organisation is not null) identity.AddClaim(new Claim(OrganisationClaim, UnicodeText.ToNfc(organisation))); // As issuers' names are kept.
        if (keyId is not null) identity.AddClaim(new Claim(KeyClaim, keyId));
        if (keyFingerprint is not null) identity.AddClaim(new Claim(KeyFingerprintClaim, keyFingerprint));
        foreach (var role in roles.Distinct(StringComparer.Ordinal))
        {
            if (Roles.All.Contains(role) && (organisation is null || role == Roles.Issuer)) identity.AddClaim(new Claim(RoleClaim, role));
        }

        return new ClaimsPrincipal(identity);
    }

    private static DateTimeOffset? MomentOf(this ClaimsPrincipal caller, string claim) =>
        caller.FindFirst(claim) is { } found ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(found.Value, CultureInfo.InvariantCulture)) : null;
}
