using Npgsql;

namespace KubeCredential.TestServers.Tests;

public sealed class PostgresServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commits_survive_every_kind_of_stop_and_the_port_stays()
    {
        await using var server = await PostgresServer.StartNewAsync(cancellationToken: Token);
        var port = server.Port;
        var database = await server.CreateDatabaseAsync("ledger", Token);
        await ExecuteAsync(database, "CREATE TABLE entry (number int PRIMARY KEY)");

        var number = 0;
        Func<CancellationToken, Task>[] stops = [server.StopAsync, server.StopImmediateAsync, server.KillAsync];
        foreach (var stopAsync in stops)
        {
            await ExecuteAsync(database, $"INSERT INTO entry VALUES ({++number})");
            await stopAsync(Token);
            Assert.False(server.IsRunning);
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => ExecuteAsync(database, "SELECT 1"));

            await server.StartAsync(Token);
            Assert.Equal(port, server.Port);
            Assert.Equal((long)number, await ExecuteAsync(database, "SELECT count(*) FROM entry"));
        }

        Assert.Equal("on", await ExecuteAsync(database, "SHOW fsync"));
    }

    [Fact]
    public async Task An_immediate_stop_is_a_crash_that_the_next_start_recovers_from()
    {
        await using var server = await PostgresServer.StartNewAsync(cancellationToken: Token);

        await server.StopImmediateAsync(Token);
        await server.StartAsync(Token);

        Assert.Contains(server.Output, line => line.Contains("was not properly shut down; automatic recovery", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_database_is_new_empty_and_its_own()
    {
        await using var server = await PostgresServer.StartNewAsync(
            new PostgresServerOptions { Fsync = false, MaxConnections = 17, Settings = new Dictionary<string, string> { ["deadlock_timeout"] = "123ms" } },
            Token);
        var databases = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => server.CreateDatabaseAsync("Quoted \" name with ünïcode, and longer than what fits in", Token)));

        foreach (var database in databases)
            await ExecuteAsync(database, "CREATE TABLE same_name (number int)");
        Assert.Equal(3, databases.Distinct().Count());
        Assert.Equal("17", await ExecuteAsync(databases[0], "SHOW max_connections"));
        Assert.Equal("123ms", await ExecuteAsync(databases[0], "SHOW deadlock_timeout"));
        Assert.Equal("off", await ExecuteAsync(databases[0], "SHOW fsync"));
        Assert.Equal("UTF8", await ExecuteAsync(databases[0], "SHOW server_encoding"));
    }

    [Fact]
    public async Task A_paused_server_answers_no_query_old_or_new_and_goes_on_after_it()
    {
        await using var server = await PostgresServer.StartNewAsync(new PostgresServerOptions { Fsync = false }, Token);
        // After a command's timeout Npgsql asks the server to cancel, over a new connection that negotiates GSS and then SSL, each up
        // to Timeout: with its default of 15 s a hung server would hold this client for 31 s.
        await using var open = new NpgsqlConnection(server.ConnectionString + ";Pooling=false;Command Timeout=1;Timeout=1");
        await open.OpenAsync(Token);
        await using var command = new NpgsqlCommand("SELECT 1", open);
        await command.ExecuteScalarAsync(Token);

        await server.PauseAsync(Token);
        var timeout = await Assert.ThrowsAsync<NpgsqlException>(() => command.ExecuteScalarAsync(Token));
        Assert.IsType<TimeoutException>(timeout.InnerException);
        await Assert.ThrowsAnyAsync<Exception>(() => ExecuteAsync(server.ConnectionString + ";Timeout=1", "SELECT 1"));

        await server.ResumeAsync(Token);
        Assert.Equal(1, await ExecuteAsync(server.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task A_paused_server_can_be_stopped_and_disposed_of()
    {
        await using var server = await PostgresServer.StartNewAsync(new PostgresServerOptions { Fsync = false }, Token);
        await server.PauseAsync(Token);
        await server.StopImmediateAsync(Token);
        await server.StartAsync(Token);
        await server.PauseAsync(Token);
        var postmaster = server.ProcessId;
        var backends = await UnixProcesses.ChildrenAsync(postmaster, Token);

        await server.DisposeAsync();

        Assert.NotEmpty(backends);
        Assert.DoesNotContain(backends.Append(postmaster), UnixProcesses.IsAlive);
    }

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Token);
    }
}
