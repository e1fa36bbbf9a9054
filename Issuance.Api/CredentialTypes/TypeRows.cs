using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Issuance.Api.CredentialTypes;

/// <summary>A registered credential type. A row is never deleted, and its names never change: credentials name it.</summary>
internal sealed class TypeRow
{
    /// <summary>Its name in addresses.</summary>
    public required string Id { get; init; }

    /// <summary>The type of its credentials.</summary>
    public required string Name { get; init; }

    /// <summary>The name, case-folded for searching.</summary>
    public required string NameSearch { get; init; }

    /// <summary>The name of the issuer that it belongs to; empty: all.</summary>
    public required string Issuer { get; init; }

    /// <summary>The latest version.</summary>
    public int Version { get; init; }

    /// <summary>1 once it is archived: nothing more is issued under it.</summary>
    public short Archived { get; init; }

    /// <summary>How many times the row has been written.</summary>
    public int Revision { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A version of a type. A row never changes.</summary>
internal sealed class TypeVersionRow
{
    public required string TypeId { get; init; }
    public int Version { get; init; }

    /// <summary>A <see cref="TypeDefinition"/>: JSON text.</summary>
    public required string Definition { get; init; }
    public required string PublishedBy { get; init; }
    public DateTimeOffset PublishedAt { get; init; }
}

/// <summary>A picture of types, named by its content. A row never changes.</summary>
internal sealed class TypePictureRow
{
    /// <summary>The SHA-256 of the file in hexadecimal digits.</summary>
    public required string Id { get; init; }
    public required byte[] Bytes { get; init; }
    public required string MediaType { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The tables of credential types. The service's database context discovers this class by its interfaces.</summary>
internal sealed class TypeTables : IEntityTypeConfiguration<TypeRow>, IEntityTypeConfiguration<TypeVersionRow>, IEntityTypeConfiguration<TypePictureRow>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<TypeRow> builder)
    {
        builder.ToTable("credential_types").HasKey(row => row.Id);
        builder.HasIndex(row => new { row.Name, row.Issuer }).IsUnique().HasDatabaseName("uq_credential_types_name");
    }

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<TypeVersionRow> builder) => builder.ToTable("credential_type_versions").HasKey(row => new { row.TypeId, row.Version });

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<TypePictureRow> builder) => builder.ToTable("type_pictures").HasKey(row => row.Id);
}
