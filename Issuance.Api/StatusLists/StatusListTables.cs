using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Issuance.Api.StatusLists;

/// <summary>The tables of the status lists. The service's database context discovers this class by its interfaces.</summary>
internal sealed class StatusListTables : IEntityTypeConfiguration<StatusListRow>, IEntityTypeConfiguration<StatusListDocumentRow>, IEntityTypeConfiguration<StatusEntryRow>, IEntityTypeConfiguration<StatusChangeRow>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<StatusListRow> builder)
    {
        builder.ToTable("status_lists").HasKey(row => row.Number);
        builder.Property(row => row.Number).ValueGeneratedOnAdd();
        builder.HasIndex(row => new { row.Issuer, row.Number }).HasDatabaseName("ix_status_lists_open").HasFilter("used < size");
    }

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<StatusListDocumentRow> builder)
    {
        builder.ToTable("status_list_documents").HasKey(row => new { row.List, row.Purpose });
        builder.HasIndex(row => row.PublishedAt).HasDatabaseName("ix_status_list_documents_published");
    }

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<StatusEntryRow> builder)
    {
        builder.ToTable("status_entries").HasKey(row => row.CredentialId);
        builder.Property(row => row.CredentialId).ValueGeneratedNever();
        builder.HasIndex(row => new { row.List, row.EntryIndex }).IsUnique().HasDatabaseName("uq_status_entries");
        builder.HasIndex(row => new { row.List, row.Bit, row.EntryIndex }).HasDatabaseName("ix_status_entries_set").HasFilter("bit <> 0");
    }

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<StatusChangeRow> builder)
    {
        builder.ToTable("status_changes").HasKey(row => row.Position);
        builder.Property(row => row.Position).ValueGeneratedOnAdd();
        builder.HasIndex(row => row.List).HasDatabaseName("ix_status_changes_list");
    }
}
