using System.Globalization;
using System.Security.Claims;
using KubeCredential.Security.Limits;
using KubeCredential.Storage.Audit;
using KubeCredential.Text;
using Microsoft.AspNetCore.Http;

namespace KubeCredential.Security;

/// <summary>The caller, according to the claims of the signed-in identity, however they signed in.</summary>
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

    /// <summary>The actor in the audit trail: the key or the user, or <see cref="AuditActor.Anonymous"/>.</summary>
    public static string Actor(this ClaimsPrincipal caller) => caller.FindFirst(ActorClaim)?.Value ?? AuditActor.Anonymous;

    /// <summary>The organisation that the caller is limited to, an issuer's name; null if the caller is not limited.</summary>
    public static string? Organisation(this ClaimsPrincipal caller) => caller.FindFirst(OrganisationClaim)?.Value;

    /// <summary>The roles.</summary>
    public static IReadOnlyList<string> RolesOf(this ClaimsPrincipal caller) => [.. caller.FindAll(RoleClaim).Select(static claim => claim.Value)];

    /// <summary>The client of a request for rate limits: the key or user, or the network it came from.</summary>
    public static LimitedClient ClientOf(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.User.Identity?.IsAuthenticated == true ? new(context.User.KeyId() ?? context.User.Actor(), 0) : LimitedClient.AtAddressOf(context);
    }

    /// <summary>The name to show, or null.</summary>
    public static string? DisplayName(this ClaimsPrincipal caller) => caller.FindFirst(NameClaim)?.Value;

    /// <summary>The API key that the caller signed in with, or null.</summary>
    public static string? KeyId(this ClaimsPrincipal caller) => caller.FindFirst(KeyClaim)?.Value;

    /// <summary>Distinguishes the caller's API key from another one with the same ID; null if they have none.</summary>
    public static string? KeyFingerprint(this ClaimsPrincipal caller) => caller.FindFirst(KeyFingerprintClaim)?.Value;

    /// <summary>When the caller authenticated, if that was before this request; otherwise null.</summary>
    public static DateTimeOffset? SignedInAt(this ClaimsPrincipal caller) => caller.MomentOf(SignedInAtClaim);

    /// <summary>When the caller's credentials expire, regardless of use; null if that is not known in advance.</summary>
    public static DateTimeOffset? EndsAt(this ClaimsPrincipal caller) => caller.MomentOf(EndsAtClaim);

    /// <summary>Sets when a caller authenticated and when that expires.</summary>
    /// <param name="caller">The caller, whose identity must not be shared with other requests.</param>
    /// <param name="signedInAt">When they authenticated; null if unknown.</param>
    /// <param name="endsAt">When it expires; null if unknown.</param>
    public static void SetTimes(this ClaimsPrincipal caller, DateTimeOffset? signedInAt, DateTimeOffset? endsAt)
    {
        var identity = (ClaimsIdentity)caller.Identity!;
        if (signedInAt is { } began) identity.AddClaim(new Claim(SignedInAtClaim, Text(began)));
        if (endsAt is { } end) identity.AddClaim(new Claim(EndsAtClaim, Text(end)));

        static string Text(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The roles of the callers on whose behalf this caller, another service, may act; empty for everyone else.</summary>
    internal static IReadOnlyList<string> SpeaksFor(this ClaimsPrincipal caller) => [.. caller.FindAll(SpeaksForClaim).Select(static claim => claim.Value)];

    /// <summary>
    /// Creates the identity of a caller. Unknown roles are left out. A caller limited to an organisation can only be an issuer: the other
    /// roles can see the credentials of every organisation.
    /// </summary>
    /// <param name="scheme">How the caller signed in.</param>
    /// <param name="actor">Their name in the audit trail.</param>
    /// <param name="name">The name to show.</param>
    /// <param name="roles">The roles.</param>
    /// <param name="organisation">The organisation that the caller is limited to, or null.</param>
    /// <param name="keyId">The API key, or null.</param>
    /// <param name="keyFingerprint">Distinguishes the key from another one with the same ID, or null.</param>
    public static ClaimsPrincipal Create(
        string scheme, string actor, string name, IEnumerable<string> roles, string? organisation, string? keyId, string? keyFingerprint = null)
    {
        var identity = new ClaimsIdentity(scheme, NameClaim, RoleClaim);
        identity.AddClaim(new Claim(ActorClaim, actor));
        identity.AddClaim(new Claim(NameClaim, name));
        if (organisation is not null) identity.AddClaim(new Claim(OrganisationClaim, UnicodeText.ToNfc(organisation))); // As issuers' names are stored.
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
