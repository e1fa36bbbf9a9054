namespace KubeCredential.Security;

/// <summary>An API key. Only a hash of its secret is stored.</summary>
internal sealed class ApiKeyRow
{
    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <summary>SHA-256 of the secret, in hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>The roles, separated by commas.</summary>
    public required string Roles { get; init; }

    /// <summary>The issuer's name that the key is limited to.</summary>
    public string? Organisation { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When the key was last used, to the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The key that replaced it.</summary>
    public string? ReplacedBy { get; init; }
}
