using System.Reflection;

namespace KubeCredential.AppHost.Setup;

/// <summary>
/// Where publishing writes to. <c>dotnet run</c> starts the AppHost in the directory of its project, wherever the command was typed, and a
/// relative <c>--output-path</c> would silently mean a place next to the source.
/// </summary>
internal static class OutputPath
{
    private const string Option = "--output-path";
    private const string ShellDirectory = "PWD"; // Set by every POSIX shell, and passed on by dotnet run. https://pubs.opengroup.org/onlinepubs/9799919799/, V1 chapter 8.3

    /// <summary>The arguments with a relative <c>--output-path</c> made absolute, from where the command was typed.</summary>
    /// <exception cref="SetupException">The path is relative, and where the command was typed is not known.</exception>
    public static string[] MadeAbsolute(string[] args) => MadeAbsolute(args, Environment.CurrentDirectory, ProjectDirectory, Environment.GetEnvironmentVariable(ShellDirectory));

    /// <summary>The same, given everything that it depends on.</summary>
    internal static string[] MadeAbsolute(string[] args, string current, string? project, string? shell)
    {
        var made = args.ToArray();
        for (var i = 0; i < made.Length; i++)
        {
            if (made[i] == Option && i + 1 < made.Length) made[i + 1] = MadeAbsolute(made[i + 1], current, project, shell);
            else if (made[i].StartsWith($"{Option}=", StringComparison.Ordinal)) made[i] = $"{Option}={MadeAbsolute(made[i][(Option.Length + 1)..], current, project, shell)}";
        }

        return made;
    }

    private static string MadeAbsolute(string path, string current, string? project, string? shell)
    {
        if (path.Length == 0 || Path.IsPathFullyQualified(path)) return path;
        // Not started by dotnet run, which would have changed to the project's directory.
        if (project is null || !Path.TrimEndingDirectorySeparator(current).Equals(Path.TrimEndingDirectorySeparator(project), StringComparison.Ordinal)) return Path.GetFullPath(path, current);
        return shell is { Length: > 0 } && Path.IsPathFullyQualified(shell) && Directory.Exists(shell)
            ? Path.GetFullPath(path, shell)
            : throw new SetupException($"{Option} is '{path}', and it is not known where that starts: dotnet run has changed to the project's directory. Give the full path.");
    }

    /// <summary>The directory of the AppHost's project, which Aspire's build records in the assembly.</summary>
    private static string? ProjectDirectory => typeof(OutputPath).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(static one => string.Equals(one.Key, "apphostprojectpath", StringComparison.OrdinalIgnoreCase))?.Value;
}
