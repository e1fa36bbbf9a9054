using Issuance.Api.Console;
using KubeCredential.Security;
using KubeCredential.Storage.Audit;
using Microsoft.EntityFrameworkCore;

namespace Issuance.Api.Storage;

/// <summary>
/// The schema of the issuance database: the append-only event store, the current state of credentials, and the outbox. Entity Framework
/// keeps the schema and its migrations; the statements that run often are written by hand beside the classes that run them.
/// </summary>
internal abstract class IssuanceDbContext(DbContextOptions options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddAuditTrail(postgres: Database.IsNpgsql());
        modelBuilder.AddApiKeys();
        modelBuilder.AddSessions();
        modelBuilder.Entity<CredentialRow>(credential =>
        {
            credential.ToTable("credentials").HasKey(row => row.Id);
            credential.HasIndex(row => new { row.HolderName, row.CredentialType, row.IssuerName }).IsUnique().HasDatabaseName("uq_credentials_holder_type_issuer");
            credential.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
            credential.Property(row => row.HolderName).HasColumnName("holder_name");
            credential.Property(row => row.CredentialType).HasColumnName("credential_type");
            credential.Property(row => row.IssuerName).HasColumnName("issuer_name");
            credential.Property(row => row.IssueDate).HasColumnName("issue_date");
            credential.Property(row => row.ExpiryDate).HasColumnName("expiry_date");
            credential.Property(row => row.Metadata).HasColumnName("metadata");
            credential.Property(row => row.WorkerId).HasColumnName("worker_id");
            credential.Property(row => row.IssuedAt).HasColumnName("issued_at");
            credential.Property(row => row.Version).HasColumnName("version");
            credential.Property(row => row.EventId).HasColumnName("event_id");
            credential.Property(row => row.PublishedAt).HasColumnName("published_at");
            credential.Property(row => row.ConfirmedAt).HasColumnName("confirmed_at");
            credential.Property(row => row.HolderSearch).HasColumnName("holder_search");
            credential.Property(row => row.TypeSearch).HasColumnName("type_search");
            credential.Property(row => row.IssuerSearch).HasColumnName("issuer_search");
            credential.HasIndex(row => row.HolderSearch).HasDatabaseName("ix_credentials_holder_search");
            credential.HasIndex(row => row.TypeSearch).HasDatabaseName("ix_credentials_type_search");
            credential.HasIndex(row => row.IssuerSearch).HasDatabaseName("ix_credentials_issuer_search");
            credential.HasIndex(row => row.Version).HasDatabaseName("ix_credentials_unsearchable").HasFilter("holder_search IS NULL");
        });
        modelBuilder.Entity<WordRow>(word =>
        {
            word.ToTable("credential_words").HasKey(row => new { row.Word, row.CredentialId });
            word.Property(row => row.Word).HasColumnName("word");
            word.Property(row => row.CredentialId).HasColumnName("credential_id");
        });
        modelBuilder.Entity<EventRow>(stored =>
        {
            stored.ToTable("credential_events");
            stored.Property(row => row.Position).HasColumnName("position").ValueGeneratedOnAdd();
            stored.Property(row => row.EventId).HasColumnName("event_id");
            stored.Property(row => row.CredentialId).HasColumnName("credential_id");
            stored.Property(row => row.Version).HasColumnName("version");
            stored.Property(row => row.EventType).HasColumnName("event_type");
            stored.Property(row => row.OccurredAt).HasColumnName("occurred_at");
            stored.Property(row => row.CorrelationId).HasColumnName("correlation_id");
            stored.Property(row => row.TraceParent).HasColumnName("trace_parent");
            stored.Property(row => row.TraceState).HasColumnName("trace_state");
            stored.Property(row => row.Credential).HasColumnName("credential");
        });
        modelBuilder.Entity<OutboxRow>(outbox =>
        {
            outbox.ToTable("outbox").HasKey(row => row.EventId);
            outbox.HasIndex(row => row.DueAt).HasDatabaseName("ix_outbox_due").HasFilter("state IN (0, 1)");
            outbox.HasIndex(row => row.DueAt, "unconfirmed").HasDatabaseName("ix_outbox_unconfirmed").HasFilter("state = 2");
            outbox.HasIndex(row => new { row.DeadAt, row.EventId }).HasDatabaseName("ix_outbox_dead").HasFilter("state = 4");
            outbox.HasIndex(row => row.ConfirmedAt).HasDatabaseName("ix_outbox_confirmed").HasFilter("state = 3");
            // For lists by state. What is confirmed is nearly everything, and is found without it. The filters of these two are written so that no
            // other statement's condition implies them: whoever claims events would be offered them otherwise, and with them a sort of all that waits.
            outbox.HasIndex(row => new { row.State, row.CredentialId }).HasDatabaseName("ix_outbox_open").HasFilter("state + 0 <> 3");
            outbox.HasIndex(row => new { row.DueAt, row.EventId }).HasDatabaseName("ix_outbox_retrying").HasFilter("state + 0 = 1");
            outbox.Property(row => row.EventId).HasColumnName("event_id").ValueGeneratedNever();
            outbox.Property(row => row.CredentialId).HasColumnName("credential_id");
            outbox.Property(row => row.Version).HasColumnName("version");
            outbox.Property(row => row.State).HasColumnName("state");
            outbox.Property(row => row.Attempts).HasColumnName("attempts").HasDefaultValue(0);
            outbox.Property(row => row.Publications).HasColumnName("publications").HasDefaultValue(0);
            outbox.Property(row => row.CreatedAt).HasColumnName("created_at");
            outbox.Property(row => row.DueAt).HasColumnName("due_at");
            outbox.Property(row => row.LeasedUntil).HasColumnName("leased_until");
            outbox.Property(row => row.PublishedAt).HasColumnName("published_at");
            outbox.Property(row => row.ConfirmedAt).HasColumnName("confirmed_at");
            outbox.Property(row => row.FailedAt).HasColumnName("failed_at");
            outbox.Property(row => row.DeadAt).HasColumnName("dead_at");
            outbox.Property(row => row.DeadBy).HasColumnName("dead_by");
            outbox.Property(row => row.EntryId).HasColumnName("entry_id");
            outbox.Property(row => row.RetryDelayMs).HasColumnName("retry_delay_ms");
            outbox.Property(row => row.Reason).HasColumnName("reason");
        });
        modelBuilder.Entity<OutboxGroupRow>(said =>
        {
            said.ToTable("outbox_groups").HasKey(row => new { row.EventId, row.GroupName });
            said.Property(row => row.EventId).HasColumnName("event_id");
            said.Property(row => row.GroupName).HasColumnName("group_name");
            said.Property(row => row.Outcome).HasColumnName("outcome");
        });
        modelBuilder.Entity<EpochRow>(epoch =>
        {
            epoch.ToTable("delivery_epoch", table => table.HasCheckConstraint("ck_delivery_epoch_single", "id = 1")).HasKey(row => row.Id);
            epoch.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
            epoch.Property(row => row.Epoch).HasColumnName("epoch");
            epoch.Property(row => row.Since).HasColumnName("since");
        });
        modelBuilder.Entity<CounterRow>(counter =>
        {
            counter.ToTable("delivery_counters").HasKey(row => new { row.Name, row.Shard });
            counter.Property(row => row.Name).HasColumnName("name");
            counter.Property(row => row.Shard).HasColumnName("shard");
            counter.Property(row => row.Value).HasColumnName("value");
        });
        modelBuilder.Entity<MinuteRow>(minute =>
        {
            minute.ToTable("delivery_minutes").HasKey(row => new { row.At, row.Shard });
            minute.Property(row => row.At).HasColumnName("at");
            minute.Property(row => row.Shard).HasColumnName("shard");
            minute.Property(row => row.Issued).HasColumnName("issued");
            minute.Property(row => row.Delivered).HasColumnName("delivered");
            minute.Property(row => row.LagSum).HasColumnName("lag_sum");
            minute.Property(row => row.LagMax).HasColumnName("lag_max");
        });
        modelBuilder.Entity<ControlRow>(control =>
        {
            control.ToTable("delivery_control", table => table.HasCheckConstraint("ck_delivery_control_single", "id = 1")).HasKey(row => row.Id);
            control.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
            control.Property(row => row.Isolated).HasColumnName("isolated");
            control.Property(row => row.Reason).HasColumnName("reason");
            control.Property(row => row.ChangedBy).HasColumnName("changed_by");
            control.Property(row => row.ChangedAt).HasColumnName("changed_at");
        });
    }
}
