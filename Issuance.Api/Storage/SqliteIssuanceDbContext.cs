using KubeCredential.Storage;
using Microsoft.EntityFrameworkCore;

namespace Issuance.Api.Storage;

/// <summary>The schema on SQLite. There, positions become visible in commit order, since only one transaction writes at a time.</summary>
internal sealed class SqliteIssuanceDbContext(DbContextOptions<SqliteIssuanceDbContext> options) : IssuanceDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.StoreTimesAsMilliseconds();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<EventRow>(stored =>
        {
            stored.HasKey(row => row.Position);
            stored.HasIndex(row => new { row.CredentialId, row.Version }).IsUnique().HasDatabaseName("uq_credential_events_credential_version");
        });
    }
}
