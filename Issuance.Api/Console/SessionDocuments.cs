using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace Issuance.Api.Console;

/// <summary>Who is signed in.</summary>
/// <param name="SignedIn">Whether anybody is.</param>
/// <param name="Name">The name to show, or null.</param>
/// <param name="Roles">What they may do.</param>
/// <param name="Organisation">The issuer's name that they are limited to, or null.</param>
/// <param name="ExpiresAt">When the session ends unless it is used before; null without a session.</param>
/// <param name="AntiForgeryToken">What requests that change something have to carry as <c>X-CSRF-TOKEN</c>; null without a session.</param>
/// <param name="Ways">How one can sign in.</param>
internal sealed record SessionDocument(
    bool SignedIn,
    string? Name,
    IReadOnlyList<string> Roles,
    [property: Description("The issuer's name that they are limited to, or null")] string? Organisation,
    [property: JsonConverter(typeof(Rfc3339Converter)), Description("When the session ends unless it is used before; null without a session")] DateTimeOffset? ExpiresAt,
    [property: Description("What requests that change something have to carry as X-CSRF-TOKEN; null without a session")] string? AntiForgeryToken,
    SignInWays Ways);

/// <summary>How one can sign in.</summary>
/// <param name="Key">By an API key.</param>
/// <param name="OpenIdConnect">By an OpenID Connect provider, at <c>GET /api/v1/session/openid-connect</c>.</param>
internal sealed record SignInWays(bool Key, bool OpenIdConnect);

/// <summary>A key to sign in with.</summary>
/// <param name="Key">The whole API key.</param>
internal sealed record SignInRequest([property: Required, Description("The whole API key, kc_…")] string? Key);

/// <summary>A link that signs a browser in once.</summary>
/// <param name="Path">Where to lead the browser, at the issuance app or this service.</param>
/// <param name="ExpiresAt">Until when.</param>
internal sealed record SignInLinkDocument(
    [property: Description("Where to lead the browser, at the issuance app or this service")] string Path,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset ExpiresAt);
