using System.Runtime.Versioning;
using Microsoft.Data.Sqlite;

namespace KubeCredential.Storage;

/// <summary>The file of a SQLite database. SQLite has no users: anyone who can read the file can read everything, so only its owner may.</summary>
internal static class SqliteFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // SQLite gives new companion files the mode of the database; existing ones may still have an older mode.
    private static readonly string[] Companions = ["-wal", "-shm", "-journal", ".migration-lock"];

    /// <summary>The database's file, or null for a database in memory.</summary>
    public static string? PathOf(string connectionString)
    {
        var settings = new SqliteConnectionStringBuilder(connectionString);
        if (settings.Mode == SqliteOpenMode.Memory || settings.DataSource is [] or ":memory:") return null;
        if (!settings.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase)) return settings.DataSource;
        var path = settings.DataSource["file:".Length..].Split('?')[0];
        return path is [] or ":memory:" || settings.DataSource.Contains("mode=memory", StringComparison.OrdinalIgnoreCase) ? null : path;
    }

    /// <summary>
    /// Creates an empty file for a database if there is none, and makes it readable only by its owner. This must happen before the database is
    /// first opened, since SQLite would make the file readable by everyone.
    /// </summary>
    /// <exception cref="IOException">The directory cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be created here.</exception>
    public static void MakePrivate(string connectionString)
    {
        if (OperatingSystem.IsWindows() || PathOf(connectionString) is not { } path) return;
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory) Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
        // An existing file is never opened: closing it would release the locks that this process holds on it (POSIX, fcntl).
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
            // Another process created it first.
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
            // It belongs to another user, who has to restrict it, or SQLite has just deleted it.
        }
    }
}
