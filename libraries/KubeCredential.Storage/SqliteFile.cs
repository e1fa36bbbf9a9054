using System.Runtime.Versioning;
using Microsoft.Data.Sqlite;

namespace KubeCredential.Storage;

/// <summary>The file of a SQLite database. It has no users: whoever can read it reads everything, so only its owner can.</summary>
internal static class SqliteFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // SQLite gives new ones the mode of the database; older ones have the mode of then.
    private static readonly string[] Companions = ["-wal", "-shm", "-journal", ".migration-lock"];

    /// <summary>The database's file, or null for a database that is in none.</summary>
    public static string? PathOf(string connectionString)
    {
        var settings = new SqliteConnectionStringBuilder(connectionString);
        if (settings.Mode == SqliteOpenMode.Memory || settings.DataSource is [] or ":memory:") return null;
        if (!settings.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase)) return settings.DataSource;
        var path = settings.DataSource["file:".Length..].Split('?')[0];
        return path is [] or ":memory:" || settings.DataSource.Contains("mode=memory", StringComparison.OrdinalIgnoreCase) ? null : path;
    }

    /// <summary>
    /// Makes the file of a database, empty, if it is not there, and readable by its owner alone. Done before it is opened for the first
    /// time, since SQLite would let everybody read it.
    /// </summary>
    /// <exception cref="IOException">The directory cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be made here.</exception>
    public static void MakePrivate(string connectionString)
    {
        if (OperatingSystem.IsWindows() || PathOf(connectionString) is not { } path) return;
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory) Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
        // Never opened where it is there: closing it would end the locks that this process holds on it (POSIX, fcntl).
        if (!File.Exists(path)) Create(path);
        foreach (var file in Companions.Select(end => path + end).Prepend(path)) Close(file);
    }

    [UnsupportedOSPlatform("windows")]
    private static void Create(string path)
    {
        try
        {
            using var made = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster.
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static void Close(string file)
    {
        try
        {
            if (File.Exists(file) && (File.GetUnixFileMode(file) & ~OwnerOnly) != 0) File.SetUnixFileMode(file, OwnerOnly);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or FileNotFoundException)
        {
            // Somebody else's, and theirs to close; or SQLite has just taken it away.
        }
    }
}
