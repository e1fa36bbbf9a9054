using KubeCredential.Publishing.Vite;

namespace KubeCredential.Publishing.Tests;

/// <summary>Web apps that are served by Vite.</summary>
public sealed class ViteTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task An_app_is_run_by_npm_at_the_port_that_the_proxy_knows()
    {
        App("shop");
        var builder = Builder();

        var app = builder.AddViteApp("shop", "shop", "preview");

        var context = new CommandLineArgsCallbackContext([], app.Resource, TestContext.Current.CancellationToken);
        foreach (var annotation in app.Resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>()) await annotation.Callback(context);
        Assert.Equal(["run", "preview", "--", "--strictPort", "--port"], context.Args.Take(5));
        Assert.Equal(EndpointProperty.TargetPort, Assert.IsType<EndpointReferenceExpression>(context.Args[5]).Property);
        Assert.Equal(Path.Combine(_directory.Path, "shop"), app.Resource.WorkingDirectory);
    }

    [Fact]
    public void The_packages_of_a_workspace_are_installed_once_and_only_where_they_are_out_of_date()
    {
        App("shop");
        App("desk");
        File.WriteAllText(Path.Combine(_directory.Path, "package-lock.json"), "{}");
        var builder = Builder();

        var apps = ((string[])["shop", "desk"]).Select(name => builder.AddViteApp(name, name)).ToList();

        var installer = Assert.Single(builder.Resources.OfType<NpmInstallerResource>());
        Assert.Equal(_directory.Path, installer.WorkingDirectory);
        Assert.All(apps, app => Assert.Contains(app.Resource.Annotations.OfType<WaitAnnotation>(), wait => wait.Resource == installer));

        Directory.CreateDirectory(Path.Combine(_directory.Path, "node_modules"));
        File.WriteAllText(Path.Combine(_directory.Path, "node_modules", ".package-lock.json"), "{}");
        var later = Builder();
        later.AddViteApp("shop", "shop");
        Assert.Empty(later.Resources.OfType<NpmInstallerResource>());
    }

    [Fact]
    public void A_directory_without_an_app_is_refused_by_name() => Assert.Equal(
        $"The web app shop is missing: {Path.Combine(_directory.Path, "shop")} has no package.json.",
        Assert.Throws<PublishingException>(() => Builder().AddViteApp("shop", "shop")).Message);

    private void App(string name) => File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_directory.Path, name)).FullName, "package.json"), "{}");

    private IDistributedApplicationBuilder Builder() =>
        DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = [], DisableDashboard = true, ProjectDirectory = _directory.Path });
}
