namespace KubeCredential.Publishing;

/// <summary>Finds programs that are installed on this machine.</summary>
public static class Executables
{
    private static readonly string[] Extensions = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];

    // Homebrew's folders may be missing from PATH when an IDE starts the AppHost.
    private static readonly string[] MoreDirectories = OperatingSystem.IsMacOS() ? ["/opt/homebrew/bin", "/usr/local/bin"] : [];

    /// <summary>The directories programs are looked for in: those of PATH first.</summary>
    public static IEnumerable<string> Directories =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Concat(MoreDirectories)
        .Distinct(StringComparer.Ordinal);

    /// <summary>The full path of the first of these programs that is installed, or null.</summary>
    public static string? Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var found = Directories.Select(directory => FindIn(directory, name)).FirstOrDefault(path => path is not null);
            if (found is not null) return found;
        }

        return null;
    }

    /// <summary>The full path of the program in this directory, or null.</summary>
    public static string? FindIn(string directory, string name) =>
        Extensions.Select(extension => Path.Combine(directory, name + extension)).FirstOrDefault(IsExecutable);

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows()
            || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
