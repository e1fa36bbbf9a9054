using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Issuance.Api.Holders;

/// <summary>The tables of holders. The service's database context discovers this class by its interfaces.</summary>
internal sealed class HolderTables :
    IEntityTypeConfiguration<InvitationRow>, IEntityTypeConfiguration<HolderLinkRow>, IEntityTypeConfiguration<MailRow>, IEntityTypeConfiguration<HolderSessionRow>, IEntityTypeConfiguration<ShareRow>,
    IEntityTypeConfiguration<CorrectionRow>, IEntityTypeConfiguration<MailTextRow>, IEntityTypeConfiguration<BatchInvitationRow>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<InvitationRow> builder)
    {
        builder.ToTable("invitations").HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => row.CredentialId).HasDatabaseName("ix_invitations_credential");
        builder.HasIndex(row => new { row.IssuerName, row.Id }).HasDatabaseName("ix_invitations_issuer");
        builder.HasIndex(row => new { row.BatchId, row.Id }).HasDatabaseName("ix_invitations_batch").HasFilter("batch_id IS NOT NULL");
        builder.HasIndex(row => new { row.State, row.Id }).HasDatabaseName("ix_invitations_state");
        // Those whose holders are still to be told that the credential expires.
        builder.HasIndex(row => row.LastDay).HasDatabaseName("ix_invitations_notice").HasFilter("state = 'opened' AND noticed_at IS NULL AND email IS NOT NULL AND last_day IS NOT NULL");
    }

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<HolderLinkRow> builder)
    {
        builder.ToTable("holder_links").HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => row.TokenHash).IsUnique().HasDatabaseName("uq_holder_links_token");
        builder.HasIndex(row => row.InvitationId).HasDatabaseName("ix_holder_links_invitation");
        builder.HasIndex(row => row.CredentialId).HasDatabaseName("ix_holder_links_credential");
        builder.HasIndex(row => row.ExpiresAt).HasDatabaseName("ix_holder_links_expires");
    }

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<MailRow> builder)
    {
        builder.ToTable("mails").HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => new { row.Priority, row.DueAt }).HasDatabaseName("ix_mails_due").HasFilter("state = 0");
        builder.HasIndex(row => row.FinishedAt).HasDatabaseName("ix_mails_finished").HasFilter("state <> 0");
        builder.HasIndex(row => new { row.AddressKey, row.CreatedAt }).HasDatabaseName("ix_mails_address");
        builder.HasIndex(row => row.InvitationId).HasDatabaseName("ix_mails_invitation");
        builder.HasIndex(row => row.CredentialId).HasDatabaseName("ix_mails_credential");
    }

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<HolderSessionRow> builder)
    {
        builder.ToTable("holder_sessions").HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => row.CredentialId).HasDatabaseName("ix_holder_sessions_credential");
        builder.HasIndex(row => row.InvitationId).HasDatabaseName("ix_holder_sessions_invitation");
        builder.HasIndex(row => row.ExpiresAt).HasDatabaseName("ix_holder_sessions_expires");
    }

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<ShareRow> builder)
    {
        builder.ToTable("shares").HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => row.TokenHash).IsUnique().HasDatabaseName("uq_shares_token");
        builder.HasIndex(row => row.CredentialId).HasDatabaseName("ix_shares_credential");
        builder.HasIndex(row => row.ExpiresAt).HasDatabaseName("ix_shares_expires").HasFilter("expires_at IS NOT NULL");
        builder.HasIndex(row => row.SwitchedOffAt).HasDatabaseName("ix_shares_switched_off").HasFilter("switched_off_at IS NOT NULL");
    }

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<CorrectionRow> builder)
    {
        builder.ToTable("corrections").HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => row.CredentialId).HasDatabaseName("ix_corrections_credential");
        builder.HasIndex(row => new { row.IssuerName, row.Id }).HasDatabaseName("ix_corrections_issuer");
        // Few are open.
        builder.HasIndex(row => row.Id).HasDatabaseName("ix_corrections_open").HasFilter("state = 'open'");
    }

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<MailTextRow> builder) => builder.ToTable("mail_texts").HasKey(row => new { row.Issuer, row.Kind, row.Language });

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<BatchInvitationRow> builder)
    {
        builder.ToTable("batch_invitations").HasKey(row => row.BatchId);
        builder.Property(row => row.BatchId).ValueGeneratedNever();
        builder.HasIndex(row => row.CreatedAt).HasDatabaseName("ix_batch_invitations_open").HasFilter("finished_at IS NULL");
    }
}
