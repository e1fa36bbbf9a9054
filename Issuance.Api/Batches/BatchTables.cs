using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Issuance.Api.Batches;

/// <summary>The tables of batches. The service's database context discovers this class by its interfaces.</summary>
internal sealed class BatchTables :
    IEntityTypeConfiguration<BatchRow>, IEntityTypeConfiguration<BatchPartRow>, IEntityTypeConfiguration<BatchItemRow>, IEntityTypeConfiguration<BatchFaultRow>, IEntityTypeConfiguration<BatchMappingRow>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<BatchRow> builder)
    {
        builder.ToTable("batches").HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => new { row.Organisation, row.Id }).HasDatabaseName("ix_batches_organisation");
        // For the loops: few batches are at work.
        builder.HasIndex(row => new { row.State, row.Id }).HasDatabaseName("ix_batches_state");
    }

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<BatchPartRow> builder) => builder.ToTable("batch_parts").HasKey(row => new { row.BatchId, row.Part });

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<BatchItemRow> builder)
    {
        builder.ToTable("batch_rows").HasKey(row => new { row.BatchId, row.Row });
        builder.HasIndex(row => new { row.BatchId, row.Outcome, row.Row }).HasDatabaseName("ix_batch_rows_faults").HasFilter("outcome IN (1, 3)");
        // By these, an erasure finds what the file said about the holder.
        builder.HasIndex(row => row.CredentialId).HasDatabaseName("ix_batch_rows_credential").HasFilter("credential_id IS NOT NULL");
        // By these, the list of credentials finds what a batch did, in the order of IDs.
        builder.HasIndex(row => new { row.BatchId, row.CredentialId }).HasDatabaseName("ix_batch_rows_done").HasFilter("outcome = 2 AND credential_id IS NOT NULL");
        builder.HasIndex(row => new { row.BatchId, row.SuccessorId }).HasDatabaseName("ix_batch_rows_renewed").HasFilter("outcome = 2 AND successor_id IS NOT NULL");
        builder.HasIndex(row => row.SuccessorId).HasDatabaseName("ix_batch_rows_successor").HasFilter("successor_id IS NOT NULL");
    }

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<BatchFaultRow> builder) => builder.ToTable("batch_faults").HasKey(row => new { row.BatchId, row.Kind, row.Row });

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<BatchMappingRow> builder) => builder.ToTable("batch_mappings").HasKey(row => new { row.Owner, row.Kind, row.Heading });
}
