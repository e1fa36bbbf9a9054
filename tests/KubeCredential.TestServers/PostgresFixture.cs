using Xunit;

namespace KubeCredential.TestServers;

/// <summary>One PostgreSQL server for a class, a collection or an assembly of tests; derive from it to set other options.</summary>
public class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;

    /// <summary>The server. Create a separate database for each test with <see cref="PostgresServer.CreateDatabaseAsync"/>.</summary>
    public PostgresServer Server => _server ?? throw new InvalidOperationException("The fixture has not been initialised.");

    /// <summary>The server's options.</summary>
    protected virtual PostgresServerOptions Options { get; } = new();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _server = await PostgresServer.StartNewAsync(Options, TestContext.Current.CancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
