namespace KubeCredential.Publishing;

/// <summary>Finds programs that are installed on this machine.</summary>
public static class Executables
{
    private static readonly string[] Extensions = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];

    // Homebrew's directories may be missing from PATH if an IDE starts the application.
    private static readonly string[] MoreDirectories = OperatingSystem.IsMacOS() ? ["/opt/homebrew/bin", "/usr/local/bin"] : [];

    /// <summary>The directories in which programs are looked for: first those of PATH.</summary>
    public static IEnumerable<string> Directories =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Concat(MoreDirectories)
        .Distinct(StringComparer.Ordinal);

    /// <summary>Finds the first of some programs that is installed.</summary>
    /// <param name="names">Their names, without an extension.</param>
    /// <returns>Its full path, or null if none is installed.</returns>
    public static string? Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var found = Directories.Select(directory => FindIn(directory, name)).FirstOrDefault(path => path is not null);
            if (found is not null) return found;
        }

        return null;
    }

    /// <summary>Finds a program in a directory.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="name">The program's name, without an extension.</param>
    /// <returns>Its full path, or null if the directory does not have it.</returns>
    public static string? FindIn(string directory, string name) =>
        Extensions.Select(extension => Path.Combine(directory, name + extension)).FirstOrDefault(IsExecutable);

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows()
            || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
