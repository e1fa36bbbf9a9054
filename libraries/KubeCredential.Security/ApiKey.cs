using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace KubeCredential.Security;

/// <summary>An API key as it is checked.</summary>
internal sealed class ApiKey
{
    // What an unknown id is compared with, so that it costs what a known one costs.
    private static readonly byte[] NoHash = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    private readonly byte[] _hash;
    private readonly DateTimeOffset? _endsAt;
    private readonly bool _isForThisMachine;
    private long _usedAt;

    /// <summary>Makes a key.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="name">Its name; null for its id.</param>
    /// <param name="hash">SHA-256 of its secret, in hexadecimal.</param>
    /// <param name="roles">Its roles.</param>
    /// <param name="organisation">The organisation that it is limited to, or null.</param>
    /// <param name="endsAt">From when on it is not valid any more, or null.</param>
    /// <param name="speaksFor">The roles of the callers that its holder may speak for; none where it may speak for nobody.</param>
    /// <param name="isForThisMachine">Whether it is good on this machine alone.</param>
    public ApiKey(
        string id, string? name, string hash, IReadOnlyCollection<string> roles, string? organisation, DateTimeOffset? endsAt,
        IReadOnlyCollection<string>? speaksFor = null, bool isForThisMachine = false)
    {
        _hash = Convert.FromHexString(hash);
        _endsAt = endsAt;
        _isForThisMachine = isForThisMachine;
        Id = id;
        Fingerprint = RandomSecret.HashOf($"{Convert.ToHexStringLower(_hash)}|{string.Join(',', roles.Order(StringComparer.Ordinal))}|{organisation}");
        Principal = Caller.Create(ApiKeyHandler.Scheme, name is null ? $"key:{id}" : $"key:{id} ({name})", name ?? id, roles, organisation, id, Fingerprint);
        ((ClaimsIdentity)Principal.Identity!).AddClaims((speaksFor ?? []).Select(static role => new Claim(Caller.SpeaksForClaim, role)));
    }

    public string Id { get; }

    /// <summary>Tells this key from another one with its id: by its secret, roles and organisation. What was begun with a key ends where this changes.</summary>
    public string Fingerprint { get; }

    /// <summary>The caller that the key stands for. It is shared by all requests with the key.</summary>
    public ClaimsPrincipal Principal { get; }

    /// <summary>When the key was used last, in milliseconds since 1970; 0 where it was not.</summary>
    public long UsedAt => Volatile.Read(ref _usedAt);

    /// <summary>Whether the key is valid at this moment, whoever holds it.</summary>
    public bool IsValidAt(DateTimeOffset now) => _endsAt is null || now < _endsAt;

    /// <summary>Whether the key may be used where a request comes from.</summary>
    public bool IsFor(HttpContext context) => !_isForThisMachine || ThisMachine.HasSent(context);

    /// <summary>Whether somebody who gave a secret with this hash holds the key, and it is valid. The time it takes does not tell how much of the hash agreed.</summary>
    public static bool Accepts(ApiKey? key, ReadOnlySpan<byte> hash, DateTimeOffset now)
    {
        var agrees = CryptographicOperations.FixedTimeEquals(key is null ? NoHash : key._hash, hash);
        if (!agrees || key is null || !key.IsValidAt(now)) return false;
        key.NoteUse(now.ToUnixTimeMilliseconds());
        return true;
    }

    /// <summary>Says when the key was used.</summary>
    /// <param name="at">In milliseconds since 1970.</param>
    public void NoteUse(long at)
    {
        if (at > UsedAt) Volatile.Write(ref _usedAt, at);
    }
}
