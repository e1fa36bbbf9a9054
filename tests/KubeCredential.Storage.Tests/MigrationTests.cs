using Microsoft.Data.Sqlite;

namespace KubeCredential.Storage.Tests;

/// <summary>How a database gets the schema, whatever the schema is.</summary>
public abstract class MigrationTests(SampleDatabases databases, DatabaseKind kind)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public sealed class OnSqlite(SampleDatabases databases) : MigrationTests(databases, DatabaseKind.Sqlite)
    {
        [Fact]
        public async Task A_lock_that_a_killed_process_left_behind_holds_nobody_up()
        {
            await using var database = await Databases.CreateEmptyAsync(DatabaseKind.Sqlite, Token);
            await database.ExecuteAsync("""CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL)""");
            await database.ExecuteAsync("""INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01')""");

            await SampleDatabases.MigrateAsync(database.ConnectionString, Token);

            await AssertWorksAsync(database);
        }

        [Fact]
        public async Task Whoever_finds_the_file_locked_waits_for_the_other_migrator()
        {
            await using var database = await Databases.CreateEmptyAsync(DatabaseKind.Sqlite, Token);
            var path = $"{new SqliteConnectionStringBuilder(database.ConnectionString).DataSource}.migration-lock";
            Task waiting;
            await using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
            {
                var said = new TaskCompletionSource();
                waiting = SampleDatabases.MigrateAsync(database.ConnectionString, Token, message =>
                {
                    if (message.Contains("another process", StringComparison.OrdinalIgnoreCase)) said.TrySetResult();
                });
                await said.Task.WaitAsync(s_limit, Token);
                Assert.Equal(0, await database.CountAsync("sqlite_master WHERE name = '__EFMigrationsHistory'"));
                Assert.False(waiting.IsCompleted);
            }

            await waiting.WaitAsync(s_limit, Token);
            await AssertWorksAsync(database);
        }

        [Fact]
        public async Task The_folder_of_the_file_is_made()
        {
            await using var empty = await Databases.CreateEmptyAsync(DatabaseKind.Sqlite, Token);
            var settings = new SqliteConnectionStringBuilder(empty.ConnectionString);
            settings.DataSource = Path.Combine(settings.DataSource + "-folder", "deeper", "sample.db");
            await using var database = new SampleDatabase(settings.ConnectionString);

            await SampleDatabases.MigrateAsync(database.ConnectionString, Token);

            await AssertWorksAsync(database);
        }
    }

    public sealed class OnPostgres(SampleDatabases databases) : MigrationTests(databases, DatabaseKind.Postgres);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SampleDatabases Databases => databases;

    [Fact]
    public async Task Migrators_at_once_apply_each_migration_once_and_all_get_ready()
    {
        await using var database = await databases.CreateEmptyAsync(kind, Token);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SampleDatabases.MigrateAsync(database.ConnectionString, Token)));

        Assert.Equal(1, await database.CountAsync("\"__EFMigrationsHistory\""));
        await AssertWorksAsync(database);
    }

    [Fact]
    public async Task A_database_that_has_the_schema_keeps_its_rows()
    {
        await using var database = await databases.CreateAsync(kind, Token);
        await AssertWorksAsync(database);

        await SampleDatabases.MigrateAsync(database.ConnectionString, Token);

        Assert.Equal(1, await database.CountAsync(SampleTotal.Table));
    }

    private static async Task AssertWorksAsync(SampleDatabase database)
    {
        await using var connection = await database.Dialect.OpenAsync(Token);
        await Counters.AddAsync(database.Dialect, connection, null, SampleTotal.Table, [("a", 1)], Token);
        Assert.Equal(1, (await Counters.ReadAsync(connection, SampleTotal.Table, Token))["a"]);
    }
}
