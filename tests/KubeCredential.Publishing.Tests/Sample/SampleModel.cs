namespace KubeCredential.Publishing.Tests.Sample;

/// <summary>
/// A small application that has nothing to do with ours: a web app, the service that it calls, a worker that nobody calls but Prometheus, a
/// job that nobody can call, and the server that keeps their data.
/// </summary>
internal static class SampleModel
{
    public const string Application = "orders";

    /// <summary>An argument that looks like one of Helm's actions.</summary>
    public const string Format = "{{ .Values.format }}";

    /// <summary>Builds the model as its program would.</summary>
    /// <param name="output">Where it is published to.</param>
    /// <param name="settings">Settings, as <c>Name=value</c>.</param>
    /// <param name="change">A change of the model.</param>
    public static IDistributedApplicationBuilder Create(string output, string[]? settings = null, Action<IDistributedApplicationBuilder>? change = null)
    {
        var context = Directory.CreateDirectory(Path.Combine(output, "source")).FullName;
        File.WriteAllText(Path.Combine(context, "Dockerfile"), "FROM scratch\n");
        File.WriteAllText(Path.Combine(context, "web.Dockerfile"), "FROM scratch\n");
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = ["--operation", "publish", "--step", "publish", "--output-path", output, .. settings ?? []],
            ProjectDirectory = output,
            DisableDashboard = true,
        });

        var password = builder.AddParameter("store-password", static () => "-", secret: true);
        var ownerPassword = builder.AddParameter("owner-password", static () => "-", secret: true);
        var key = builder.AddParameter("key", static () => "-", secret: true);
        var keyHash = builder.AddParameter("key-hash", static () => "-", secret: true).WithAnnotation(new HashOfAnnotation("key"));

        var store = builder.AddContainer("store", "registry.example/store", "5.1")
            .WithEndpoint(targetPort: 5432, name: "tcp")
            .WithVolume("orders-data", "/var/lib/store")
            .WithEnvironment("STORE_PASSWORD", ownerPassword)
            .WithDeployment(new() { UserId = 70, Cpu = "100m", Memory = "64Mi", MemoryLimit = "1Gi", HealthCommand = "store-check \"$STORE_PASSWORD\"" });
        var endpoint = store.GetEndpoint("tcp");
        var connection = builder.AddConnectionString("ledger", ReferenceExpression.Create($"Host={endpoint.Property(EndpointProperty.Host)};Port={endpoint.Property(EndpointProperty.Port)};Password={password}"));

        var api = builder.AddDockerfile("orders-api", context)
            .WithHttpEndpoint(targetPort: 5000, name: "http")
            .WithReference(connection)
            .WithEnvironment("KEY_HASH", keyHash)
            .WithEnvironment("RETRIES", "yes")
            .WithMigrationJob(new("MIGRATE", "once", "OWNER", ReferenceExpression.Create($"Host={endpoint.Property(EndpointProperty.Host)};Password={ownerPassword}")))
            .WithDeployment(new()
            {
                UserId = 1000,
                Cpu = "100m",
                Memory = "64Mi",
                MemoryLimit = "128Mi",
                Scale = (2, 4),
                HostsVariable = "HOSTS",
                EnvironmentVariable = "STAGE",
                TelemetryVariable = "OTLP",
                ServesMetrics = true,
            });
        var web = builder.AddDockerfile("web", context, "web.Dockerfile")
            .WithBuildArg("SITE", "shop")
            .WithHttpEndpoint(targetPort: 8000, name: "http")
            .WithExternalHttpEndpoints()
            .WithEnvironment("API", api.GetEndpoint("http"))
            .WithEnvironment("API_KEY", key)
            .WithDeployment(new() { UserId = 101, Cpu = "50m", Memory = "32Mi", MemoryLimit = "64Mi" });
        web.WithPublicLink(web, "SELF");
        builder.AddContainer("worker", "registry.example/worker", "2")
            .WithArgs("--format", Format)
            .WithHttpEndpoint(targetPort: 9100, name: "metrics")
            .WithReference(connection)
            .WithDeployment(new() { UserId = 1000, Cpu = "50m", Memory = "32Mi", MemoryLimit = "64Mi", ServesMetrics = true });
        builder.AddContainer("nightly", "registry.example/nightly", "2")
            .WithReference(connection)
            .WithDeployment(new() { UserId = 1000, Cpu = "50m", Memory = "32Mi", MemoryLimit = "64Mi", ServesMetrics = true });

        change?.Invoke(builder);
        return builder.AddKubernetesPublishing(Application, options =>
        {
            options.Title = "Orders";
            options.Version = "3.2.1";
            options.IngressNamespace = "edge";
        });
    }
}
