using System.Diagnostics;
using System.Net.Sockets;
using Npgsql;
using StackExchange.Redis;

namespace KubeCredential.TestServers.Tests;

public sealed class TcpProxyTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(15);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_passes_everything_on_in_both_directions()
    {
        await using var proxy = TcpProxy.Start(redis.Server.Port);
        await using var client = await RedisConnections.ConnectAsync(proxy.Port);
        var value = new byte[3_000_000];
        Random.Shared.NextBytes(value);

        await client.GetDatabase().StringSetAsync("large", value);

        Assert.Equal(value, (byte[]?)await client.GetDatabase().StringGetAsync("large"));
        Assert.Equal(proxy.AcceptedConnections, proxy.OpenConnections);
    }

    [Fact]
    public async Task The_server_has_executed_what_the_client_does_not_know()
    {
        await using var proxy = TcpProxy.Start(redis.Server.Port);
        await using var client = await RedisConnections.ConnectAsync(proxy.Port);
        await using var direct = await RedisConnections.ConnectAsync(redis.Server.Port);
        var key = Guid.NewGuid().ToString();

        for (var round = 1; round <= 20; round++)
        {
            await Eventually.TrueAsync(() => client.IsConnected, s_limit, "the client is connected", Token);
            var cut = proxy.CutAfterServerRepliesOnce("XADD");

            await Assert.ThrowsAnyAsync<RedisException>(() => client.GetDatabase().StreamAddAsync(key, "round", round));

            await cut.WaitAsync(s_limit, Token);
            Assert.Equal(round, await direct.GetDatabase().StreamLengthAsync(key));
        }

        // It was for once: the next one gets its answer.
        await Eventually.TrueAsync(() => client.IsConnected, s_limit, "the client is connected", Token);
        await client.GetDatabase().StreamAddAsync(key, "round", 21);
        Assert.Equal(21, await direct.GetDatabase().StreamLengthAsync(key));
    }

    [Fact]
    public async Task A_commit_may_be_durable_although_the_client_saw_its_connection_break()
    {
        await using var postgres = await PostgresServer.StartNewAsync(new PostgresServerOptions { Fsync = false }, Token);
        await using var proxy = TcpProxy.Start(postgres.Port);
        await using var direct = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Port = proxy.Port }.ConnectionString);
        await using (var create = direct.CreateCommand("CREATE TABLE entry (number int)"))
            await create.ExecuteNonQueryAsync(Token);

        await using var connection = await source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var insert = new NpgsqlCommand("INSERT INTO entry VALUES (1)", connection, transaction);
        await insert.ExecuteNonQueryAsync(Token);
        _ = proxy.CutAfterServerRepliesOnce("COMMIT");
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => transaction.CommitAsync(Token));

        await using var count = direct.CreateCommand("SELECT count(*) FROM entry");
        Assert.Equal(1L, await count.ExecuteScalarAsync(Token));
    }

    [Fact]
    public async Task A_cut_with_no_text_takes_the_next_reply_of_any_request()
    {
        await using var proxy = TcpProxy.Start(redis.Server.Port);
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", proxy.Port, Token);
        await using var stream = client.GetStream();
        var cut = proxy.CutAfterServerRepliesOnce();
        var key = Guid.NewGuid().ToString();

        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"INCR {key}\r\n"), Token);

        var exception = await Assert.ThrowsAsync<IOException>(async () => await stream.ReadExactlyAsync(new byte[1], Token));
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(exception.InnerException).SocketErrorCode);
        await cut.WaitAsync(s_limit, Token);
        await using var direct = await RedisConnections.ConnectAsync(redis.Server.Port);
        Assert.Equal(1, (int)await direct.GetDatabase().StringGetAsync(key));
    }

    [Fact]
    public async Task Swallowed_replies_run_into_timeouts_after_the_server_has_executed()
    {
        await using var proxy = TcpProxy.Start(redis.Server.Port);
        await using var client = await RedisConnections.ConnectAsync(proxy.Port);
        await using var direct = await RedisConnections.ConnectAsync(redis.Server.Port);
        var key = Guid.NewGuid().ToString();
        await client.GetDatabase().StringSetAsync(key, 1);

        proxy.DropReplies();
        await Assert.ThrowsAsync<RedisTimeoutException>(() => client.GetDatabase().StringIncrementAsync(key));
        Assert.Equal(2, (int)await direct.GetDatabase().StringGetAsync(key));

        proxy.Pass();
        await Eventually.EqualAsync(
            2, async _ => (int)await client.GetDatabase().StringGetAsync(key), s_limit, "the client is connected again", Token);
    }

    [Fact]
    public async Task A_black_hole_swallows_commands_and_lets_them_out_later()
    {
        await using var proxy = TcpProxy.Start(redis.Server.Port);
        await using var client = await RedisConnections.ConnectAsync(proxy.Port);
        await using var direct = await RedisConnections.ConnectAsync(redis.Server.Port);
        var key = Guid.NewGuid().ToString();
        await client.GetDatabase().StringSetAsync(key, 1);

        proxy.BlackHole();
        await Assert.ThrowsAsync<RedisTimeoutException>(() => client.GetDatabase().StringIncrementAsync(key));
        using var accepted = new TcpClient();
        await accepted.ConnectAsync("127.0.0.1", proxy.Port, Token);
        Assert.Equal(1, (int)await direct.GetDatabase().StringGetAsync(key));

        proxy.Pass();
        await Eventually.EqualAsync(
            2, async _ => (int)await direct.GetDatabase().StringGetAsync(key), s_limit, "the command came out of the black hole", Token);
        Assert.Equal(2, (int)await client.GetDatabase().StringGetAsync(key));
    }

    [Fact]
    public async Task A_delay_counts_for_each_direction()
    {
        await using var proxy = TcpProxy.Start(redis.Server.Port);
        await using var client = await RedisConnections.ConnectAsync(proxy.Port);
        await client.GetDatabase().PingAsync();

        proxy.Delay(TimeSpan.FromMilliseconds(150));
        var watch = Stopwatch.StartNew();
        await client.GetDatabase().PingAsync();
        Assert.InRange(watch.ElapsedMilliseconds, 295, 10_000);

        proxy.Delay(TimeSpan.FromHours(1));
        var hanging = client.GetDatabase().StringGetAsync("any");
        proxy.Pass();
        await hanging;
    }

    [Fact]
    public async Task Refusing_resets_what_is_open_and_takes_nothing_new_until_it_passes_again()
    {
        await using var proxy = TcpProxy.Start(redis.Server.Port);
        await using var client = await RedisConnections.ConnectAsync(proxy.Port);
        await client.GetDatabase().PingAsync();

        proxy.Refuse();
        await Eventually.TrueAsync(() => !client.IsConnected, s_limit, "the client noticed", Token);
        using var refused = new TcpClient();
        var exception = await Assert.ThrowsAsync<SocketException>(async () => await refused.ConnectAsync("127.0.0.1", proxy.Port, Token));
        Assert.Equal(SocketError.ConnectionRefused, exception.SocketErrorCode);
        await Eventually.TrueAsync(() => proxy.OpenConnections == 0, s_limit, "no connection is left", Token);

        proxy.Pass();
        await Eventually.TrueAsync(() => client.IsConnected, s_limit, "the client is connected again", Token);
    }

    [Fact]
    public async Task Connections_can_be_reset_and_sent_to_another_server()
    {
        await using var other = await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.None }, Token);
        await using var proxy = TcpProxy.Start(redis.Server.Port);
        await using var client = await RedisConnections.ConnectAsync(proxy.Port);
        var key = Guid.NewGuid().ToString();
        await client.GetDatabase().StringSetAsync(key, "first server");

        proxy.TargetPort = other.Port;
        proxy.ResetAll();

        await Eventually.EqualAsync(
            false, _ => client.GetDatabase().KeyExistsAsync(key), s_limit, "the client is connected to the other server", Token);
    }

    [Fact]
    public async Task A_server_that_is_away_shows_as_a_reset()
    {
        await using var away = await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.None }, Token);
        await using var proxy = TcpProxy.Start(away.Port);
        await using var client = await RedisConnections.ConnectAsync(proxy.Port);
        await client.GetDatabase().PingAsync();

        await away.KillAsync(Token);

        await Eventually.TrueAsync(() => !client.IsConnected, s_limit, "the client noticed", Token);
        await Assert.ThrowsAnyAsync<RedisException>(() => client.GetDatabase().PingAsync());
    }
}
