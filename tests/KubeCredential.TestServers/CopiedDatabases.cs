using Npgsql;

namespace KubeCredential.TestServers;

/// <summary>
/// Hands out databases on SQLite and on one PostgreSQL server: empty ones, and ones with a schema that was made once and is copied, since a copy takes a
/// tenth of the time.
/// </summary>
public sealed class CopiedDatabases : IAsyncDisposable
{
    private const string Template = "template_of_tests";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kubecredential-databases-");
    private readonly SemaphoreSlim _copying = new(1, 1);
    private readonly PostgresServer _server;
    private int _count;

    private CopiedDatabases(PostgresServer server) => _server = server;

    private string TemplateFile => Path.Combine(_directory.FullName, "template.db");

    /// <summary>Starts a server and makes the schema in both templates.</summary>
    /// <param name="migrate">Makes the schema in the database of a connection string, and leaves no connection open.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<CopiedDatabases> StartAsync(Func<string, CancellationToken, Task> migrate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(migrate);
        var databases = new CopiedDatabases(await PostgresServer.StartNewAsync(new PostgresServerOptions { Fsync = false, MaxConnections = 300 }, cancellationToken));
        try
        {
            await databases.ExecuteAsync($"CREATE DATABASE {Template}", cancellationToken);
            await migrate(databases.ConnectionStringTo(Template), cancellationToken);
            await migrate($"Data Source={databases.TemplateFile};Pooling=False", cancellationToken);
            return databases;
        }
        catch
        {
            await databases.DisposeAsync();
            throw;
        }
    }

    /// <summary>The connection string of a new database without a schema.</summary>
    public async Task<string> CreateEmptyAsync(DatabaseKind kind, CancellationToken cancellationToken)
    {
        if (kind == DatabaseKind.Sqlite) return $"Data Source={NewFile()}";
        var name = NewName();
        await ExecuteAsync($"CREATE DATABASE {name}", cancellationToken);
        return ConnectionStringTo(name);
    }

    /// <summary>The connection string of a new database with the schema and no rows.</summary>
    public async Task<string> CreateMigratedAsync(DatabaseKind kind, CancellationToken cancellationToken)
    {
        if (kind == DatabaseKind.Sqlite)
        {
            var file = NewFile();
            File.Copy(TemplateFile, file);
            return $"Data Source={file}";
        }

        var name = NewName();
        await _copying.WaitAsync(cancellationToken); // A template has one copier at a time.
        try
        {
            await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {Template}", cancellationToken);
        }
        finally
        {
            _copying.Release();
        }

        return ConnectionStringTo(name);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _copying.Dispose();
        _directory.Delete(recursive: true);
    }

    private string NewFile() => Path.Combine(_directory.FullName, $"{Interlocked.Increment(ref _count)}.db");

    private string NewName() => $"test_{Interlocked.Increment(ref _count)}";

    private string ConnectionStringTo(string database)
    {
        // The details of PostgreSQL's errors hold whole rows; like any installation, the services do not ask for them.
        var settings = new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Database = database };
        settings.Remove("Include Error Detail");
        return settings.ConnectionString;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
