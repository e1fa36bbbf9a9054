using KubeCredential.Security;
using KubeCredential.Storage.Audit;
using KubeCredential.Storage.Replicas;
using Microsoft.EntityFrameworkCore;

namespace Issuance.Api.Storage;

/// <summary>
/// The schema of the issuance database: the append-only event store, the current state of credentials, and the outbox. Entity Framework
/// manages the schema and its migrations; the statements that run often are handwritten, next to the code that runs them.
/// </summary>
internal abstract class IssuanceDbContext(DbContextOptions options) : DbContext(options)
{
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseSnakeCaseNamingConvention();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddAuditTrail(postgres: Database.IsNpgsql());
        modelBuilder.AddApiKeys();
        modelBuilder.AddReplicas();
        // Other folders have tables of their own. They configure them through IEntityTypeConfiguration, so they need not be listed here.
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(IssuanceDbContext).Assembly);
        modelBuilder.Entity<CredentialRow>(credential =>
        {
            credential.ToTable("credentials").HasKey(row => row.Id);
            credential.HasIndex(row => new { row.HolderKey, row.CredentialType, row.IssuerName }).IsUnique().HasDatabaseName("uq_credentials_standing").HasFilter("standing = 1");
            credential.Property(row => row.Id).ValueGeneratedNever();
            // Each leads to credentials of one type or issuer by ID. The indexes of the list in each of its orders differ between the databases.
            credential.HasIndex(row => new { row.TypeSearch, row.Id }).HasDatabaseName("ix_credentials_type_search");
            credential.HasIndex(row => new { row.IssuerSearch, row.Id }).HasDatabaseName("ix_credentials_issuer_search");
            credential.HasIndex(row => new { row.HolderId, row.Id }).HasDatabaseName("ix_credentials_holder_id").HasFilter("holder_id IS NOT NULL");
            // For lists by state; nearly all credentials are active, and those are found without it.
            credential.HasIndex(row => new { row.State, row.Id }).HasDatabaseName("ix_credentials_state").HasFilter("state <> 'active'");
            credential.HasIndex(row => new { row.ValidFrom, row.Id }).HasDatabaseName("ix_credentials_valid_from").HasFilter("valid_from IS NOT NULL");
        });
        modelBuilder.Entity<WordRow>(word =>
        {
            word.ToTable("credential_words").HasKey(row => new { row.Word, row.CredentialId });
        });
        modelBuilder.Entity<IssuerRow>(issuer =>
        {
            issuer.ToTable("issuers").HasKey(row => row.Slug);
            issuer.HasIndex(row => row.Name).IsUnique().HasDatabaseName("uq_issuers_name");
            issuer.HasIndex(row => row.NameSearch).HasDatabaseName("ix_issuers_name_search");
        });
        modelBuilder.Entity<NoteRow>(note => note.ToTable("credential_notes").HasKey(row => new { row.CredentialId, row.Version }));
        modelBuilder.Entity<EventRow>(stored =>
        {
            stored.ToTable("credential_events");
            stored.Property(row => row.Position).ValueGeneratedOnAdd();
        });
        modelBuilder.Entity<OutboxRow>(outbox =>
        {
            outbox.ToTable("outbox").HasKey(row => row.EventId);
            outbox.HasIndex(row => row.DueAt).HasDatabaseName("ix_outbox_due").HasFilter("state IN (0, 1)");
            outbox.HasIndex(row => row.DueAt, "unconfirmed").HasDatabaseName("ix_outbox_unconfirmed").HasFilter("state = 2");
            outbox.HasIndex(row => new { row.DeadAt, row.EventId }).HasDatabaseName("ix_outbox_dead").HasFilter("state = 4");
            outbox.HasIndex(row => row.ConfirmedAt).HasDatabaseName("ix_outbox_confirmed").HasFilter("state = 3");
            // For lists by state. Nearly all events are confirmed, and those are found without it. The filters of these two indexes are written so
            // that no other statement's condition implies them; otherwise the planner could use them to claim events and sort all that are waiting.
            outbox.HasIndex(row => new { row.State, row.CredentialId }).HasDatabaseName("ix_outbox_open").HasFilter("state + 0 <> 3");
            outbox.HasIndex(row => new { row.DueAt, row.EventId }).HasDatabaseName("ix_outbox_retrying").HasFilter("state + 0 = 1");
            outbox.HasIndex(row => row.CreatedAt).HasDatabaseName("ix_outbox_overdue").HasFilter(Outbox.HeartbeatStore.Overdue);
            outbox.HasIndex(row => new { row.CreatedAt, row.EventId }).HasDatabaseName("ix_outbox_unconfirmed_since").HasFilter(Outbox.HeartbeatStore.Unconfirmed);
            outbox.Property(row => row.EventId).ValueGeneratedNever();
            outbox.Property(row => row.Attempts).HasDefaultValue(0);
            outbox.Property(row => row.Publications).HasDefaultValue(0);
        });
        modelBuilder.Entity<OutboxGroupRow>(said => said.ToTable("outbox_groups").HasKey(row => new { row.EventId, row.GroupName }));
        modelBuilder.Entity<EpochRow>(epoch =>
        {
            epoch.ToTable("delivery_epoch", table => table.HasCheckConstraint("ck_delivery_epoch_single", "id = 1")).HasKey(row => row.Id);
            epoch.Property(row => row.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<CounterRow>(counter =>
        {
            counter.ToTable("delivery_counters").HasKey(row => new { row.Name, row.Shard });
        });
        modelBuilder.Entity<CountRow>(count =>
        {
            count.ToTable("delivery_counts").HasKey(row => new { row.Step, row.At, row.Bucket });
        });
        modelBuilder.Entity<ControlRow>(control =>
        {
            control.ToTable("delivery_control", table => table.HasCheckConstraint("ck_delivery_control_single", "id = 1")).HasKey(row => row.Id);
            control.Property(row => row.Id).ValueGeneratedNever();
        });
    }
}
