using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using KubeCredential.AppHost.Setup;
using KubeCredential.Publishing;

namespace KubeCredential.AppHost.Infrastructure;

/// <summary>The PostgreSQL programs of this machine.</summary>
internal static partial class PostgresInstallation
{
    // Where packages put the server programs, which they do not add to PATH: Debian and Ubuntu, Red Hat, Homebrew.
    private static readonly (string Parent, string Pattern, string Below)[] Locations =
    [
        ("/usr/lib/postgresql", "*", "bin"),
        ("/usr", "pgsql-*", "bin"),
        ("/opt/homebrew/opt", "postgresql*", "bin"),
        ("/usr/local/opt", "postgresql*", "bin"),
    ];

    /// <summary>The directory with <c>postgres</c> and <c>initdb</c>: the one on PATH, else the newest installed.</summary>
    /// <param name="clusterDirectory">The data to serve, which only the major version that wrote it can read; it need not exist yet.</param>
    /// <exception cref="SetupException">PostgreSQL, or the version the data needs, is not installed.</exception>
    public static string FindBinDirectory(string clusterDirectory)
    {
        var candidates = Executables.Directories.Concat(PackageDirectories())
            .Where(directory => Executables.FindIn(directory, "postgres") is not null && Executables.FindIn(directory, "initdb") is not null)
            .ToList();
        if (candidates.Count == 0)
        {
            throw new SetupException("""
                PostgreSQL (postgres, initdb) is not installed, and Database is 'postgres'. To get it:
                  ./run.sh Database=postgres             installs what is missing, then starts the application
                  sudo apt-get install postgresql        Debian, Ubuntu
                  brew install postgresql@18             macOS
                or use SQLite files (Database=sqlite), your own servers (ConnectionStrings:issuance-db=… and
                ConnectionStrings:verification-db=…), or a container engine (Infrastructure=containers).
                """);
        }

        var versionFile = Path.Combine(clusterDirectory, "PG_VERSION");
        if (!File.Exists(versionFile)) return candidates[0];
        var version = int.Parse(File.ReadAllText(versionFile).Trim(), CultureInfo.InvariantCulture);
        return candidates.Find(directory => MajorVersionOf(directory) == version) ?? throw new SetupException(
            $"The data in {clusterDirectory} was written by PostgreSQL {version}, which is no longer installed. Install that version again, "
            + $"or start with empty databases: move {Path.GetDirectoryName(clusterDirectory)} away.");
    }

    private static IEnumerable<string> PackageDirectories() => Locations
        .Where(location => Directory.Exists(location.Parent))
        .SelectMany(location => Directory.EnumerateDirectories(location.Parent, location.Pattern)
            .Select(directory => Path.Combine(directory, location.Below)))
        .OrderByDescending(directory => Number().Match(directory) is { Success: true, Value: var digits }
            ? int.Parse(digits, CultureInfo.InvariantCulture) : 0);

    private static int? MajorVersionOf(string binDirectory)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(binDirectory, "postgres"), "--version") { RedirectStandardOutput = true })!;
        var match = Number().Match(process.StandardOutput.ReadToEnd());
        process.WaitForExit();
        return match.Success ? int.Parse(match.Value, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
