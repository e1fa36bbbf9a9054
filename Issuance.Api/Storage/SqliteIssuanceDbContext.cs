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
        // What a search compares is in the indexes of the list, in each of its orders, so that the credentials themselves, with their content, need not be read.
        modelBuilder.Entity<CredentialRow>(credential =>
        {
            credential.HasIndex(row => new { row.Id, row.HolderSearch, row.TypeSearch, row.IssuerSearch, row.ExpiryDate, row.ValidFrom, row.State, row.Standing }).HasDatabaseName("ix_credentials_list");
            credential.HasIndex(row => new { row.HolderSearch, row.Id, row.TypeSearch, row.IssuerSearch, row.ExpiryDate, row.ValidFrom, row.State, row.Standing }).HasDatabaseName("ix_credentials_holder_search");
            credential.HasIndex(row => new { row.ExpiryDate, row.Id, row.HolderSearch, row.TypeSearch, row.IssuerSearch, row.ValidFrom, row.State, row.Standing }).HasDatabaseName("ix_credentials_expiry");
        });
        modelBuilder.Entity<EventRow>(stored =>
        {
            stored.HasKey(row => row.Position);
            stored.HasIndex(row => new { row.CredentialId, row.Version }).IsUnique().HasDatabaseName("uq_credential_events_credential_version");
        });
    }
}
