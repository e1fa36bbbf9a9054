using KubeCredential.AppHost.Publishing;
using KubeCredential.AppHost.Setup;
using Microsoft.Extensions.Hosting;

namespace KubeCredential.AppHost.Vite;

/// <summary>Adds web apps served by Vite.</summary>
public static class ViteAppExtensions
{
    internal const string EndpointName = "http";
    private const string DevScript = "dev";

    // Answered by nginx itself, see frontends/nginx.
    private const string NginxHealthPath = "/healthz";
    private const int NginxUser = 101;

    /// <summary>
    /// Adds a Vite app, run as <c>npm run &lt;script&gt;</c>, and published as the container image that the <c>Dockerfile</c> of its
    /// npm workspace builds. The packages are installed first where the <c>package-lock.json</c> is, in the app's directory or the npm workspace above
    /// it, once for all apps of the workspace, and only when they are not up to date.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="appDirectory">The app's directory, relative to the AppHost's.</param>
    /// <param name="runScriptName">The npm script that serves the app.</param>
    /// <returns>The app.</returns>
    /// <exception cref="SetupException">The directory or npm is missing.</exception>
    public static IResourceBuilder<ViteAppResource> AddViteApp(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, string appDirectory, string runScriptName = DevScript)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var directory = Path.GetFullPath(appDirectory, builder.AppHostDirectory);
        var npm = "npm";
        if (builder.ExecutionContext.IsRunMode)
        {
            if (!File.Exists(Path.Combine(directory, "package.json")))
                throw new SetupException($"The web app {name} is not there: {directory} has no package.json. Run without the web apps: Frontends=false");
            npm = Executables.Find("npm") ?? throw new SetupException(
                "npm is not installed, and the web apps need it. Install Node.js 20.19 or later (https://nodejs.org/), try ./run.sh, "
                + "or run without the web apps: Frontends=false");
        }

        var app = builder.AddResource(new ViteAppResource(name, npm, directory))
            .WithHttpEndpoint(env: "PORT", name: EndpointName)
            .WithArgs(context =>
            {
                // Vite itself ignores PORT, and without --strictPort it would move to another port than the one the proxy knows.
                foreach (var argument in (string[])["run", runScriptName, "--", "--strictPort", "--port"]) context.Args.Add(argument);
                context.Args.Add(((IResourceWithEndpoints)context.Resource).GetEndpoint(EndpointName).Property(EndpointProperty.TargetPort));
            })
            .WithEnvironment("NODE_ENV", builder.ExecutionContext.IsRunMode && runScriptName == DevScript && builder.Environment.IsDevelopment() ? "development" : "production")
            .WithIconName("CodeJsRectangle");

        // dash, the sh of Debian, stays between npm and Vite and does not pass the signal to stop on; bash leaves its place to Vite.
        if (builder.ExecutionContext.IsRunMode && !OperatingSystem.IsWindows() && Executables.Find("bash") is { } bash)
            app.WithEnvironment("npm_config_script_shell", bash);

        // Asking for the HTTP exporter where the dashboard does not take it would fail the app.
        if (!string.IsNullOrEmpty(builder.Configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"]))
            app.WithOtlpExporter(OtlpProtocol.HttpProtobuf);

        app.PublishAsDockerFile(container => container
            .WithDockerfile(Path.GetDirectoryName(directory)!)
            .WithBuildArg("APP", name)
            .WithEnvironment("TRUSTED_PROXIES", ResourceNames.PrivateNetworks)
            .WithEndpoint(EndpointName, endpoint => endpoint.TargetPort = 8080)
            .WithHttpProbe(ProbeType.Readiness, "/index.html", endpointName: EndpointName)
            .WithHttpProbe(ProbeType.Liveness, NginxHealthPath, endpointName: EndpointName)
            .WithDeployment(new()
            {
                UserId = NginxUser,
                Cpu = "50m",
                Memory = "32Mi",
                MemoryLimit = "128Mi",
                Scale = (2, 6),
                Build = new(Path.GetFileName(Path.GetDirectoryName(directory)!), "APP", name),
            }));
        if (builder.ExecutionContext.IsRunMode && builder.AddNpmInstaller(npm, directory) is { } installer) app.WaitForCompletion(installer);
        return app;
    }

    /// <summary>Gives a web app its port, its link and its health check.</summary>
    /// <param name="app">The app.</param>
    /// <param name="title">The text of its link in the dashboard.</param>
    /// <param name="port">The port, or null for a free one.</param>
    /// <returns>The same app.</returns>
    public static IResourceBuilder<ViteAppResource> AsCredentialApp(this IResourceBuilder<ViteAppResource> app, string title, int? port)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app
            .WithEndpoint(EndpointName, endpoint => endpoint.Port = port)
            .WithExternalHttpEndpoints()
            .WithHttpHealthCheck("/", endpointName: EndpointName)
            .WithUrlForEndpoint(EndpointName, url => url.DisplayText = title);
    }

    /// <summary>
    /// Tells an app where a browser finds another app. When publishing, this is for the deployment to say: only it knows the public names.
    /// </summary>
    /// <param name="app">The app that shows the link.</param>
    /// <param name="target">The app the link leads to.</param>
    /// <param name="variable">The environment variable the app reads the address from.</param>
    /// <returns>The same app.</returns>
    public static IResourceBuilder<ViteAppResource> WithLinkTo(
        this IResourceBuilder<ViteAppResource> app, IResourceBuilder<ViteAppResource> target, string variable)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(target);
        return app.ApplicationBuilder.ExecutionContext.IsRunMode
            ? app.WithEnvironment(variable, target.GetEndpoint(EndpointName))
            : app.WithAnnotation(new PublicLinkAnnotation(variable, target.Resource.Name));
    }

    /// <summary>
    /// Tells an app where the dashboard shows a trace, as an address with <c>{traceId}</c> in it. When publishing there is no dashboard
    /// to lead to.
    /// </summary>
    /// <param name="app">The app that shows the link.</param>
    /// <param name="variable">The environment variable the app reads the address from.</param>
    /// <returns>The same app.</returns>
    public static IResourceBuilder<ViteAppResource> WithLinkToTraces(this IResourceBuilder<ViteAppResource> app, string variable)
    {
        ArgumentNullException.ThrowIfNull(app);
        var builder = app.ApplicationBuilder;
        if (!builder.ExecutionContext.IsRunMode) return app;
        var dashboard = SetupExtensions.DashboardAddress(builder);
        return dashboard is null ? app : app.WithEnvironment(variable, $"{dashboard.TrimEnd('/')}/traces/detail/{{traceId}}");
    }

    private static IResourceBuilder<NpmInstallerResource>? AddNpmInstaller(this IDistributedApplicationBuilder builder, string npm, string directory)
    {
        var root = directory;
        while (root is not null && !File.Exists(Path.Combine(root, "package-lock.json"))) root = Path.GetDirectoryName(root);
        var lockFile = root is null ? null : Path.Combine(root, "package-lock.json");
        root ??= directory;

        if (builder.Resources.OfType<NpmInstallerResource>().FirstOrDefault(resource => resource.WorkingDirectory == root) is { } existing)
            return builder.CreateResourceBuilder(existing);
        if (lockFile is not null && IsInstalled(root, lockFile)) return null;

        var name = $"{Path.GetFileName(root)}-installer".ToLowerInvariant();
        return builder.AddResource(new NpmInstallerResource(name, npm, root))
            .WithArgs(lockFile is null ? "install" : "ci", "--include=dev", "--no-audit", "--no-fund")
            .WithIconName("ArrowDownload")
            .ExcludeFromManifest();
    }

    // npm writes this file at the end of every install; a lock file changed since, by git for example, is newer.
    private static bool IsInstalled(string root, string lockFile) =>
        new FileInfo(Path.Combine(root, "node_modules", ".package-lock.json")) is { Exists: true } installed
        && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(lockFile);
}
