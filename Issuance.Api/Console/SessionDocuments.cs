using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace Issuance.Api.Console;

/// <summary>Who is signed in.</summary>
/// <param name="SignedIn">Whether anyone is signed in.</param>
/// <param name="Name">The name to show, or null.</param>
/// <param name="Roles">Their roles.</param>
/// <param name="Organisation">The issuer that they are restricted to, or null.</param>
/// <param name="ExpiresAt">When the session ends if it is not used before then; null without a session.</param>
/// <param name="AntiForgeryToken">The token that requests that change something must send as <c>X-CSRF-TOKEN</c>; null without a session.</param>
/// <param name="Ways">The available ways to sign in.</param>
internal sealed record SessionDocument(
    bool SignedIn,
    string? Name,
    IReadOnlyList<string> Roles,
    [property: Description("The issuer that they are restricted to, or null")] string? Organisation,
    [property: JsonConverter(typeof(Rfc3339Converter)), Description("When the session ends if it is not used before then; null without a session")] DateTimeOffset? ExpiresAt,
    [property: Description("The token that requests that change something must send as X-CSRF-TOKEN; null without a session")] string? AntiForgeryToken,
    SignInWays Ways);

/// <summary>The available ways to sign in.</summary>
/// <param name="Key">With an API key.</param>
/// <param name="OpenIdConnect">Through an OpenID Connect provider, at <c>GET /api/v1/session/openid-connect</c>.</param>
internal sealed record SignInWays(bool Key, bool OpenIdConnect);

/// <summary>A key to sign in with.</summary>
/// <param name="Key">The whole API key.</param>
internal sealed record SignInRequest([property: Required, Description("The whole API key, kc_…")] string? Key);

/// <summary>A one-time sign-in link.</summary>
/// <param name="Path">The path to open in the browser, at the issuance app or at this service.</param>
/// <param name="ExpiresAt">When the link expires.</param>
internal sealed record SignInLinkDocument(
    [property: Description("The path to open in the browser, at the issuance app or at this service")] string Path,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset ExpiresAt);

/// <summary>Someone who is signed in with a browser, as operators see them.</summary>
/// <param name="Id">The session's ID, which signs nobody in.</param>
/// <param name="Name">The name of the API key, or of the provider's user.</param>
/// <param name="Actor">What the audit trail calls them.</param>
/// <param name="Roles">Their roles.</param>
/// <param name="Organisation">The issuer that they are restricted to, or null.</param>
/// <param name="SignedInAt">When they first signed in.</param>
/// <param name="LastUsedAt">When the session was last used, to about a minute.</param>
/// <param name="ExpiresAt">When it ends if it is not used before then.</param>
/// <param name="Current">Whether this is the caller's own session.</param>
internal sealed record SignedInDocument(
    [property: Description("The session's ID, which signs nobody in")] string Id,
    [property: Description("The name of the API key, or of the provider's user")] string Name,
    [property: Description("What the audit trail calls them")] string Actor,
    IReadOnlyList<string> Roles,
    [property: Description("The issuer that they are restricted to, or null")] string? Organisation,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset SignedInAt,
    [property: JsonConverter(typeof(Rfc3339Converter)), Description("When the session was last used, to about a minute")] DateTimeOffset LastUsedAt,
    [property: JsonConverter(typeof(Rfc3339Converter)), Description("When it ends if it is not used before then")] DateTimeOffset ExpiresAt,
    [property: Description("Whether this is the caller's own session")] bool Current);

/// <summary>A page of sessions.</summary>
/// <param name="Items">The sessions, those who signed in last first.</param>
/// <param name="NextCursor">Passed as <c>cursor</c>, it returns the next page; null on the last one.</param>
internal sealed record SignedInPage(IReadOnlyList<SignedInDocument> Items, string? NextCursor);
