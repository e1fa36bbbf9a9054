using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace KubeCredential.Security;

/// <summary>Checks API keys that come another way than in the <c>Authorization</c> header.</summary>
public sealed class KeyCheck
{
    private readonly ApiKeys _keys;
    private readonly TimeProvider _time;

    internal KeyCheck(ApiKeys keys, TimeProvider time) => (_keys, _time) = (keys, time);

    /// <summary>Whom a key signs in, or null where it signs in nobody.</summary>
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
    /// Whether what a caller began with a key goes on: the key is valid, still the same one, and good where the request comes from. A
    /// caller without a key has nothing that could end.
    /// </summary>
    /// <param name="caller">The caller, as their session, link or stream tells of them.</param>
    /// <param name="context">The request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async Task<bool> GoesOnAsync(ClaimsPrincipal caller, HttpContext context, CancellationToken cancellationToken)
    {
        if (caller.KeyId() is not { } id) return true;
        return await _keys.FindAsync(id, cancellationToken) is { } key && key.IsValidAt(_time.GetUtcNow())
            && key.Fingerprint == caller.KeyFingerprint() && key.IsFor(context);
    }
}
