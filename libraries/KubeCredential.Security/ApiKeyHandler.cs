using System.Security.Cryptography;
using System.Text.Encodings.Web;
using KubeCredential.Security.Limits;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeCredential.Security;

/// <summary>
/// Signs callers in by <c>Authorization: Bearer kc_…</c>. For any invalid key the response is the same: 401 with
/// <c>WWW-Authenticate: Bearer</c> (RFC 6750, section 3).
/// </summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeys keys, FailedSignIns failures)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "ApiKey";

    /// <summary>The scheme before a key or token in the header, which is case-insensitive (RFC 9110, section 11.1).</summary>
    public const string Bearer = "Bearer ";

    // Not Fail, which is logged: guessing keys must not fill the log.
    private static readonly AuthenticateResult Refused = AuthenticateResult.NoResult();

    /// <summary>Whether this request's caller is not signed in, regardless of the credentials sent.</summary>
    public static bool IsProbe(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<ProbeMetadata>() is not null;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (IsProbe(Context)) return Task.FromResult(Refused);
        var header = Request.Headers.Authorization;
        if (header is not [{ } text] || !text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) || !ApiKeyText.TryRead(text.AsSpan(Bearer.Length), out var id, out var secret))
            return Task.FromResult(Refused);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        ApiKeyText.Hash(secret, hash);
        if (keys.TryGet(id, out var key)) return Task.FromResult(Check(key, hash));
        return failures.AreTooMany(Context) && !keys.IsRemembered(id) ? Task.FromResult(Refused) : FindAsync(id.ToString(), hash.ToArray());
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = Bearer.TrimEnd();
        return Task.CompletedTask;
    }

    private async Task<AuthenticateResult> FindAsync(string id, byte[] hash) => Check(await keys.FindAsync(id, Context.RequestAborted), hash);

    private AuthenticateResult Check(ApiKey? key, ReadOnlySpan<byte> hash) =>
        ApiKey.Accepts(key, hash, TimeProvider.GetUtcNow()) && key!.IsFor(Context) ? AuthenticateResult.Success(new AuthenticationTicket(key.Principal, Scheme)) : Refused;
}
