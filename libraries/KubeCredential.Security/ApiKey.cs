using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace KubeCredential.Security;

/// <summary>An API key, as used to check requests.</summary>
internal sealed class ApiKey
{
    // Compared with for an unknown ID, so that it takes as long as a known one.
    private static readonly byte[] NoHash = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    private readonly byte[] _hash;
    private readonly DateTimeOffset? _endsAt;
    private readonly bool _isForThisMachine;
    private long _usedAt;

    /// <summary>Creates a key.</summary>
    /// <param name="id">Its ID.</param>
    /// <param name="name">Its name; null to use its ID.</param>
    /// <param name="hash">SHA-256 of its secret, in hexadecimal.</param>
    /// <param name="roles">Its roles.</param>
    /// <param name="organisation">The organisation that it is limited to, or null.</param>
    /// <param name="endsAt">When it ceases to be valid, or null.</param>
    /// <param name="speaksFor">The roles of the callers on whose behalf its holder may act; empty for none.</param>
    /// <param name="isForThisMachine">Whether it is valid only on this machine.</param>
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

    /// <summary>Distinguishes this key from another one with the same ID, by its secret, roles and organisation. Sessions started with a key end when this changes.</summary>
    public string Fingerprint { get; }

    /// <summary>The caller identified by the key. All requests with the key share it.</summary>
    public ClaimsPrincipal Principal { get; }

    /// <summary>When the key was last used, in milliseconds since 1970; 0 if never.</summary>
    public long UsedAt => Volatile.Read(ref _usedAt);

    /// <summary>Whether the key is valid at this time.</summary>
    public bool IsValidAt(DateTimeOffset now) => _endsAt is null || now < _endsAt;

    /// <summary>Whether the key may be used from where a request comes from.</summary>
    public bool IsFor(HttpContext context) => !_isForThisMachine || ThisMachine.HasSent(context);

    /// <summary>Whether a secret with this hash belongs to the key and the key is valid. The time taken does not reveal how much of the hash matched.</summary>
    public static bool Accepts(ApiKey? key, ReadOnlySpan<byte> hash, DateTimeOffset now)
    {
        var agrees = CryptographicOperations.FixedTimeEquals(key is null ? NoHash : key._hash, hash);
        if (!agrees || key is null || !key.IsValidAt(now)) return false;
        key.NoteUse(now.ToUnixTimeMilliseconds());
        return true;
    }

    /// <summary>Records when the key was used.</summary>
    /// <param name="at">In milliseconds since 1970.</param>
    public void NoteUse(long at)
    {
        if (at > UsedAt) Volatile.Write(ref _usedAt, at);
    }
}
