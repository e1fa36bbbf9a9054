using KubeCredential.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Issuance.Api.SigningKeys;

/// <summary>A signing key. A row is never deleted: what a retired key signed is checked for ever.</summary>
internal sealed class SigningKeyRow
{
    public required string KeyId { get; init; }

    /// <summary>The slug of the issuer whose key it is; empty for the service's own.</summary>
    public required string Owner { get; init; }

    /// <summary>One of <see cref="KeyAlgorithm"/>.</summary>
    public required string Algorithm { get; init; }
    public required byte[] PublicKey { get; init; }

    /// <summary>The private key, encrypted (see <see cref="KeyEncryption"/>); null if another place holds it, or once the key is compromised.</summary>
    public byte[]? PrivateKey { get; init; }

    /// <summary>One of <see cref="SigningKeyState"/>.</summary>
    public required string State { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ActivatedAt { get; init; }
    public DateTimeOffset? RetiredAt { get; init; }
    public DateTimeOffset? CompromisedAt { get; init; }

    /// <summary>How many events that were signed with a compromised key have been signed anew.</summary>
    public long SignedAnew { get; init; }
    public DateTimeOffset? ReplacedAt { get; init; }
}

/// <summary>The table of signing keys: of each owner and algorithm one is active and one upcoming, at most.</summary>
internal sealed class SigningKeyTable : IEntityTypeConfiguration<SigningKeyRow>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<SigningKeyRow> builder)
    {
        builder.ToTable("signing_keys").HasKey(row => row.KeyId);
        builder.HasIndex(row => new { row.Owner, row.Algorithm, row.State }).IsUnique().HasDatabaseName("uq_signing_keys_current").HasFilter("state IN ('active', 'upcoming')");
        builder.HasIndex(row => new { row.Owner, row.CreatedAt }).HasDatabaseName("ix_signing_keys_owner");
    }
}
