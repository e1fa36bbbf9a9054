using Issuance.Api.Storage;
using Issuance.Api.Tests.Storage;
using KubeCredential.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

[assembly: AssemblyFixture(typeof(TestDatabases))]

namespace Issuance.Api.Tests.Storage;

/// <summary>Hands out empty databases with the schema of this version, which the service's own migration has made.</summary>
public sealed class TestDatabases : IAsyncLifetime
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private CopiedDatabases? _databases;

    private CopiedDatabases Databases => _databases ?? throw new InvalidOperationException("The fixture has not been initialised.");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _databases = await CopiedDatabases.StartAsync(MigrateAsync, TestContext.Current.CancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_databases is not null) await _databases.DisposeAsync();
    }

    /// <summary>The connection string of a new database without any schema.</summary>
    public Task<string> CreateEmptyAsync(DatabaseKind kind, CancellationToken cancellationToken) => Databases.CreateEmptyAsync(kind, cancellationToken);

    /// <summary>The connection string of a new database with the schema and no rows.</summary>
    public Task<string> CreateMigratedAsync(DatabaseKind kind, CancellationToken cancellationToken) => Databases.CreateMigratedAsync(kind, cancellationToken);

    /// <summary>Migrates a database to the current schema as the service does when it starts; on PostgreSQL as the owner, who then grants the service its rights.</summary>
    public static Task MigrateAsync(string connectionString, CancellationToken cancellationToken) => DatabaseExtensions.IsPostgres(connectionString)
        ? MigrateAsync(ServiceUsers.InPostgres(connectionString, "issuance"), connectionString, cancellationToken)
        : MigrateAsync(connectionString, null, cancellationToken);

    /// <summary>The same if the service has no role of its own.</summary>
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
}
