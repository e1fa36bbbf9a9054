using System.Globalization;
using System.Security.Claims;
using KubeCredential.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;

namespace KubeCredential.Security;

/// <summary>Authenticates callers by tokens of an OpenID Connect provider (RFC 9068, RFC 7519).</summary>
internal static class TokenExtensions
{
    public const string Scheme = "Token";

    // Public-key algorithms only: if HMAC were allowed, an attacker could use the provider's public key as the secret (RFC 8725, section 2.1).
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
    private const long MostSeconds = 253_402_300_799; // The year 9999.
    private static readonly TimeSpan ProviderTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Adds the scheme if a provider is configured.</summary>
    public static AuthenticationBuilder AddTokens(this AuthenticationBuilder authentication, AuthenticationSettings settings)
    {
        if (settings.Authority is not { } authority) return authentication;
        return authentication.AddJwtBearer(Scheme, jwt =>
        {
            jwt.Authority = authority;
            jwt.Audience = settings.Audience;
            jwt.RequireHttpsMetadata = !new Uri(authority).IsLoopback;
            jwt.MapInboundClaims = false;
            jwt.TokenValidationParameters.ValidAlgorithms = Algorithms;
            jwt.TokenValidationParameters.ClockSkew = ClockSkew;
            jwt.BackchannelTimeout = ProviderTimeout;
            jwt.Events = new JwtBearerEvents
            {
                // Fails if the provider's keys are unknown, which is not the token's fault. Otherwise they are in memory.
                OnMessageReceived = static context => context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted),
                OnTokenValidated = context =>
                {
                    if (settings.Users.CallerOf(context.Principal!, Scheme) is { } caller)
                    {
                        caller.SetTimes(FirstSignIn(context.Principal!), context.SecurityToken.ValidTo is var end && end > DateTime.MinValue ? new DateTimeOffset(end) : null);
                        context.Principal = caller;
                    }
                    else
                    {
                        context.NoResult();
                    }

                    return Task.CompletedTask;
                },
            };
        });
    }

    /// <summary>When the user authenticated at the provider (OpenID Connect Core, section 2), or otherwise when the token was issued.</summary>
    private static DateTimeOffset? FirstSignIn(ClaimsPrincipal user) =>
        long.TryParse((user.FindFirst("auth_time") ?? user.FindFirst("iat"))?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MostSeconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}

/// <summary>How claims of an OpenID Connect provider are interpreted.</summary>
public sealed class UserClaims
{
    private const int MostSubjectCharacters = 255;

    private readonly string _role;
    private readonly string? _organisation;

    internal UserClaims(string role, string? organisation) => (_role, _organisation) = (role, organisation);

    /// <summary>
    /// The caller for a user, or null if the claims do not identify one. If users are limited to organisations, a user without exactly one
    /// organisation may not issue.
    /// </summary>
    /// <param name="user">The user, as described by the provider.</param>
    /// <param name="scheme">How they signed in.</param>
    public ClaimsPrincipal? CallerOf(ClaimsPrincipal user, string scheme)
    {
        ArgumentNullException.ThrowIfNull(user);
        // No longer than a subject may be (OpenID Connect Core, section 2), since it is used in audit trails and headers.
        if (user.FindFirst("sub")?.Value is not { Length: > 0 and <= MostSubjectCharacters } subject || UnicodeText.HasControls(subject)) return null;
        var roles = user.FindAll(_role).SelectMany(static claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        string? organisation = null;
        if (_organisation is not null)
        {
            if (user.FindAll(_organisation).ToArray() is [{ Value: { Length: > 0 } one }]) organisation = one;
            else roles.RemoveAll(static role => role == Roles.Issuer);
        }

        var name = user.FindFirst("name")?.Value ?? user.FindFirst("preferred_username")?.Value ?? subject;
        return Caller.Create(scheme, $"user:{subject}", name, roles, organisation, null);
    }
}
