using KubeCredential.AppHost.Infrastructure;
using KubeCredential.Publishing;
using Microsoft.Extensions.DependencyInjection;

namespace KubeCredential.AppHost.Services;

/// <summary>What both services have in common.</summary>
public static class CredentialServiceExtensions
{
    internal const string EndpointName = "http";

    private const string EnvironmentVariable = "ASPNETCORE_ENVIRONMENT";
    private const string MigrationVariable = "Database__Migration";
    private const string MigrateOnly = "Only";

    // The user that the .NET images define.
    private const int DotnetUser = 1654;

    /// <summary>
    /// Gives a service its port, replicas, probes, links and commands. Requests to the port are balanced over the replicas.
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="title">Its name in the dashboard.</param>
    /// <param name="port">The port, or null for a free one.</param>
    /// <param name="replicas">How many processes of it run.</param>
    /// <param name="keys">The keys; its commands sign in with one of them.</param>
    /// <param name="transport">What it does with events, such as <c>publishing</c>.</param>
    /// <returns>The same service.</returns>
    public static IResourceBuilder<ProjectResource> AsCredentialService(
        this IResourceBuilder<ProjectResource> service, string title, int? port, int replicas, ServiceKeys keys, string transport)
    {
        ArgumentNullException.ThrowIfNull(service);
        // The deployment decides which environment a published service runs in.
        if (service.ApplicationBuilder.ExecutionContext.IsRunMode)
            service.WithEnvironment(EnvironmentVariable, service.ApplicationBuilder.Environment.EnvironmentName);

        service
            .WithHttpEndpoint(port, name: EndpointName)
            // A single process listens on the port itself, as it does in a deployment. Several need Aspire's proxy, which balances requests over them.
            .WithEndpoint(EndpointName, endpoint => endpoint.IsProxied = replicas > 1 || port is null || service.ApplicationBuilder.ExecutionContext.IsPublishMode)
            .WithoutHttpsCertificate()
            .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString | ReferenceEnvironmentInjectionFlags.ServiceDiscovery)
            .WithReplicas(replicas)
            .DisableForwardedHeaders() // Aspire would trust every sender; the service has a list of trusted proxies.
            .WithHttpProbe(ProbeType.Readiness, "/health", timeoutSeconds: 4, endpointName: EndpointName)
            .WithHttpProbe(ProbeType.Liveness, "/alive", periodSeconds: 10, timeoutSeconds: 5, endpointName: EndpointName)
            .WithUrlForEndpoint(EndpointName, url => url.DisplayText = title)
            .WithUrlForEndpoint(EndpointName, _ => new ResourceUrlAnnotation { Url = "/scalar", DisplayText = "API reference" })
            .WithUrlForEndpoint(EndpointName, _ => new ResourceUrlAnnotation { Url = "/health", DisplayText = "Health" })
            .WithOperatorCommands(keys, transport)
            .WithIconName("ShieldCheckmark");
        return service.ApplicationBuilder.ExecutionContext.IsPublishMode ? service.WithServiceDeployment() : service;
    }

    /// <summary>Gives a service the keys that it accepts, and its own.</summary>
    /// <param name="service">The service.</param>
    /// <param name="keys">The keys.</param>
    /// <returns>The same service.</returns>
    public static IResourceBuilder<ProjectResource> WithKeys(this IResourceBuilder<ProjectResource> service, ServiceKeys keys)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(keys);
        return keys.GiveTo(service);
    }

    /// <summary>
    /// Connects a service to Redis. Its first start waits until Redis is healthy, to keep the log quiet. Later starts do not wait: both
    /// services work without Redis too.
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="bus">The event bus.</param>
    /// <returns>The same service.</returns>
    public static IResourceBuilder<ProjectResource> WithEventBus(this IResourceBuilder<ProjectResource> service, ServiceConnection bus)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(bus);
        var wasHealthy = false;
        return service.WithConnection(bus).OnBeforeResourceStarted(async (resource, starting, cancellationToken) =>
        {
            if (wasHealthy) return;
            var notifications = starting.Services.GetRequiredService<ResourceNotificationService>();
            await notifications.PublishUpdateAsync(resource, snapshot => snapshot with { State = KnownResourceStates.Waiting });
            await notifications.WaitForResourceHealthyAsync(bus.Server.Resource.Name, WaitBehavior.WaitOnResourceUnavailable, cancellationToken);
            wasHealthy = true;
        });
    }

    /// <summary>
    /// Connects a service to its database. If a separate role owns the schema, a separate process migrates it at each start, so that the
    /// service never learns that role's password.
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="database">The database.</param>
    /// <returns>The same service.</returns>
    public static IResourceBuilder<ProjectResource> WithDatabase(this IResourceBuilder<ProjectResource> service, ServiceConnection database)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(database);
        service.WithConnection(database).WaitFor(database.Server);
        if (database.Owner is not { } owner) return service;
        var builder = service.ApplicationBuilder;
        if (builder.ExecutionContext.IsPublishMode) return service.WithMigrationJob(new(MigrationVariable, MigrateOnly, database.OwnerVariable, owner));
        var migration = builder
            .AddProject(ResourceNames.MigrationOf(service.Resource.Name), service.Resource.GetProjectMetadata().ProjectPath, project => project.ExcludeLaunchProfile = true)
            .WithEnvironment(EnvironmentVariable, builder.Environment.EnvironmentName)
            .WithEnvironment(MigrationVariable, MigrateOnly)
            .WithConnection(database)
            .WithEnvironment(database.OwnerVariable, owner)
            .WaitFor(database.Server)
            .WithParentRelationship(database.Server)
            .WithIconName("DatabaseArrowUp");
        return service.WithEnvironment(MigrationVariable, "Wait").WaitForCompletion(migration);
    }

    private static IResourceBuilder<ProjectResource> WithConnection(this IResourceBuilder<ProjectResource> service, ServiceConnection connection) =>
        connection.Own is { } own
            ? service.WithEnvironment(connection.Variable, own).WithReferenceRelationship(connection.Server)
            : service.WithReference(connection.Server);

    private static IResourceBuilder<ProjectResource> WithServiceDeployment(this IResourceBuilder<ProjectResource> service)
    {
        var project = Path.GetFileName(Path.GetDirectoryName(service.Resource.GetProjectMetadata().ProjectPath))!;
        return service
            .WithEndpoint(EndpointName, endpoint => endpoint.TargetPort = 8080)
            // A job migrates, once for all replicas.
            .WithEnvironment(MigrationVariable, "Wait")
            // The web apps' nginx, whose address is not known in advance. Network policies let nobody else reach the services.
            .WithEnvironment("Proxies__Known", ResourceNames.PrivateNetworks)
            .WithDeployment(new()
            {
                UserId = DotnetUser,
                Cpu = "250m",
                Memory = "192Mi",
                MemoryLimit = "512Mi",
                Scale = (2, 10),
                Build = new(".", new Dictionary<string, string> { ["PROJECT"] = project }),
                HostsVariable = "AllowedHosts",
                EnvironmentVariable = EnvironmentVariable,
                TelemetryVariable = "OTEL_EXPORTER_OTLP_ENDPOINT",
                ReadsInternet = service.Resource.Name == ResourceNames.VerificationApi, // The keys and status lists of issuers elsewhere.
                SendsMail = service.Resource.Name == ResourceNames.IssuanceApi,
                OptionalSecrets = service.Resource.Name == ResourceNames.IssuanceApi ? new Dictionary<string, string> { ["Mail__Password"] = ResourceNames.MailPassword } : new Dictionary<string, string>(),
                ServesMetrics = true,
            });
    }
}
