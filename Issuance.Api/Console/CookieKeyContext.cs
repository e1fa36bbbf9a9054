using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Issuance.Api.Console;

/// <summary>
/// The keys that protect cookies, in the service's database, shared by all replicas. They are stored unencrypted. The cookie of a session is
/// not among what they protect: it holds a random ID, of which the database has only a hash, so reading the keys does not let anyone take over a session.
/// </summary>
internal sealed class CookieKeyContext(DbContextOptions<CookieKeyContext> options) : DbContext(options), IDataProtectionKeyContext
{
    /// <inheritdoc/>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <inheritdoc/>
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseSnakeCaseNamingConvention();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.ApplyConfiguration<DataProtectionKey>(new SessionTables());
}
