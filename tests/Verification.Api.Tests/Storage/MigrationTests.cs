using KubeCredential.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Verification.Api.Storage;

namespace Verification.Api.Tests.Storage;

public abstract class MigrationTests(StorageServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_database_gets_the_schema_of_the_model_and_keeps_its_data_when_it_is_there_already()
    {
        var connectionString = await server.CreateEmptyAsync();
        await Migrations.ApplyAsync(connectionString, Token);
        await using (var context = Context(connectionString))
        {
            Assert.False(context.Database.HasPendingModelChanges());
            Assert.Empty(await context.Database.GetPendingMigrationsAsync(Token));
            Assert.Equal((1, null), await context.Set<ReadModelRow>().Select(row => new ValueTuple<int, int?>(row.Live, row.Building)).SingleAsync(Token));
            context.Add(new CounterRow { Name = "kept", Shard = 1, Value = 7 });
            await context.SaveChangesAsync(Token);
        }

        await Migrations.ApplyAsync(connectionString, Token);

        await using var after = Context(connectionString);
        Assert.Equal(7, (await after.Set<CounterRow>().SingleAsync(Token)).Value);
    }

    [Fact]
    public async Task Several_services_may_start_at_once_on_an_empty_database()
    {
        var connectionString = await server.CreateEmptyAsync();

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Migrations.ApplyAsync(connectionString, Token))));

        await using var context = Context(connectionString);
        Assert.Equal(context.Database.GetMigrations(), await context.Database.GetAppliedMigrationsAsync(Token));
        Assert.Single(await context.Set<ReadModelRow>().ToListAsync(Token));
    }

    private static VerificationDbContext Context(string connectionString) => DatabaseExtensions.IsPostgres(connectionString)
        ? new PostgresVerificationDbContext(new DbContextOptionsBuilder<PostgresVerificationDbContext>()
            .UseNpgsql(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString).Options)
        : new SqliteVerificationDbContext(new DbContextOptionsBuilder<SqliteVerificationDbContext>().UseSqlite(connectionString).Options);
}

public sealed class MigrationOnSqliteTests(SqliteStorage server) : MigrationTests(server);

public sealed class MigrationOnPostgresTests(PostgresStorage server) : MigrationTests(server);
