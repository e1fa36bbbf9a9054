using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Issuance.Api.Issuers;

/// <summary>A registered issuer. A row is never deleted, and its name and slug never change: credentials name the one, the issuer's DID the other.</summary>
internal sealed class IssuerRow
{
    public required string Slug { get; init; }
    public required string Name { get; init; }

    /// <summary>The name, case-folded for searching.</summary>
    public required string NameSearch { get; init; }
    public string? Website { get; init; }
    public string? Contact { get; init; }
    public byte[]? Logo { get; init; }
    public string? LogoType { get; init; }
    public int Revision { get; init; }
    public DateTimeOffset RegisteredAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>The table of issuers.</summary>
internal sealed class IssuerTable : IEntityTypeConfiguration<IssuerRow>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<IssuerRow> builder)
    {
        builder.ToTable("issuers").HasKey(row => row.Slug);
        builder.HasIndex(row => row.Name).IsUnique().HasDatabaseName("uq_issuers_name");
        builder.HasIndex(row => row.NameSearch).HasDatabaseName("ix_issuers_name_search");
    }
}
