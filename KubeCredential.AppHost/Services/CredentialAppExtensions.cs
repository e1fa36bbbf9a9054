using KubeCredential.AppHost.Setup;
using KubeCredential.Publishing;
using KubeCredential.Publishing.Vite;

namespace KubeCredential.AppHost.Services;

/// <summary>What both web apps have in common.</summary>
public static class CredentialAppExtensions
{
    // Answered by nginx itself, see frontends/nginx.
    private const string NginxHealthPath = "/healthz";
    private const int NginxUser = 101;
    private const int NginxPort = 8080;

    /// <summary>Adds a web app of the npm workspace <c>frontends/</c>, with its port, its link and its health check.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource and of the app's directory.</param>
    /// <param name="title">The text of its link in the dashboard.</param>
    /// <param name="port">The port, or null for a free one.</param>
    /// <param name="script">The npm script that serves the app.</param>
    /// <returns>The app.</returns>
    /// <exception cref="SetupException">The directory or npm is missing.</exception>
    public static IResourceBuilder<ViteAppResource> AddCredentialApp(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, string title, int? port, string script)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IResourceBuilder<ViteAppResource> app;
        try
        {
            app = builder.AddViteApp(name, $"../frontends/{name}", script);
        }
        catch (PublishingException error)
        {
            throw new SetupException($"{error.Message} ./run.sh installs what is missing. To run without the web apps: Frontends=false");
        }

        return app
            .WithEndpoint(ViteAppExtensions.EndpointName, endpoint => endpoint.Port = port)
            .WithExternalHttpEndpoints()
            .WithHttpHealthCheck("/", endpointName: ViteAppExtensions.EndpointName)
            .WithUrlForEndpoint(ViteAppExtensions.EndpointName, url => url.DisplayText = title)
            .PublishAsDockerFile(container => container
                .WithDockerfile(Path.GetDirectoryName(app.Resource.WorkingDirectory)!)
                .WithBuildArg("APP", name)
                .WithEnvironment("TRUSTED_PROXIES", ResourceNames.PrivateNetworks)
                .WithEndpoint(ViteAppExtensions.EndpointName, endpoint => endpoint.TargetPort = NginxPort)
                .WithHttpProbe(ProbeType.Readiness, "/index.html", endpointName: ViteAppExtensions.EndpointName)
                .WithHttpProbe(ProbeType.Liveness, NginxHealthPath, endpointName: ViteAppExtensions.EndpointName)
                .WithDeployment(new()
                {
                    UserId = NginxUser,
                    Cpu = "50m",
                    Memory = "32Mi",
                    MemoryLimit = "128Mi",
                    Scale = (2, 6),
                    BrowserTelemetryVariable = "OTEL_EXPORTER_OTLP_HTTP_ENDPOINT",
                }));
    }

    /// <summary>
    /// Tells an app where the dashboard shows a trace, as an address that contains <c>{traceId}</c>. A published system has no dashboard.
    /// </summary>
    /// <param name="app">The app that shows the link.</param>
    /// <param name="variable">The environment variable that the app reads the address from.</param>
    /// <returns>The same app.</returns>
    public static IResourceBuilder<ViteAppResource> WithLinkToTraces(this IResourceBuilder<ViteAppResource> app, string variable)
    {
        ArgumentNullException.ThrowIfNull(app);
        var builder = app.ApplicationBuilder;
        if (!builder.ExecutionContext.IsRunMode) return app;
        var dashboard = SetupExtensions.DashboardAddress(builder);
        return dashboard is null ? app : app.WithEnvironment(variable, $"{dashboard.TrimEnd('/')}/traces/detail/{{traceId}}");
    }
}
