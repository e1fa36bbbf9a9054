using System.Data.Common;
using KubeCredential.AppHost.Setup;
using KubeCredential.Publishing;
using Microsoft.Extensions.DependencyInjection;

namespace KubeCredential.AppHost.Infrastructure;

/// <summary>Adds Redis and the databases, each where the settings say.</summary>
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

        var (issuanceBus, verificationBus) = AddRedis();
        return new(
            issuanceBus, verificationBus,
            AddDatabase(ResourceNames.IssuanceDatabase, IssuanceDatabaseName),
            AddDatabase(ResourceNames.VerificationDatabase, VerificationDatabaseName));

        (ServiceConnection Issuance, ServiceConnection Verification) AddRedis()
        {
            if (settings.HasConnectionString(ResourceNames.Redis))
            {
                var given = new ServiceConnection(builder.AddConnectionString(ResourceNames.Redis), ResourceNames.Redis);
                return (given, given);
            }

            if (settings.Infrastructure == InfrastructureMode.Containers) return builder.AddContainerRedis(settings.Ports.Redis);
            var local = builder.AddLocalRedis(ResourceNames.Redis, data.Value, settings.Ports.Redis);
            return (local.For(RedisUsers.Issuance, data.Value), local.For(RedisUsers.Verification, data.Value));
        }

        // The service's role has the name of the database.
        ServiceConnection AddDatabase(string name, string databaseName)
        {
            if (settings.HasConnectionString(name))
            {
                var owner = $"{name}-owner";
                return new(
                    builder.AddConnectionString(name), name,
                    Owner: settings.HasConnectionString(owner) ? builder.AddConnectionString(owner).Resource.ConnectionStringExpression : null);
            }

            switch (settings.Infrastructure, settings.Database)
            {
                case (InfrastructureMode.Containers, _):
                    var container = containerServer.Value.AddDatabase(name, databaseName);
                    return new(container, name, containerServer.Value.ConnectionStringOf(databaseName), container.Resource.ConnectionStringExpression);
                case (_, LocalDatabase.Postgres):
                    var server = localServer.Value;
                    var local = server.AddDatabase(name, databaseName);
                    var role = server.Resource.ConnectionStringOf(databaseName, LocalPassword.Parameter(data.Value, $"{ResourceNames.Postgres}-{databaseName}"));
                    return new(local, name, ReferenceExpression.Create($"{role};Database={databaseName}"), local.Resource.ConnectionStringExpression);
                default:
                    return new(builder.AddSqliteFile(name, data.Value.File($"{databaseName}.db")), name);
            }
        }
    }

    // A stopped server has to refuse connections, as it does in production. Aspire's proxy would still accept them.
    private static (ServiceConnection Issuance, ServiceConnection Verification) AddContainerRedis(this IDistributedApplicationBuilder builder, int? port)
    {
        var passwords = RedisUsers.Services.ToDictionary(static user => user, user => builder.AddPassword($"{ResourceNames.Redis}-{user}"));
        var redis = builder
            .AddRedis(ResourceNames.Redis, port)
            .WithoutHttpsCertificate()
            .WithEndpoint("tcp", endpoint => endpoint.IsProxied = false)
            .WithDataVolume()
            // Aspire starts Redis with a shell command, which is the last argument.
            .WithArgs(context => context.Args[^1] = StartRedis)
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
        foreach (var (user, password) in passwords) redis.WithEnvironment(PasswordVariable(user), password);
        return (For(RedisUsers.Issuance), For(RedisUsers.Verification));

        ServiceConnection For(string user) =>
            new(redis, ResourceNames.Redis, ReferenceExpression.Create($"{redis.Resource.PrimaryEndpoint.Property(EndpointProperty.HostAndPort)},user={user},password={passwords[user]}"));
    }

    // The file of users is written at each start, with hashes of the passwords. Arguments would be readable by every user of the machine.
    private static string StartRedis { get; } = $$"""
        umask 077
        user() { printf 'user %s on #%s %s\n' "$1" "`printf %s "$2" | sha256sum | cut -c 1-64`" "$3"; }
        {
        user {{RedisUsers.Administrator}} "$REDIS_PASSWORD" '{{RedisUsers.Rules(RedisUsers.Administrator)}}'
        {{string.Join('\n', RedisUsers.Services.Select(static user => $"user {user} \"${PasswordVariable(user)}\" '{RedisUsers.Rules(user)}'"))}}
        } >/tmp/users.acl
        exec redis-server --aclfile /tmp/users.acl --save 60 1 --appendonly yes --appendfsync everysec
        """.ReplaceLineEndings("\n");

    private static string PasswordVariable(string user) => $"REDIS_{user.Replace('-', '_').ToUpperInvariant()}_PASSWORD";

    private static IResourceBuilder<ParameterResource> AddPassword(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddParameter($"{name}-password", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true);

    private static ReferenceExpression ConnectionStringOf(this IResourceBuilder<PostgresServerResource> server, string role)
    {
        var endpoint = server.Resource.PrimaryEndpoint;
        var password = server.ApplicationBuilder.AddPassword($"{ResourceNames.Postgres}-{role}");
        return ReferenceExpression.Create(
            $"Host={endpoint.Property(EndpointProperty.Host)};Port={endpoint.Property(EndpointProperty.Port)};Username={role};Password={password};Database={role}");
    }

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
