using KubeCredential.Security;
using KubeCredential.Storage.Audit;
using KubeCredential.Storage.Replicas;
using Microsoft.EntityFrameworkCore;
using Verification.Api.CredentialTypes;
using Verification.Api.Issuers;
using Verification.Api.Signatures;
using Verification.Api.TrustedIssuers;

namespace Verification.Api.Storage;

/// <summary>
/// The schema of the verification database: a read model that can be rebuilt from the issuer's event store at any time. A rebuild writes
/// a new generation of rows alongside the live one and then makes it the live one, so no table is ever renamed and the service does not
/// need the right to change the schema.
/// </summary>
internal abstract class VerificationDbContext(DbContextOptions options) : DbContext(options)
{
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseSnakeCaseNamingConvention();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddAuditTrail(postgres: Database.IsNpgsql());
        modelBuilder.AddVerdicts(postgres: Database.IsNpgsql());
        modelBuilder.AddApiKeys();
        modelBuilder.AddReplicas();
        modelBuilder.AddCredentialTypes();
        modelBuilder.Entity<CredentialRow>(credential =>
        {
            credential.ToTable("credentials").HasKey(row => new { row.Generation, row.Id });
            credential.HasIndex(row => new { row.Generation, row.AppliedAt, row.Id }).HasDatabaseName("ix_credentials_applied");
        });
        modelBuilder.Entity<ReadModelRow>(model =>
        {
            model.ToTable("read_model", table => table.HasCheckConstraint("ck_read_model_single", "id = 1")).HasKey(row => row.Id);
            model.Property(row => row.Id).ValueGeneratedNever();
            model.HasData(new ReadModelRow { Id = 1, Live = 1 });
        });
        modelBuilder.Entity<RebuildRow>(rebuild =>
        {
            rebuild.ToTable("rebuilds").HasKey(row => row.Id);
            rebuild.HasIndex(row => row.StartedAt).HasDatabaseName("ix_rebuilds_started");
            rebuild.Property(row => row.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<CounterRow>(counter =>
        {
            counter.ToTable("counters").HasKey(row => new { row.Name, row.Shard });
        });
        modelBuilder.Entity<ControlRow>(control =>
        {
            control.ToTable("consumption_control", table => table.HasCheckConstraint("ck_consumption_control_single", "id = 1")).HasKey(row => row.Id);
            control.Property(row => row.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<DiscardedRow>(discarded =>
        {
            discarded.ToTable("discarded_dead_letters").HasKey(row => row.Key);
            discarded.Property(row => row.Key).ValueGeneratedNever();
            discarded.HasIndex(row => row.CredentialId).HasDatabaseName("ix_discarded_dead_letters_credential");
        });
        modelBuilder.Entity<IssuerKeyRow>(key => key.ToTable("issuer_keys").HasKey(row => row.KeyId));
        modelBuilder.Entity<IssuerRow>(issuer => issuer.ToTable("issuers").HasKey(row => row.Slug));
        modelBuilder.Entity<TrustedIssuerRow>(issuer =>
        {
            issuer.ToTable("trusted_issuers").HasKey(row => row.Id);
            issuer.Property(row => row.Id).ValueGeneratedNever();
            issuer.HasIndex(row => row.Did).IsUnique().HasDatabaseName("ux_trusted_issuers_did");
            issuer.HasIndex(row => new { row.CreatedAt, row.Id }).HasDatabaseName("ix_trusted_issuers_created");
        });
        modelBuilder.Entity<ReportCertificateRow>(certificate =>
        {
            certificate.ToTable("report_certificates").HasKey(row => row.Number);
            certificate.Property(row => row.Number).ValueGeneratedNever();
        });
        modelBuilder.Entity<KnowledgeRow>(knowledge =>
        {
            knowledge.ToTable("issuer_knowledge", table => table.HasCheckConstraint("ck_issuer_knowledge_single", "id = 1")).HasKey(row => row.Id);
            knowledge.Property(row => row.Id).ValueGeneratedNever();
        });
    }
}
