namespace KubeCredential.TestServers;

/// <summary>Directories for the files of one server.</summary>
internal static class TemporaryDirectory
{
    /// <summary>
    /// A temporary directory of this machine that <paramref name="user"/> can access: TMPDIR, unless one of its parents is closed to
    /// others, as when TMPDIR is in root's home.
    /// </summary>
    public static string Root(UnixUser? user)
    {
        string[] candidates = [Path.GetTempPath(), "/var/tmp", "/tmp"];
        return user is null ? candidates[0] : candidates.FirstOrDefault(IsOpenToOthers)
            ?? throw new InvalidOperationException($"None of {string.Join(", ", candidates)} is accessible to user {user.Name}; set TMPDIR.");
    }

    /// <summary>Creates a new directory, accessible to <paramref name="user"/> if given.</summary>
    public static string Create(string prefix, UnixUser? user = null)
    {
        var path = Path.Combine(Root(user), prefix + Guid.NewGuid().ToString("N")[..12]);
        var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(path, mode);
        if (user is not null)
            File.SetUnixFileMode(path, mode | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return path;
    }

    /// <summary>Deletes a directory and its contents, if it exists.</summary>
    public static void Delete(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }

    private static bool IsOpenToOthers(string path)
    {
        for (var directory = new DirectoryInfo(Path.GetFullPath(path)); directory is not null; directory = directory.Parent)
        {
            if (!directory.Exists || !directory.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
                return false;
        }

        return true;
    }
}
