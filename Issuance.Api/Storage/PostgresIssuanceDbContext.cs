using KubeCredential.Storage;
using Microsoft.EntityFrameworkCore;

namespace Issuance.Api.Storage;

/// <summary>The schema on PostgreSQL.</summary>
internal sealed class PostgresIssuanceDbContext(DbContextOptions<PostgresIssuanceDbContext> options) : IssuanceDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        // Leaves room for the next version of each row on its own page, so that claiming or marking a row later updates no index (heap-only tuples).
        modelBuilder.Entity<OutboxRow>().ToTable("outbox").HasStorageParameter("fillfactor", 45)
            // The backlog can be empty one minute and huge the next: dead index entries in front of waiting events must be removed soon, whatever the size of the table.
            .HasStorageParameter("autovacuum_vacuum_scale_factor", 0.02m).HasStorageParameter("autovacuum_vacuum_threshold", 10_000)
            .HasStorageParameter("autovacuum_analyze_scale_factor", 0.02m).HasStorageParameter("autovacuum_analyze_threshold", 10_000)
            .HasStorageParameter("autovacuum_vacuum_cost_delay", 0);
        // Code point order, as in SQLite; the database's default collation follows a language.
        modelBuilder.Entity<CredentialRow>(credential =>
        {
            credential.Property(row => row.HolderSearch).UseCollation("C");
            credential.Property(row => row.TypeSearch).UseCollation("C");
            credential.Property(row => row.IssuerSearch).UseCollation("C");
            // What a search compares is in the indexes of the list, in each of its orders, so that the credentials themselves, with their content, need not be read.
            credential.HasIndex(row => row.Id).HasDatabaseName("ix_credentials_list").IncludeProperties(
                row => new { row.HolderSearch, row.TypeSearch, row.IssuerSearch, row.ExpiryDate, row.ValidFrom, row.State, row.Standing });
            credential.HasIndex(row => new { row.HolderSearch, row.Id }).HasDatabaseName("ix_credentials_holder_search").IncludeProperties(
                row => new { row.TypeSearch, row.IssuerSearch, row.ExpiryDate, row.ValidFrom, row.State, row.Standing });
            credential.HasIndex(row => new { row.ExpiryDate, row.Id }).HasDatabaseName("ix_credentials_expiry").IncludeProperties( // Those that do not expire come last in a list by expiry.
                row => new { row.HolderSearch, row.TypeSearch, row.IssuerSearch, row.ValidFrom, row.State, row.Standing });
        });
        modelBuilder.Entity<IssuerRow>(issuer =>
        {
            issuer.Property(row => row.Slug).UseCollation("C");
            issuer.Property(row => row.NameSearch).UseCollation("C");
        });
        modelBuilder.Entity<WordRow>().Property(row => row.Word).UseCollation("C");
        modelBuilder.Entity<TextRow>(text =>
        {
            text.Property(row => row.Word).UseCollation("C");
            text.Property(row => row.Text).UseCollation("C");
            text.Property(row => row.Search).UseCollation("C");
        });
        modelBuilder.Entity<SavedViewRow>().Property(row => row.Name).UseCollation("C");
        modelBuilder.Entity<EventRow>(stored =>
        {
            stored.HasKey(row => new { row.CredentialId, row.Version });
            stored.Property(row => row.Position).UseIdentityAlwaysColumn();
            // The transaction that wrote the event. Events are paged in transaction order, up to the oldest transaction still running,
            // because a position alone may appear late: its transaction may take a number early and commit after others.
            stored.Property<ulong>("TransactionId").HasColumnType("xid8").HasDefaultValueSql(TransactionNumbers.Current);
            stored.HasIndex("TransactionId", nameof(EventRow.Position)).HasDatabaseName("ix_credential_events_order");
        });
    }
}
