namespace Issuance.Api.Sessions;

/// <summary>Somebody who is signed in with a browser.</summary>
internal sealed class SessionRow
{
    /// <summary>SHA-256 of what the cookie holds, in hexadecimal.</summary>
    public required string Id { get; init; }

    /// <summary>The API key that was typed in, whose end ends the session; null for who came from an OpenID Connect provider.</summary>
    public string? KeyId { get; init; }

    /// <summary>What the audit trail calls them.</summary>
    public required string Actor { get; init; }
    public required string Name { get; init; }

    /// <summary>The roles, with commas between.</summary>
    public required string Roles { get; init; }
    public string? Organisation { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends unless it is used before.</summary>
    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A link that signs a browser in once, as who made it.</summary>
internal sealed class SignInLinkRow
{
    /// <summary>SHA-256 of the token in the link, in hexadecimal.</summary>
    public required string Id { get; init; }
    public string? KeyId { get; init; }
    public required string Actor { get; init; }
    public required string Name { get; init; }
    public required string Roles { get; init; }
    public string? Organisation { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A key with which all replicas protect cookies.</summary>
internal sealed class DataProtectionKeyRow
{
    public required string Name { get; init; }
    public required string Xml { get; init; }
}
