using Microsoft.Data.Sqlite;

namespace Issuance.Api.Tests.Storage;

public abstract class MigrationTests(TestDatabases databases, DatabaseKind kind)
{
    public sealed class OnSqlite(TestDatabases databases) : MigrationTests(databases, DatabaseKind.Sqlite)
    {
        [Fact]
        public async Task A_lock_that_a_killed_process_left_behind_holds_nobody_up()
        {
            await using var database = new TestDatabase(await Databases.CreateEmptyAsync(DatabaseKind.Sqlite, Token));
            await database.ExecuteAsync("""CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL)""");
            await database.ExecuteAsync("""INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01')""");

            await TestDatabases.MigrateAsync(database.ConnectionString, Token);

            await AssertWorksAsync(database);
        }

        [Fact]
        public async Task The_folder_of_the_file_is_made()
        {
            var settings = new SqliteConnectionStringBuilder(await Databases.CreateEmptyAsync(DatabaseKind.Sqlite, Token));
            settings.DataSource = Path.Combine(settings.DataSource + "-folder", "deeper", "issuance.db");
            await using var database = new TestDatabase(settings.ConnectionString);

            await TestDatabases.MigrateAsync(database.ConnectionString, Token);

            await AssertWorksAsync(database);
        }
    }

    public sealed class OnPostgres(TestDatabases databases) : MigrationTests(databases, DatabaseKind.Postgres);

    private TestDatabases Databases => databases;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_database_gets_the_schema()
    {
        await using var database = new TestDatabase(await databases.CreateEmptyAsync(kind, Token));

        await TestDatabases.MigrateAsync(database.ConnectionString, Token);

        await AssertWorksAsync(database);
    }

    [Fact]
    public async Task Migrators_at_once_apply_each_migration_once_and_all_get_ready()
    {
        await using var database = new TestDatabase(await databases.CreateEmptyAsync(kind, Token));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TestDatabases.MigrateAsync(database.ConnectionString, Token)));

        var migrations = typeof(Issuance.Api.Storage.IssuanceDbContext).Assembly.GetTypes()
            .Count(type => type.IsSubclassOf(typeof(Microsoft.EntityFrameworkCore.Migrations.Migration)) && type.Namespace!.EndsWith(kind.ToString(), StringComparison.Ordinal));
        Assert.Equal(migrations, await database.CountAsync("\"__EFMigrationsHistory\""));
        await AssertWorksAsync(database);
    }

    [Fact]
    public async Task A_database_that_has_the_schema_keeps_its_rows()
    {
        await using var database = new TestDatabase(await databases.CreateMigratedAsync(kind, Token));
        var issue = Assert.Single(await database.AppendAsync(1));

        await TestDatabases.MigrateAsync(database.ConnectionString, Token);

        Assert.NotNull(await database.Credentials.FindAsync(issue.Credential.Id, Token));
    }

    private static async Task AssertWorksAsync(TestDatabase database)
    {
        await database.AppendAsync(2);
        Assert.Equal((2, 2, 2), await database.CountsAsync());
        Assert.Equal(2, (await database.Outbox().ClaimAsync(Token)).Count);
    }
}
