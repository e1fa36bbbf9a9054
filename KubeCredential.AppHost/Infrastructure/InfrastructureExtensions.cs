using System.Data.Common;
using KubeCredential.AppHost.Publishing;
using KubeCredential.AppHost.Setup;
using Microsoft.Extensions.DependencyInjection;

namespace KubeCredential.AppHost.Infrastructure;

/// <summary>Adds Redis and the databases, each where the settings want it.</summary>
public static class InfrastructureExtensions
{
    private const string IssuanceDatabaseName = "issuance";
    private const string VerificationDatabaseName = "verification";

    // The official images of Redis and PostgreSQL run as this user.
    private const int DebianServiceUser = 999;

    /// <summary>
    /// Adds Redis and the two databases. A resource whose connection string the user has given is the user's own server; the others run
    /// in containers or on this machine, see <see cref="AppHostSettings.Infrastructure"/>.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The resources for services to refer to.</returns>
    /// <exception cref="SetupException">A program needed to run them here is not installed; the message says how to get it.</exception>
    public static InfrastructureResources AddInfrastructure(this IDistributedApplicationBuilder builder, AppHostSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var data = new Lazy<DataDirectory>(() => builder.AddDataDirectory(settings.DataDirectory));
        var containerServer = new Lazy<IResourceBuilder<PostgresServerResource>>(() => builder.AddContainerPostgres(settings.Ports.Postgres));
        var localServer = new Lazy<IResourceBuilder<LocalPostgresServerResource>>(
            () => builder.AddLocalPostgres(ResourceNames.Postgres, data.Value, settings.Ports.Postgres));

        return new(
            AddRedis(),
            AddDatabase(ResourceNames.IssuanceDatabase, IssuanceDatabaseName),
            AddDatabase(ResourceNames.VerificationDatabase, VerificationDatabaseName));

        IResourceBuilder<IResourceWithConnectionString> AddRedis()
        {
            if (settings.HasConnectionString(ResourceNames.Redis)) return builder.AddConnectionString(ResourceNames.Redis);
            return settings.Infrastructure == InfrastructureMode.Containers
                ? builder.AddContainerRedis(settings.Ports.Redis)
                : builder.AddLocalRedis(ResourceNames.Redis, data.Value, settings.Ports.Redis);
        }

        IResourceBuilder<IResourceWithConnectionString> AddDatabase(string name, string databaseName)
        {
            if (settings.HasConnectionString(name)) return builder.AddConnectionString(name);
            return (settings.Infrastructure, settings.Database) switch
            {
                (InfrastructureMode.Containers, _) => containerServer.Value.AddDatabase(name, databaseName),
                (_, LocalDatabase.Postgres) => localServer.Value.AddDatabase(name, databaseName),
                _ => builder.AddSqliteFile(name, data.Value.File($"{databaseName}.db")),
            };
        }
    }

    // A stopped server has to refuse connections, as it does in production; the proxy would go on accepting them.
    private static IResourceBuilder<RedisResource> AddContainerRedis(this IDistributedApplicationBuilder builder, int? port) => builder
        .AddRedis(ResourceNames.Redis, port)
        .WithoutHttpsCertificate()
        .WithEndpoint("tcp", endpoint => endpoint.IsProxied = false)
        .WithDataVolume()
        // Aspire starts Redis by a shell command, which is the last argument.
        .WithArgs(context => context.Args[^1] = $"{context.Args[^1]} --appendonly yes --appendfsync everysec")
        .WithDeployment(new()
        {
            UserId = DebianServiceUser,
            Cpu = "250m",
            Memory = "256Mi",
            MemoryLimit = "1Gi",
            Storage = "10Gi",
            HealthCommand = "REDISCLI_AUTH=\"$REDIS_PASSWORD\" redis-cli ping | grep -q PONG",
        })
        .WithIconName("ArrowSwap");

    private static IResourceBuilder<PostgresServerResource> AddContainerPostgres(this IDistributedApplicationBuilder builder, int? port) => builder
        .AddPostgres(ResourceNames.Postgres, port: port)
        .WithEndpoint("tcp", endpoint => endpoint.IsProxied = false)
        .WithDataVolume()
        .WithDeployment(new()
        {
            UserId = DebianServiceUser,
            Cpu = "500m",
            Memory = "512Mi",
            MemoryLimit = "2Gi",
            Storage = "20Gi",
            ScratchDirectories = ["/tmp", "/var/run/postgresql"],
            HealthCommand = "pg_isready --quiet --host 127.0.0.1 --username \"$POSTGRES_USER\"",
        })
        .WithIconName("DatabaseMultiple");

    private static IResourceBuilder<ConnectionStringResource> AddSqliteFile(
        this IDistributedApplicationBuilder builder, string name, string path)
    {
        var connectionString = new DbConnectionStringBuilder { ["Data Source"] = path }.ConnectionString;
        return builder.AddConnectionString(name, ReferenceExpression.Create($"{connectionString}")).WithIconName("Database");
    }

    private static DataDirectory AddDataDirectory(this IDistributedApplicationBuilder builder, string path)
    {
        var directory = new DataDirectory(path);
        builder.Services.AddSingleton(_ => directory);
        builder.Eventing.Subscribe<BeforeStartEvent>((start, _) =>
        {
            // Resolved, so that the lock ends when the application is disposed.
            start.Services.GetRequiredService<DataDirectory>().Lock();
            return Task.CompletedTask;
        });
        return directory;
    }
}
