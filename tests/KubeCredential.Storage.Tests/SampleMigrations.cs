using KubeCredential.Storage.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace KubeCredential.Storage.Tests;

[DbContext(typeof(SqliteSample))]
[Migration("20260101000000_Initial")]
internal sealed class SqliteInitial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateModel(new SqliteSample(new DbContextOptionsBuilder<SqliteSample>().UseSqlite("Data Source=:memory:").Options), postgres: false);
}

[DbContext(typeof(PostgresSample))]
[Migration("20260101000000_Initial")]
internal sealed class PostgresInitial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateModel(new PostgresSample(new DbContextOptionsBuilder<PostgresSample>().UseNpgsql("Host=127.0.0.1").Options), postgres: true);
}

internal static class SampleMigrations
{
    /// <summary>Creates whatever the model says, as a migration that was made from it would.</summary>
    public static void CreateModel(this MigrationBuilder migration, SampleContext context, bool postgres)
    {
        if (postgres) migration.AddTransactionNumbers();
        using (context)
        {
            var model = context.GetService<IDesignTimeModel>().Model;
            migration.Operations.AddRange(context.GetService<IMigrationsModelDiffer>().GetDifferences(null, model.GetRelationalModel()));
        }

        migration.RefuseChangesToAuditTrail(postgres);
        migration.RefuseChangesToVerdicts(postgres);
    }
}
