using StackExchange.Redis;

namespace KubeCredential.TestServers.Tests;

public sealed class RedisServerTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(15);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_server_starts_again_on_its_port_with_every_acknowledged_write()
    {
        await using var server = await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.Always }, Token);
        var port = server.Port;
        await AddAsync(server, 1, 500);

        await server.KillAsync(Token);
        Assert.False(server.IsRunning);
        await Assert.ThrowsAsync<RedisConnectionException>(() => LengthAsync(server));
        await server.StartAsync(Token);

        Assert.Equal(port, server.Port);
        Assert.Equal(500, await LengthAsync(server));
    }

    [Fact]
    public async Task A_client_reconnects_by_itself_after_a_kill()
    {
        await using var server = await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.Always }, Token);
        await using var client = await RedisConnections.ConnectAsync(server.Port);
        await client.GetDatabase().StringSetAsync("key", "value");

        await server.KillAsync(Token);
        await server.StartAsync(Token);

        await Eventually.EqualAsync(
            "value", async _ => (string?)await client.GetDatabase().StringGetAsync("key"), s_limit, "the client is connected again", Token);
    }

    [Fact]
    public async Task Stopping_in_good_order_keeps_the_data_of_an_append_only_file_and_nothing_without_one()
    {
        await using var with = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var without = await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.None }, Token);
        foreach (var server in (RedisServer[])[with, without])
        {
            await AddAsync(server, 1, 10);
            await server.StopAsync(Token);
            await server.StartAsync(Token);
        }

        Assert.Equal(10, await LengthAsync(with));
        Assert.Equal(0, await LengthAsync(without));
    }

    [Fact]
    public async Task An_empty_start_and_a_flush_lose_everything()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Token);
        await AddAsync(server, 1, 10);
        await server.FlushAllAsync(Token);
        Assert.Equal(0, await LengthAsync(server));

        await AddAsync(server, 1, 10);
        await server.StartEmptyAsync(Token);
        Assert.Equal(0, await LengthAsync(server));

        await AddAsync(server, 1, 10);
        await server.KillAsync(Token);
        await server.StartEmptyAsync(Token);
        Assert.Equal(0, await LengthAsync(server));
    }

    [Fact]
    public async Task A_command_to_a_paused_server_times_out_and_was_executed_all_the_same()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var client = await RedisConnections.ConnectAsync(server.Port);
        var database = client.GetDatabase();
        await database.StringSetAsync("counter", 1);

        await server.PauseAsync(Token);
        await Assert.ThrowsAsync<RedisTimeoutException>(() => database.StringIncrementAsync("counter"));
        await server.ResumeAsync(Token);

        await Eventually.EqualAsync(
            2, async _ => (int)await database.StringGetAsync("counter"), s_limit, "the command was executed after the pause", Token);
    }

    [Fact]
    public async Task A_tail_of_known_length_is_lost_exactly()
    {
        await using var server = await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.Always }, Token);
        await AddAsync(server, 1, 300);
        var length = server.AppendOnlyFileLength;
        await AddAsync(server, 301, 20);

        await server.KillAsync(Token);
        var left = await server.TruncateAppendOnlyFileAsync(server.AppendOnlyFileLength - length, Token);
        await server.StartAsync(Token);

        Assert.Equal(length, left);
        Assert.Equal(300, await LengthAsync(server));
    }

    [Fact]
    public async Task A_cut_in_the_middle_of_a_transaction_or_script_loads_and_drops_it_whole()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Token);
        await AddAsync(server, 1, 10);
        await using (var client = await RedisConnections.ConnectAsync(server.Port))
        {
            await client.GetDatabase().ScriptEvaluateAsync(
                "for i = 1, 100 do redis.call('XADD', KEYS[1], '*', 'number', i) end", ["stream"]);
        }

        await server.StopAsync(Token);
        await server.TruncateAppendOnlyFileAsync(100, Token);
        await server.StartAsync(Token);

        Assert.Equal(10, await LengthAsync(server));
    }

    [Theory]
    [InlineData(0.0, 1_000, 1_000)]
    [InlineData(0.37, 500, 700)]
    [InlineData(1.0, 0, 0)]
    public async Task A_lost_part_of_the_append_only_file_loads_and_its_writes_are_gone(double fraction, int least, int most)
    {
        await using var server = await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.Always }, Token);
        await AddAsync(server, 1, 1_000);

        await server.KillAsync(Token);
        await server.TruncateAppendOnlyFileByFractionAsync(fraction, Token);
        await server.StartAsync(Token);

        Assert.InRange(await LengthAsync(server), least, most);
        await AddAsync(server, 2_000, 1);
    }

    [Fact]
    public async Task Misuse_is_refused()
    {
        await using var server = await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.None }, Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.StartAsync(Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.TruncateAppendOnlyFileAsync(1, Token));
        await server.KillAsync(Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.TruncateAppendOnlyFileAsync(1, Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.KillAsync(Token));
    }

    [Fact]
    public async Task A_start_that_fails_says_what_the_server_printed()
    {
        var exception = await Assert.ThrowsAsync<ServerStartException>(
            () => RedisServer.StartNewAsync(new RedisServerOptions { Arguments = ["--no-such-setting", "1"] }, Token));

        Assert.Contains("no-such-setting", exception.Message, StringComparison.Ordinal);
        Assert.False(exception.PortWasTaken);
    }

    [Fact]
    public async Task A_port_that_another_server_took_is_noticed_although_that_one_answers()
    {
        await using var first = await RedisServer.StartNewAsync(cancellationToken: Token);

        // The last --port given wins, so this server asks for a port that is taken.
        var exception = await Assert.ThrowsAsync<ServerStartException>(
            () => RedisServer.StartNewAsync(new RedisServerOptions { Arguments = ["--port", $"{first.Port}"] }, Token));

        Assert.True(exception.PortWasTaken);
    }

    private static async Task AddAsync(RedisServer server, int first, int count)
    {
        await using var client = await RedisConnections.ConnectAsync(server.Port);
        var database = client.GetDatabase();
        await Task.WhenAll(Enumerable.Range(first, count).Select(number => database.StreamAddAsync("stream", "number", number)));
    }

    private static async Task<long> LengthAsync(RedisServer server)
    {
        await using var client = await RedisConnections.ConnectAsync(server.Port);
        return await client.GetDatabase().StreamLengthAsync("stream");
    }
}
