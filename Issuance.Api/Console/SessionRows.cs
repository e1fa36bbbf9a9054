namespace Issuance.Api.Console;

/// <summary>Somebody who is signed in with a browser.</summary>
internal sealed class SessionRow
{
    /// <summary>SHA-256 of what the cookie holds, in hexadecimal.</summary>
    public required string Id { get; init; }

    /// <summary>The API key that was typed in, whose end ends the session; null for who came from an OpenID Connect provider.</summary>
    public string? KeyId { get; init; }

    /// <summary>What the key was when the session began: it ends, too, where there is another one under the key's id.</summary>
    public string? KeyFingerprint { get; init; }

    /// <summary>What the audit trail calls them.</summary>
    public required string Actor { get; init; }
    public required string Name { get; init; }

    /// <summary>The roles, with commas between.</summary>
    public required string Roles { get; init; }
    public string? Organisation { get; init; }

    /// <summary>When they proved who they are. For a session that began with a link that was before the link was made.</summary>
    public DateTimeOffset SignedInAt { get; init; }

    /// <summary>When it ends unless it is used before.</summary>
    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A link that signs a browser in once, as who made it.</summary>
internal sealed class SignInLinkRow
{
    /// <summary>SHA-256 of the token in the link, in hexadecimal.</summary>
    public required string Id { get; init; }

    /// <summary>The session that it was made in, with which it ends, too; null where it was made with a key or token.</summary>
    public string? SessionId { get; init; }
    public string? KeyId { get; init; }
    public string? KeyFingerprint { get; init; }
    public required string Actor { get; init; }
    public required string Name { get; init; }
    public required string Roles { get; init; }
    public string? Organisation { get; init; }

    /// <summary>When whoever made it proved who they are.</summary>
    public DateTimeOffset SignedInAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}
