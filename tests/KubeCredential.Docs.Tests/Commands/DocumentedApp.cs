using KubeCredential.AppHost;
using KubeCredential.TestApp;

namespace KubeCredential.Docs.Tests.Commands;

/// <summary>
/// The application that the pages are about, without its web apps, and a directory in which their commands find what they name: everything
/// that the repository's root has, with a <c>.data</c> of the running application and an empty <c>deploy</c>.
/// </summary>
public sealed class DocumentedApp : IAsyncLifetime
{
    private const string Run = "dotnet run --project KubeCredential.AppHost --no-launch-profile --";
    private static readonly string[] OfItsOwn = [".git", ".data", "deploy"];

    private readonly TemporaryData _data = new();
    private RunningApp? _app;

    /// <summary>Where commands are run.</summary>
    internal string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("kc-docs-").FullName;

    public async ValueTask InitializeAsync()
    {
        foreach (var entry in System.IO.Directory.EnumerateFileSystemEntries(RepositoryLayout.Root).Where(static one => !OfItsOwn.Contains(Path.GetFileName(one))))
            File.CreateSymbolicLink(Path.Combine(Directory, Path.GetFileName(entry)), entry);
        File.CreateSymbolicLink(Path.Combine(Directory, ".data"), _data.Path);
        System.IO.Directory.CreateDirectory(Path.Combine(Directory, "deploy"));
        _app = await RunningApp.StartNewAsync(["Infrastructure=local", "Database=sqlite", _data.Setting, "Frontends=false"], TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
        _data.Dispose();
    }

    /// <summary>A command as it is run here: on the ports of this run, and with what is built already.</summary>
    internal string Here(string command) => command
        .Replace("localhost:3000", AddressOf(ResourceNames.IssuanceApi), StringComparison.Ordinal)
        .Replace("localhost:3001", AddressOf(ResourceNames.VerificationApi), StringComparison.Ordinal)
        .Replace(Run, $"dotnet '{RepositoryLayout.Dll("KubeCredential.AppHost")}'", StringComparison.Ordinal);

    internal string Log => _app!.Log;

    private string AddressOf(string resource) => _app!.AddressOf(resource).Authority;
}
