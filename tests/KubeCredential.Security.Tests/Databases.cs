namespace KubeCredential.Security.Tests;

/// <summary>Empty databases of both kinds for all tests of this assembly: SQLite files, and a PostgreSQL server.</summary>
public sealed class Databases : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kc-access-");
    private readonly SemaphoreSlim _gate = new(1);
    private PostgresServer? _postgres;

    /// <summary>The connection string of a new database.</summary>
    public async Task<string> CreateAsync(bool postgres)
    {
        if (!postgres) return $"Data Source={Path.Combine(_directory.FullName, $"{Guid.NewGuid():N}.db")}";
        var token = TestContext.Current.CancellationToken;
        await _gate.WaitAsync(token);
        try
        {
            _postgres ??= await PostgresServer.StartNewAsync(new PostgresServerOptions { Fsync = false }, token);
            return await _postgres.CreateDatabaseAsync("access", token);
        }
        finally
        {
            _gate.Release();
        }
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null) await _postgres.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _directory.Delete(recursive: true);
        _gate.Dispose();
    }
}
