using Xunit;

namespace KubeCredential.TestServers;

/// <summary>One PostgreSQL server for a class, a collection or an assembly of tests; derive to give it other options.</summary>
public class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;

    /// <summary>The server. Take a database of its own for each test with <see cref="PostgresServer.CreateDatabaseAsync"/>.</summary>
    public PostgresServer Server => _server ?? throw new InvalidOperationException("The fixture has not been initialised.");

    /// <summary>How the server runs.</summary>
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
