using KubeCredential.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;
using Verification.Api.Tests.Storage;

// Most of the time is spent waiting for other processes.
[assembly: Xunit.v3.Parallelization(MaxThreads = 4)]
[assembly: AssemblyFixture(typeof(SqliteStorage))]
[assembly: AssemblyFixture(typeof(PostgresStorage))]

namespace Verification.Api.Tests.Storage;

/// <summary>Provides the databases for the tests of one provider. The schema is created once and copied.</summary>
public abstract class StorageServer : IAsyncLifetime
{
    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>Creates a database without a schema and returns its connection string.</summary>
    internal abstract Task<string> CreateEmptyAsync();

    /// <summary>Creates a database with the current schema and returns its connection string.</summary>
    internal abstract Task<string> CreateMigratedAsync();

    /// <summary>Creates a database with the current schema.</summary>
    internal abstract Task<TestDatabase> CreateAsync();
}

/// <summary>SQLite files in their own directory.</summary>
public sealed class SqliteStorage : StorageServer
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kubecredential-verification-");
    private string _template = "";
    private int _files;

    public override async ValueTask InitializeAsync()
    {
        _template = NewFile();
        await Migrations.ApplyAsync($"Data Source={_template}", TestContext.Current.CancellationToken);
        SqliteConnection.ClearAllPools();
    }

    public override ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        _directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    internal override Task<string> CreateEmptyAsync() => Task.FromResult($"Data Source={NewFile()}");

    internal override Task<string> CreateMigratedAsync()
    {
        var file = NewFile();
        File.Copy(_template, file);
        return Task.FromResult($"Data Source={file}");
    }

    internal override async Task<TestDatabase> CreateAsync()
    {
        var connectionString = await CreateMigratedAsync();
        return new TestDatabase(new SqliteDialect(DatabaseExtensions.SqliteConnectionString(connectionString)), connectionString);
    }

    private string NewFile() => Path.Combine(_directory.FullName, $"{Interlocked.Increment(ref _files)}.db");
}

/// <summary>One PostgreSQL server for the assembly; every test has its own database on it.</summary>
public sealed class PostgresStorage : StorageServer
{
    private readonly List<NpgsqlDataSource> _sources = [];
    private readonly SemaphoreSlim _copying = new(1);
    private PostgresServer? _server;
    private string _template = "";
    private int _copies;

    internal PostgresServer Server => _server ?? throw new InvalidOperationException("The fixture has not been initialised.");

    public override async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartNewAsync(new PostgresServerOptions { Fsync = false, MaxConnections = 600 }, TestContext.Current.CancellationToken);
        _template = await _server.CreateDatabaseAsync("template", TestContext.Current.CancellationToken);
        await Migrations.ApplyAsync(_template, TestContext.Current.CancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var source in _sources)
            await source.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        _copying.Dispose();
    }

    internal override Task<string> CreateEmptyAsync() => Server.CreateDatabaseAsync("empty", TestContext.Current.CancellationToken);

    internal override async Task<string> CreateMigratedAsync()
    {
        var name = $"copy_{Interlocked.Increment(ref _copies)}";
        await _copying.WaitAsync(TestContext.Current.CancellationToken); // PostgreSQL allows only one copy of a template at a time.
        try
        {
            await using var connection = new NpgsqlConnection(Server.ConnectionString);
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = $"CREATE DATABASE {name} TEMPLATE \"{new NpgsqlConnectionStringBuilder(_template).Database}\"";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            _copying.Release();
        }

        return new NpgsqlConnectionStringBuilder(_template) { Database = name }.ConnectionString;
    }

    internal override async Task<TestDatabase> CreateAsync() => Open(await CreateMigratedAsync());

    internal TestDatabase Open(string connectionString)
    {
        var service = ServiceUsers.InPostgres(connectionString, "verification");
        return new TestDatabase(new PostgresDialect(Source(service), Source(service, PostgresPlans.Kept)), connectionString, new PostgresDialect(Source(connectionString)));

        NpgsqlDataSource Source(string text, PostgresPlans plans = PostgresPlans.MadeAnew)
        {
            var source = DatabaseExtensions.PostgresDataSource(text, plans);
            lock (_sources)
                _sources.Add(source);
            return source;
        }
    }
}
