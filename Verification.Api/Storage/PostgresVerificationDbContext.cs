using Microsoft.EntityFrameworkCore;

namespace Verification.Api.Storage;

/// <summary>The schema on PostgreSQL.</summary>
internal sealed class PostgresVerificationDbContext(DbContextOptions<PostgresVerificationDbContext> options) : VerificationDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        // A rebuild inserts and deletes whole generations, so vacuum and analyse must run early.
        modelBuilder.Entity<CredentialRow>().ToTable("credentials")
            .HasStorageParameter("autovacuum_vacuum_scale_factor", 0.05m).HasStorageParameter("autovacuum_analyze_scale_factor", 0.02m)
            .HasStorageParameter("autovacuum_analyze_threshold", 10_000);
    }
}
