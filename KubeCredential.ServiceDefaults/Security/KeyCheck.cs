using System.Security.Claims;
using System.Security.Cryptography;

namespace KubeCredential.ServiceDefaults.Security;

/// <summary>Checks API keys that come another way than in the <c>Authorization</c> header.</summary>
public sealed class KeyCheck
{
    private readonly ApiKeys _keys;
    private readonly TimeProvider _time;

    internal KeyCheck(ApiKeys keys, TimeProvider time) => (_keys, _time) = (keys, time);

    /// <summary>Whom a key signs in, or null where it signs in nobody.</summary>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async Task<ClaimsPrincipal?> SignInAsync(string text, CancellationToken cancellationToken)
    {
        if (!ApiKeyText.TryRead(text, out var id, out var secret)) return null;
        var hash = new byte[SHA256.HashSizeInBytes];
        ApiKeyText.Hash(secret, hash);
        var key = await _keys.FindAsync(id.ToString(), cancellationToken);
        return ApiKey.Accepts(key, hash, _time.GetUtcNow()) ? key!.Principal : null;
    }

    /// <summary>Whether a key is still valid, for what was begun with it.</summary>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async Task<bool> IsValidAsync(string id, CancellationToken cancellationToken) =>
        await _keys.FindAsync(id, cancellationToken) is { } key && key.IsValidAt(_time.GetUtcNow());
}
