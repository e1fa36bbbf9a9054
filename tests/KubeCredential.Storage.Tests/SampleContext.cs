using KubeCredential.Storage.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace KubeCredential.Storage.Tests;

/// <summary>The smallest model that a service can have: audit trail, verdicts and running totals.</summary>
internal abstract class SampleContext(DbContextOptions options) : DbContext(options)
{
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder
        .UseSnakeCaseNamingConvention()
        .ConfigureWarnings(static warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning)); // Its migration is made from the model.

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var postgres = Database.IsNpgsql();
        modelBuilder.AddAuditTrail(postgres);
        modelBuilder.AddVerdicts(postgres);
        modelBuilder.Entity<SampleTotal>(static total => total.ToTable(SampleTotal.Table).HasKey(static row => new { row.Name, row.Shard }));
    }
}

internal sealed class SqliteSample(DbContextOptions<SqliteSample> options) : SampleContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.StoreTimesAsMilliseconds();
}

internal sealed class PostgresSample(DbContextOptions<PostgresSample> options) : SampleContext(options);

/// <summary>A part of a running total.</summary>
internal sealed class SampleTotal
{
    public const string Table = "totals";

    public required string Name { get; init; }
    public int Shard { get; init; }
    public long Value { get; init; }
}
