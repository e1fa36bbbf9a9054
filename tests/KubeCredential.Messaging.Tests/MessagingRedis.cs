using KubeCredential.TestServers;
using StackExchange.Redis;

namespace KubeCredential.Messaging.Tests;

/// <summary>The Redis server that this assembly's tests share, one test at a time, and a connection configured like those of the services.</summary>
public sealed class MessagingRedis : RedisFixture, IAsyncLifetime
{
    private IConnectionMultiplexer? _connection;

    public IConnectionMultiplexer Connection => _connection ?? throw new InvalidOperationException("The fixture has not been initialised.");

    protected override RedisServerOptions Options { get; } = new() { AppendOnly = AppendOnly.None };

    public static async Task<IConnectionMultiplexer> ConnectAsync(RedisServer server)
    {
        var options = ConfigurationOptions.Parse(server.ConnectionString);
        MessagingExtensions.Configure(options);
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        _connection = await ConnectAsync(Server);
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        await DisposeAsync();
    }
}

/// <summary>Tests that share <see cref="MessagingRedis"/>.</summary>
[CollectionDefinition(Name)]
public sealed class RedisTests : ICollectionFixture<MessagingRedis>
{
    public const string Name = "Redis";
}

/// <summary>A test that starts with the shared Redis empty.</summary>
public abstract class RedisTest(MessagingRedis redis) : IAsyncLifetime
{
    protected static TimeSpan Limit { get; } = TimeSpan.FromSeconds(20);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected IConnectionMultiplexer Redis => redis.Connection;

    protected IDatabase Database => redis.Connection.GetDatabase();

    public async ValueTask InitializeAsync() => await redis.Server.FlushAllAsync(Token);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected async Task<string[]> StreamIdsAsync(string stream) =>
        Array.ConvertAll(await Database.StreamRangeAsync(stream), static entry => entry.Id.ToString());

    protected async Task<string[]> AppendAsync(int count, string stream = MessagingKeys.Stream)
    {
        var ids = new string[count];
        for (var i = 0; i < count; i++)
            ids[i] = (await Database.StreamAddAsync(stream, "event", $"{i}")).ToString();
        return ids;
    }

    /// <summary>Adds many entries at once.</summary>
    protected Task FillAsync(int count, string stream = MessagingKeys.Stream) =>
        Database.ScriptEvaluateAsync("for i = 1, ARGV[1] do redis.call('XADD', KEYS[1], '*', 'event', i) end", [stream], [count]);

    protected StreamGroup Group(string consumer, string group = MessagingKeys.VerificationGroup, string stream = MessagingKeys.Stream) =>
        new(Redis, stream, group, consumer);
}
