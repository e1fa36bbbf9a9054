using System.Collections.Concurrent;
using KubeCredential.Publishing.Vite;
using KubeCredential.TestServers;
using KubeCredential.TestServers.Otlp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace KubeCredential.TestApp;

/// <summary>The application as its AppHost starts it, on free ports.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan ChangeLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(15);

    private const string DataDirectorySetting = "DataDirectory=";

    private readonly DistributedApplication _app;
    private readonly string _dataDirectory;
    private readonly AppLog _log;
    private readonly ConcurrentDictionary<string, ResourceEvent> _replicas = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watch;

    private RunningApp(DistributedApplication app, AppLog log, OtlpReceiver telemetry, string dataDirectory)
    {
        _app = app;
        _dataDirectory = dataDirectory;
        _log = log;
        Telemetry = telemetry;
        _watch = WatchAsync();
    }

    private static readonly string[] Migrations = [ResourceNames.MigrationOf(ResourceNames.IssuanceApi), ResourceNames.MigrationOf(ResourceNames.VerificationApi)];

    /// <summary>The resources that start with the application and keep running. Others wait for a command, such as rebuilding a project, or end on their own.</summary>
    public IEnumerable<IResource> Resources => _app.Services.GetRequiredService<DistributedApplicationModel>().Resources
        .Where(resource => !resource.HasAnnotationOfType<ExplicitStartupAnnotation>() && !Migrations.Contains(resource.Name));

    /// <summary>The traces, logs and metrics sent by the services and by browsers using the web apps.</summary>
    public OtlpReceiver Telemetry { get; }

    /// <summary>The last lines logged by the application and its resources.</summary>
    public string Log => _log.ToString();

    /// <summary>Starts the application and waits until every resource is healthy.</summary>
    /// <param name="arguments">The settings, as on the command line.</param>
    /// <param name="cancellationToken">Ends the start early.</param>
    public static async Task<RunningApp> StartNewAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(StartLimit);
        var log = new AppLog();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.KubeCredential_AppHost>(arguments, deadline.Token);
        builder.Services.AddLogging(logging => logging.AddProvider(log));
        var telemetry = new OtlpReceiver();
        foreach (var (variable, value) in telemetry.Environment)
        {
            foreach (var service in builder.Resources.OfType<ProjectResource>()) builder.CreateResourceBuilder(service).WithEnvironment(variable, value);
            foreach (var web in builder.Resources.OfType<ViteAppResource>()) builder.CreateResourceBuilder(web).WithEnvironment(variable, value);
        }

        var app = new RunningApp(await builder.BuildAsync(deadline.Token), log, telemetry, arguments.Last(static one => one.StartsWith(DataDirectorySetting, StringComparison.Ordinal))[DataDirectorySetting.Length..]);
        try
        {
            await app._app.StartAsync(deadline.Token);
            foreach (var resource in app.Resources)
                await app._app.ResourceNotifications.WaitForResourceHealthyAsync(resource.Name, WaitBehavior.StopOnResourceUnavailable, deadline.Token);
            foreach (var resource in app.Resources) await app.HealthyAsync(resource.Name, deadline.Token);
            return app;
        }
        catch (Exception error)
        {
            await app.DisposeAsync();
            throw new InvalidOperationException($"The application did not start: {error.Message}{Environment.NewLine}{log}", error);
        }
    }

    /// <summary>The address of a resource.</summary>
    public Uri AddressOf(string resourceName) => _app.GetEndpoint(resourceName, "http");

    /// <summary>The developer's key for this machine, with all roles, from the file named in README.md.</summary>
    public string DevelopmentKey => File.ReadAllText(DevelopmentKeyFile).TrimEnd('\n');

    /// <summary>The file of <see cref="DevelopmentKey"/>.</summary>
    public string DevelopmentKeyFile => Path.Combine(_dataDirectory, ResourceNames.DevelopmentKey);

    /// <summary>A client of a resource, signed in. Each request uses a new connection, since connections, not requests, are distributed over replicas.</summary>
    public HttpClient CreateClient(string resourceName) =>
        new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { BaseAddress = AddressOf(resourceName), Timeout = RequestLimit }.WithKey(DevelopmentKey);

    /// <summary>The connection string of a resource.</summary>
    public async Task<string> ConnectionStringAsync(string resourceName, CancellationToken cancellationToken) =>
        await _app.GetConnectionStringAsync(resourceName, cancellationToken) ?? throw new InvalidOperationException($"{resourceName} has no connection string.");

    /// <summary>The current replicas of a resource.</summary>
    public IReadOnlyList<CustomResourceSnapshot> ReplicasOf(string resourceName) =>
        [.. _replicas.Values.Where(replica => replica.Resource.Name == resourceName).Select(replica => replica.Snapshot)];

    /// <summary>Runs a command of the dashboard on all replicas of a resource.</summary>
    /// <returns>The text shown by the dashboard, or null.</returns>
    public async Task<string?> ExecuteAsync(string resourceName, string command, CancellationToken cancellationToken)
    {
        var result = await _app.ResourceCommands.ExecuteCommandAsync(Resource(resourceName), command, cancellationToken);
        Assert.True(result.Success, $"{command} of {resourceName}: {result.Message}");
        return result.Data?.Value;
    }

    /// <summary>Stops all replicas of a resource.</summary>
    public async Task StopAsync(string resourceName, CancellationToken cancellationToken)
    {
        await ExecuteAsync(resourceName, KnownResourceCommands.StopCommand, cancellationToken);
        await Eventually.TrueAsync(
            () => ReplicasOf(resourceName).All(replica => KnownResourceStates.TerminalStates.Contains(replica.State?.Text)),
            ChangeLimit, $"all of {resourceName} has stopped", cancellationToken);
    }

    /// <summary>Starts all replicas of a stopped resource and waits until they are healthy.</summary>
    public async Task StartAsync(string resourceName, CancellationToken cancellationToken)
    {
        await ExecuteAsync(resourceName, KnownResourceCommands.StartCommand, cancellationToken);
        await HealthyAsync(resourceName, cancellationToken);
    }

    /// <summary>Waits until all replicas of a resource run and are healthy.</summary>
    public Task HealthyAsync(string resourceName, CancellationToken cancellationToken) => Eventually.TrueAsync(
        () => ReplicasOf(resourceName).All(replica => replica.State?.Text == KnownResourceStates.Running && replica.HealthStatus is HealthStatus.Healthy),
        ChangeLimit, $"all of {resourceName} is healthy", cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _end.CancelAsync();
        await _watch;
        _end.Dispose();
        await Telemetry.DisposeAsync();
    }

    private async Task WatchAsync()
    {
        try
        {
            await foreach (var replica in _app.ResourceNotifications.WatchAsync(_end.Token)) _replicas[replica.ResourceId] = replica;
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The application is being disposed.
        }
    }

    private IResource Resource(string name) => Resources.Single(resource => resource.Name == name);
}
