using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Issuance.Api.Console;

/// <summary>
/// The keys that protect cookies, in the service's database, shared by all replicas. They are not encrypted there: what they protect is
/// the id of a session, which is in the database as a hash only, so that who reads the keys cannot take over a session.
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
