using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Issuance.Api.Console;

/// <summary>The tables for sessions and sign-in. The service's database context discovers this class by its interfaces.</summary>
internal sealed class SessionTables : IEntityTypeConfiguration<SessionRow>, IEntityTypeConfiguration<SignInLinkRow>, IEntityTypeConfiguration<DataProtectionKey>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<SessionRow> builder)
    {
        builder.ToTable("sessions").HasKey(row => row.Id);
        builder.HasIndex(row => row.ExpiresAt).HasDatabaseName("ix_sessions_expires");
        builder.HasIndex(row => new { row.SignedInAt, row.Id }).HasDatabaseName("ix_sessions_created");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.SignedInAt).HasColumnName("created_at");
    }

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<SignInLinkRow> builder)
    {
        builder.ToTable("sign_in_links").HasKey(row => row.Id);
        builder.HasIndex(row => row.ExpiresAt).HasDatabaseName("ix_sign_in_links_expires");
        builder.HasIndex(row => row.SessionId).HasDatabaseName("ix_sign_in_links_session");
        builder.Property(row => row.Id).ValueGeneratedNever();
    }

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<DataProtectionKey> builder) => builder.ToTable("data_protection_keys").HasKey(row => row.Id);
}
