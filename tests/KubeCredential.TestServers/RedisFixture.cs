using Xunit;

namespace KubeCredential.TestServers;

/// <summary>One Redis server for a class, a collection or an assembly of tests; derive from it to set other options.</summary>
public class RedisFixture : IAsyncLifetime
{
    private RedisServer? _server;

    /// <summary>The server.</summary>
    public RedisServer Server => _server ?? throw new InvalidOperationException("The fixture has not been initialised.");

    /// <summary>The server's options.</summary>
    protected virtual RedisServerOptions Options { get; } = new();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _server = await RedisServer.StartNewAsync(Options, TestContext.Current.CancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
