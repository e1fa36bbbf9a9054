using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace KubeCredential.Security;

/// <summary>Checks API keys that do not come in the <c>Authorization</c> header.</summary>
public sealed class KeyCheck
{
    private readonly ApiKeys _keys;
    private readonly TimeProvider _time;

    internal KeyCheck(ApiKeys keys, TimeProvider time) => (_keys, _time) = (keys, time);

    /// <summary>The caller identified by a key, or null if the key is not valid.</summary>
    /// <param name="text">The whole key.</param>
    /// <param name="context">The request that it came with.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async Task<ClaimsPrincipal?> SignInAsync(string text, HttpContext context, CancellationToken cancellationToken)
    {
        if (!ApiKeyText.TryRead(text, out var id, out var secret)) return null;
        var hash = new byte[SHA256.HashSizeInBytes];
        ApiKeyText.Hash(secret, hash);
        var key = await _keys.FindAsync(id.ToString(), cancellationToken);
        return ApiKey.Accepts(key, hash, _time.GetUtcNow()) && key!.IsFor(context) ? key.Principal : null;
    }

    /// <summary>
    /// Whether a session started with a key may continue: the key is valid, unchanged, and allowed where the request comes from. Always true
    /// for a caller without a key.
    /// </summary>
    /// <param name="caller">The caller, according to their session, link or stream.</param>
    /// <param name="context">The request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async Task<bool> GoesOnAsync(ClaimsPrincipal caller, HttpContext context, CancellationToken cancellationToken)
    {
        if (caller.KeyId() is null) return true;
        return await StandingAsync(caller, cancellationToken) is { } key && key.IsFor(context);
    }

    /// <summary>Whether the key with which a session was started is valid and unchanged, wherever it is allowed. Always true for a caller without a key.</summary>
    /// <param name="caller">The caller, according to their session.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async Task<bool> StandsAsync(ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        caller.KeyId() is null || await StandingAsync(caller, cancellationToken) is not null;

    private async Task<ApiKey?> StandingAsync(ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        await _keys.FindAsync(caller.KeyId()!, cancellationToken) is { } key && key.IsValidAt(_time.GetUtcNow()) && key.Fingerprint == caller.KeyFingerprint() ? key : null;
}
