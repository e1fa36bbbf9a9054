using Issuance.Api.Storage;
using Issuance.Api.Tests.Storage;
using KubeCredential.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

[assembly: AssemblyFixture(typeof(TestDatabases))]

namespace Issuance.Api.Tests.Storage;

/// <summary>
/// Hands out empty databases with the schema of this version: copies of one that the service's own migration has made, since a copy
/// takes a tenth of the time.
/// </summary>
public sealed class TestDatabases : IAsyncLifetime
{
    private const string Template = "migrated";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kubecredential-issuance-");
    private readonly SemaphoreSlim _copying = new(1, 1);
    private PostgresServer? _server;
    private int _count;

    private PostgresServer Server => _server ?? throw new InvalidOperationException("The fixture has not been initialised.");

    private string TemplateFile => Path.Combine(_directory.FullName, $"{Template}.db");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var token = TestContext.Current.CancellationToken;
        _server = await PostgresServer.StartNewAsync(new PostgresServerOptions { Fsync = false, MaxConnections = 300 }, token);
        await ExecuteAsync($"CREATE DATABASE {Template}", token);
        await MigrateAsync(ConnectionStringTo(Template), token);
        await MigrateAsync($"Data Source={TemplateFile};Pooling=False", token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _copying.Dispose();
        _directory.Delete(recursive: true);
    }

    /// <summary>The connection string of a new database without any schema.</summary>
    public async Task<string> CreateEmptyAsync(DatabaseKind kind, CancellationToken cancellationToken) =>
        kind == DatabaseKind.Sqlite ? $"Data Source={NewFile()}" : WithoutDetail(await Server.CreateDatabaseAsync("empty", cancellationToken));

    /// <summary>The connection string of a new database with the schema and no rows.</summary>
    public async Task<string> CreateMigratedAsync(DatabaseKind kind, CancellationToken cancellationToken)
    {
        if (kind == DatabaseKind.Sqlite)
        {
            var file = NewFile();
            File.Copy(TemplateFile, file);
            return $"Data Source={file}";
        }

        var name = $"test_{Interlocked.Increment(ref _count)}";
        await _copying.WaitAsync(cancellationToken);
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

    /// <summary>Brings a database to the schema of this version as the service does when it starts; on PostgreSQL by the owner, who then grants the service its rights.</summary>
    public static Task MigrateAsync(string connectionString, CancellationToken cancellationToken) => DatabaseExtensions.IsPostgres(connectionString)
        ? MigrateAsync(ServiceUsers.InPostgres(connectionString, "issuance"), connectionString, cancellationToken)
        : MigrateAsync(connectionString, null, cancellationToken);

    /// <summary>The same where the service has no role of its own.</summary>
    public static Task MigrateAsOneRoleAsync(string connectionString, CancellationToken cancellationToken) => MigrateAsync(connectionString, null, cancellationToken);

    private static async Task MigrateAsync(string connectionString, string? owner, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration["ConnectionStrings:issuance-db"] = connectionString;
        builder.Configuration["ConnectionStrings:issuance-db-owner"] = owner;
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddServiceDatabase<IssuanceDbContext, SqliteIssuanceDbContext, PostgresIssuanceDbContext>("issuance-db", Service.Rights);
        await using var services = builder.Services.BuildServiceProvider();
        var migration = services.GetServices<IHostedService>().OfType<BackgroundService>().Single();
        await migration.StartAsync(cancellationToken);
        await services.GetRequiredService<DatabaseReadiness>().WaitAsync(cancellationToken).WaitAsync(s_limit, cancellationToken);
        await migration.StopAsync(cancellationToken);
    }

    private string NewFile() => Path.Combine(_directory.FullName, $"{Interlocked.Increment(ref _count)}.db");

    private string ConnectionStringTo(string database) =>
        WithoutDetail(new NpgsqlConnectionStringBuilder(Server.ConnectionString) { Database = database }.ConnectionString);

    // The details of PostgreSQL's errors hold whole rows; like any installation, the service does not ask for them.
    private static string WithoutDetail(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        settings.Remove("Include Error Detail");
        return settings.ConnectionString;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
