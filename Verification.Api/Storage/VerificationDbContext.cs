using KubeCredential.Security;
using KubeCredential.Storage.Audit;
using Microsoft.EntityFrameworkCore;

namespace Verification.Api.Storage;

/// <summary>
/// The schema of the verification database: a read model that can be emptied and built again from the issuer's event store at any time.
/// A rebuild writes a new generation of rows beside the live one and then makes it the live one, so no table is ever renamed and the
/// service needs no right to change the schema.
/// </summary>
internal abstract class VerificationDbContext(DbContextOptions options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddAuditTrail(postgres: Database.IsNpgsql());
        modelBuilder.AddVerdicts(postgres: Database.IsNpgsql());
        modelBuilder.AddApiKeys();
        modelBuilder.Entity<CredentialRow>(credential =>
        {
            credential.ToTable("credentials").HasKey(row => new { row.Generation, row.Id });
            credential.HasIndex(row => new { row.Generation, row.AppliedAt, row.Id }).HasDatabaseName("ix_credentials_applied");
            credential.Property(row => row.Generation).HasColumnName("generation");
            credential.Property(row => row.Id).HasColumnName("id");
            credential.Property(row => row.Version).HasColumnName("version");
            credential.Property(row => row.EventId).HasColumnName("event_id");
            credential.Property(row => row.EventType).HasColumnName("event_type");
            credential.Property(row => row.CorrelationId).HasColumnName("correlation_id");
            credential.Property(row => row.OccurredAt).HasColumnName("occurred_at");
            credential.Property(row => row.AppliedAt).HasColumnName("applied_at");
            credential.Property(row => row.HolderName).HasColumnName("holder_name");
            credential.Property(row => row.CredentialType).HasColumnName("credential_type");
            credential.Property(row => row.ExpiryDate).HasColumnName("expiry_date");
            credential.Property(row => row.Credential).HasColumnName("credential");
        });
        modelBuilder.Entity<ReadModelRow>(model =>
        {
            model.ToTable("read_model", table => table.HasCheckConstraint("ck_read_model_single", "id = 1")).HasKey(row => row.Id);
            model.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
            model.Property(row => row.Live).HasColumnName("live");
            model.Property(row => row.Building).HasColumnName("building");
            model.HasData(new ReadModelRow { Id = 1, Live = 1 });
        });
        modelBuilder.Entity<RebuildRow>(rebuild =>
        {
            rebuild.ToTable("rebuilds").HasKey(row => row.Id);
            rebuild.HasIndex(row => row.StartedAt).HasDatabaseName("ix_rebuilds_started");
            rebuild.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
            rebuild.Property(row => row.State).HasColumnName("state");
            rebuild.Property(row => row.WorkerId).HasColumnName("worker_id");
            rebuild.Property(row => row.StartedAt).HasColumnName("started_at");
            rebuild.Property(row => row.HeartbeatAt).HasColumnName("heartbeat_at");
            rebuild.Property(row => row.FinishedAt).HasColumnName("finished_at");
            rebuild.Property(row => row.EventsRead).HasColumnName("events_read");
            rebuild.Property(row => row.LiveHash).HasColumnName("live_hash");
            rebuild.Property(row => row.RebuiltHash).HasColumnName("rebuilt_hash");
            rebuild.Property(row => row.Missing).HasColumnName("missing");
            rebuild.Property(row => row.Unknown).HasColumnName("unknown");
            rebuild.Property(row => row.Different).HasColumnName("different");
            rebuild.Property(row => row.Error).HasColumnName("error");
        });
        modelBuilder.Entity<CounterRow>(counter =>
        {
            counter.ToTable("counters").HasKey(row => new { row.Name, row.Shard });
            counter.Property(row => row.Name).HasColumnName("name");
            counter.Property(row => row.Shard).HasColumnName("shard");
            counter.Property(row => row.Value).HasColumnName("value");
        });
        modelBuilder.Entity<ControlRow>(control =>
        {
            control.ToTable("consumption_control", table => table.HasCheckConstraint("ck_consumption_control_single", "id = 1")).HasKey(row => row.Id);
            control.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
            control.Property(row => row.Isolated).HasColumnName("isolated");
            control.Property(row => row.Reason).HasColumnName("reason");
            control.Property(row => row.ChangedBy).HasColumnName("changed_by");
            control.Property(row => row.ChangedAt).HasColumnName("changed_at");
        });
        modelBuilder.Entity<DiscardedRow>(discarded =>
        {
            discarded.ToTable("discarded_dead_letters").HasKey(row => row.Key);
            discarded.Property(row => row.Key).HasColumnName("key").ValueGeneratedNever();
            discarded.Property(row => row.DeadLetterId).HasColumnName("dead_letter_id");
            discarded.Property(row => row.Reason).HasColumnName("reason");
            discarded.Property(row => row.DiscardedBy).HasColumnName("discarded_by");
            discarded.Property(row => row.DiscardedAt).HasColumnName("discarded_at");
            discarded.Property(row => row.Delivery).HasColumnName("delivery");
        });
    }
}
