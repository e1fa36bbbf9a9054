using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Issuance.Api.Storage;

/// <summary>An erasure whose content may still be in Redis' stream.</summary>
internal sealed class ErasureRow
{
    public Guid CredentialId { get; init; }
    public DateTimeOffset ErasedAt { get; init; }

    /// <summary>How often the stream has been searched.</summary>
    public short Sweeps { get; init; }

    /// <summary>When the stream was last searched, after which nothing of it can be there any more; null until then.</summary>
    public DateTimeOffset? SweptAt { get; init; }
}

/// <summary>The table of erasures.</summary>
internal sealed class ErasureTable : IEntityTypeConfiguration<ErasureRow>
{
    public void Configure(EntityTypeBuilder<ErasureRow> builder)
    {
        builder.ToTable("erasures").HasKey(row => row.CredentialId);
        builder.HasIndex(row => row.ErasedAt).HasDatabaseName("ix_erasures_open").HasFilter("swept_at IS NULL");
        builder.Property(row => row.CredentialId).ValueGeneratedNever();
    }
}
