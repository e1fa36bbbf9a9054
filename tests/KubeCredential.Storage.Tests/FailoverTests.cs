using System.Data.Common;
using Npgsql;

namespace KubeCredential.Storage.Tests;

/// <summary>A PostgreSQL server with a synchronous standby, which takes its place.</summary>
public sealed class FailoverTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_committed_is_there_after_a_failover_and_the_same_connection_string_finds_it()
    {
        await using var primary = await PostgresServer.StartNewAsync(new PostgresServerOptions { Fsync = false }, Token);
        var database = await primary.CreateDatabaseAsync("failover", Token);
        await using var standby = await primary.StartStandbyAsync(Token);
        await using var source = DatabaseExtensions.PostgresDataSource(Both(database, primary, standby));
        var dialect = new PostgresDialect(source);
        await InsertAsync(dialect, "CREATE TABLE entry (number int PRIMARY KEY)");
        for (var number = 0; number < 20; number++) await InsertAsync(dialect, $"INSERT INTO entry VALUES ({number})");

        await primary.KillAsync(Token);
        await Assert.ThrowsAnyAsync<DbException>(() => InsertAsync(dialect, "INSERT INTO entry VALUES (20)")); // Nobody can write to a standby.
        await standby.PromoteAsync(Token);

        await Eventually.TrueAsync(async _ => await CountAsync(dialect) == 20, TimeSpan.FromSeconds(20), "the standby has everything", Token);
        await InsertAsync(dialect, "INSERT INTO entry VALUES (20)");
        Assert.Equal(21, await CountAsync(dialect));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_that_the_standby_has_not_got_is_not_reported_as_done(bool inTransaction)
    {
        await using var primary = await PostgresServer.StartNewAsync(new PostgresServerOptions { Fsync = false }, Token);
        var database = await primary.CreateDatabaseAsync("failover", Token);
        await using var standby = await primary.StartStandbyAsync(Token);
        await using var source = DatabaseExtensions.PostgresDataSource(new NpgsqlConnectionStringBuilder(Both(database, primary, standby)) { CommandTimeout = 1 }.ConnectionString);
        var dialect = new PostgresDialect(source);
        await InsertAsync(dialect, "CREATE TABLE entry (number int PRIMARY KEY)");
        await standby.PauseAsync(Token);

        // PostgreSQL itself answers such a commit with success and a warning once the wait for the standby is cancelled, as a driver does after its time limit.
        await Assert.ThrowsAnyAsync<DbException>(() => InsertAsync(dialect, "INSERT INTO entry VALUES (1)", inTransaction));
    }

    [Fact]
    public async Task What_is_found_is_reported_only_once_the_standby_has_it()
    {
        await using var primary = await PostgresServer.StartNewAsync(new PostgresServerOptions { Fsync = false }, Token);
        var database = await primary.CreateDatabaseAsync("failover", Token);
        await using var standby = await primary.StartStandbyAsync(Token);
        await using var source = DatabaseExtensions.PostgresDataSource(new NpgsqlConnectionStringBuilder(database) { CommandTimeout = 1 }.ConnectionString);
        var dialect = new PostgresDialect(source);
        await InsertAsync(dialect, "CREATE TABLE entry (number int PRIMARY KEY)");
        await standby.PauseAsync(Token);
        await Assert.ThrowsAnyAsync<DbException>(() => InsertAsync(dialect, "INSERT INTO entry VALUES (1)"));

        await Eventually.TrueAsync(async _ => await CountAsync(dialect) == 1, TimeSpan.FromSeconds(20), "what the standby has not got can be read", Token);
        await Assert.ThrowsAnyAsync<DbException>(MakeDurableAsync);
        await standby.ResumeAsync(Token);
        await Eventually.TrueAsync(async _ => await Record.ExceptionAsync(MakeDurableAsync) is null, TimeSpan.FromSeconds(20), "the standby has it", Token);

        async Task MakeDurableAsync()
        {
            await using var connection = await dialect.OpenAsync(Token);
            await dialect.MakeDurableAsync(connection, Token);
        }
    }

    private static string Both(string database, PostgresServer first, PostgresServer second) =>
        new NpgsqlConnectionStringBuilder(database) { Host = $"127.0.0.1:{first.Port},127.0.0.1:{second.Port}", TargetSessionAttributes = "primary" }.ConnectionString;

    private static async Task InsertAsync(SqlDialect dialect, string sql, bool inTransaction = true)
    {
        await using var connection = await dialect.OpenAsync(Token);
        await using var transaction = inTransaction ? await dialect.BeginAsync(connection, Token) : null;
        await using var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        await command.ExecuteNonQueryAsync(Token);
        if (transaction is not null) await transaction.CommitAsync(Token);
    }

    private static async Task<long> CountAsync(SqlDialect dialect)
    {
        await using var connection = await dialect.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM entry";
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
