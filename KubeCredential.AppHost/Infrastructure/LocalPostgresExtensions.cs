using KubeCredential.AppHost.Setup;
using KubeCredential.Publishing;
using Microsoft.Extensions.DependencyInjection;

namespace KubeCredential.AppHost.Infrastructure;

/// <summary>Runs PostgreSQL without a container engine.</summary>
public static class LocalPostgresExtensions
{
    /// <summary>
    /// Adds a PostgreSQL server process that listens on the loopback interface, asks for a password, and keeps its data; see
    /// <c>Infrastructure/local-postgres.sh</c>.
    /// </summary>
    internal static IResourceBuilder<LocalPostgresServerResource> AddLocalPostgres(
        this IDistributedApplicationBuilder builder, string name, DataDirectory data, int? port)
    {
        if (Executables.Find("bash") is null) throw new SetupException("Database=postgres with Infrastructure=local needs bash, which is not installed.");
        var home = data.File("postgres");
        var binDirectory = PostgresInstallation.FindBinDirectory(Path.Combine(home, "cluster"));
        var server = new LocalPostgresServerResource(
            name, Path.Combine(builder.AppHostDirectory, "Infrastructure"), LocalPassword.Parameter(data, name));

        string? connectionString = null;
        builder.Eventing.Subscribe<ConnectionStringAvailableEvent>(server, async (_, ct) =>
            connectionString = await server.ConnectionStringExpression.GetValueAsync(ct));
        var healthCheck = $"{name}_check";
        builder.Services.AddHealthChecks().AddNpgSql(
            _ => connectionString ?? throw new InvalidOperationException($"{name} has no address yet."), name: healthCheck);

        return builder.AddResource(server)
            .WithEndpoint(LocalPostgresServerResource.PrimaryEndpointName, endpoint =>
            {
                // Without the proxy a stopped server refuses connections, as it does in production.
                endpoint.IsProxied = false;
                endpoint.Port = endpoint.TargetPort = port;
                endpoint.TargetHost = "127.0.0.1";
            })
            .WithArgs("local-postgres.sh")
            .WithEnvironment("PG_BIN", binDirectory)
            .WithEnvironment("PG_HOME", home)
            .WithEnvironment("PG_PASSWORD_FILE", data.File($"{name}.password"))
            .WithEnvironment(context =>
            {
                context.EnvironmentVariables["PG_PORT"] = server.PrimaryEndpoint.Property(EndpointProperty.TargetPort);
                context.EnvironmentVariables["PG_DATABASES"] = string.Join(' ', builder.Resources
                    .OfType<LocalPostgresDatabaseResource>().Where(database => database.Parent == server).Select(database => database.DatabaseName));
            })
            .WithHealthCheck(healthCheck)
            .WithIconName("DatabaseMultiple")
            .ExcludeFromManifest();
    }

    /// <summary>Adds a database, which the server creates when it first starts.</summary>
    internal static IResourceBuilder<LocalPostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<LocalPostgresServerResource> server, string name, string databaseName)
    {
        var database = new LocalPostgresDatabaseResource(name, databaseName, server.Resource);
        // Aspire copies the state of a parent to its children for containers only.
        server.OnResourceReady((_, ready, _) => PublishAsync(ready.Services, KnownResourceStates.Running));
        server.OnResourceStopped((_, stopped, _) => PublishAsync(stopped.Services, KnownResourceStates.Exited));
        return server.ApplicationBuilder.AddResource(database).WithIconName("Database").ExcludeFromManifest();

        Task PublishAsync(IServiceProvider services, string state) => services.GetRequiredService<ResourceNotificationService>()
            .PublishUpdateAsync(database, snapshot => snapshot with { State = state });
    }
}
