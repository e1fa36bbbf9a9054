using Microsoft.Extensions.Hosting;

namespace KubeCredential.Publishing.Vite;

/// <summary>Adds web apps that are served by Vite.</summary>
public static class ViteAppExtensions
{
    /// <summary>The name of a web app's endpoint.</summary>
    public const string EndpointName = "http";

    private const string DevScript = "dev";

    /// <summary>
    /// Adds a Vite app, run as <c>npm run &lt;script&gt;</c>. The packages are installed first in the directory that holds the
    /// <c>package-lock.json</c>: the app's own or that of the npm workspace above it. This is done once for all apps of a workspace, and
    /// only when the packages are out of date. To publish the app, call <c>PublishAsDockerFile</c> on it.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="appDirectory">The app's directory, relative to that of the application's project.</param>
    /// <param name="runScriptName">The npm script that serves the app; the port is passed to it as <c>--port</c>, and in the variable <c>PORT</c>.</param>
    /// <returns>The app.</returns>
    /// <exception cref="PublishingException">The directory has no <c>package.json</c>, or npm is not installed. Neither is checked when publishing.</exception>
    public static IResourceBuilder<ViteAppResource> AddViteApp(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, string appDirectory, string runScriptName = DevScript)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var directory = Path.GetFullPath(appDirectory, builder.AppHostDirectory);
        var npm = "npm";
        if (builder.ExecutionContext.IsRunMode)
        {
            if (!File.Exists(Path.Combine(directory, "package.json"))) throw new PublishingException($"The web app {name} is missing: {directory} has no package.json.");
            npm = Executables.Find("npm") ?? throw new PublishingException(
                $"npm is not installed, and the web app {name} needs it. Install Node.js 20.19 or later: https://nodejs.org/");
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

        // npm starts Vite through a shell. dash, the sh of Debian, does not pass the stop signal on; bash replaces itself with Vite.
        if (builder.ExecutionContext.IsRunMode && !OperatingSystem.IsWindows() && Executables.Find("bash") is { } bash)
            app.WithEnvironment("npm_config_script_shell", bash);

        // If the dashboard has no HTTP endpoint for telemetry, asking for the HTTP exporter would fail the app.
        if (!string.IsNullOrEmpty(builder.Configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"]))
            app.WithOtlpExporter(OtlpProtocol.HttpProtobuf);

        if (builder.ExecutionContext.IsRunMode && builder.AddNpmInstaller(npm, directory) is { } installer) app.WaitForCompletion(installer);
        return app;
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

    // npm writes this file at the end of every install. A lock file that has changed since, for example by git, is newer.
    private static bool IsInstalled(string root, string lockFile) =>
        new FileInfo(Path.Combine(root, "node_modules", ".package-lock.json")) is { Exists: true } installed
        && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(lockFile);
}
