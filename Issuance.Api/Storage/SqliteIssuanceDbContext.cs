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
        // What a search compares, in the order of time, so that the credentials themselves, with their content, need not be read.
        modelBuilder.Entity<CredentialRow>().HasIndex(
            row => new { row.Id, row.HolderSearch, row.TypeSearch, row.IssuerSearch, row.CredentialType, row.IssuerName, row.ExpiryDate, row.ValidFrom, row.State, row.Standing }).HasDatabaseName("ix_credentials_list");
        modelBuilder.Entity<EventRow>(stored =>
        {
            stored.HasKey(row => row.Position);
            stored.HasIndex(row => new { row.CredentialId, row.Version }).IsUnique().HasDatabaseName("uq_credential_events_credential_version");
        });
    }
}
