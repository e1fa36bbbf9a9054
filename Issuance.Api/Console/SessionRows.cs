namespace Issuance.Api.Console;

/// <summary>A session: someone who is signed in with a browser.</summary>
internal sealed class SessionRow
{
    /// <summary>The SHA-256 hash of the cookie's value, in hexadecimal.</summary>
    public required string Id { get; init; }

    /// <summary>The API key that was used to sign in; the session ends when the key does. Null after signing in through an OpenID Connect provider.</summary>
    public string? KeyId { get; init; }

    /// <summary>The key's fingerprint when the session started: the session also ends if another key has taken over the key's ID.</summary>
    public string? KeyFingerprint { get; init; }

    /// <summary>What the audit trail calls them.</summary>
    public required string Actor { get; init; }
    public required string Name { get; init; }

    /// <summary>The roles, separated by commas.</summary>
    public required string Roles { get; init; }
    public string? Organisation { get; init; }

    /// <summary>When they first signed in. For a session that was started with a link, that was before the link was created.</summary>
    public DateTimeOffset SignedInAt { get; init; }

    /// <summary>When it was last used, to about a minute.</summary>
    public DateTimeOffset LastUsedAt { get; init; }

    /// <summary>When it ends if it is not used before then.</summary>
    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A one-time link that signs a browser in as the person who created it.</summary>
internal sealed class SignInLinkRow
{
    /// <summary>The SHA-256 hash of the token in the link, in hexadecimal.</summary>
    public required string Id { get; init; }

    /// <summary>The session in which it was created; the link ends with it. Null if it was created with a key or token.</summary>
    public string? SessionId { get; init; }
    public string? KeyId { get; init; }
    public string? KeyFingerprint { get; init; }
    public required string Actor { get; init; }
    public required string Name { get; init; }
    public required string Roles { get; init; }
    public string? Organisation { get; init; }

    /// <summary>When the person who created it first signed in.</summary>
    public DateTimeOffset SignedInAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}
