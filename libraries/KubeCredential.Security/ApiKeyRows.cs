namespace KubeCredential.Security;

/// <summary>An API key. Only a hash of its secret is kept.</summary>
internal sealed class ApiKeyRow
{
    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <summary>SHA-256 of the secret, in hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>The roles, with commas between.</summary>
    public required string Roles { get; init; }

    /// <summary>The issuer's name that the key is limited to.</summary>
    public string? Organisation { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>To the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The key that was made in its place.</summary>
    public string? ReplacedBy { get; init; }
}
