using KubeCredential.AppHost.Setup;

namespace KubeCredential.AppHost.Infrastructure;

/// <summary>
/// The directory in which local infrastructure keeps its data, readable by its owner only. While the application runs it holds a lock
/// there, because two Redis servers that append to the same file would corrupt it.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly string _path;
    private FileStream? _lock;

    /// <param name="path">The full path; the directory is created if it does not exist.</param>
    /// <exception cref="SetupException">The directory cannot be created.</exception>
    public DataDirectory(string path)
    {
        _path = path;
        CreatePrivate(path);
    }

    /// <summary>The full path of a file in the directory.</summary>
    public string File(string name) => Path.Combine(_path, name);

    /// <summary>The full path of a directory in the directory, created if it does not exist.</summary>
    public string Subdirectory(string name)
    {
        var path = Path.Combine(_path, name);
        CreatePrivate(path);
        return path;
    }

    /// <summary>Takes the lock, which is released when this object is disposed.</summary>
    /// <exception cref="SetupException">Another run of the application holds it.</exception>
    public void Lock()
    {
        try
        {
            _lock ??= new FileStream(File(".lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException)
        {
            throw new SetupException($"The data in {_path} is in use by another run of this application. "
                + "Stop that run first, or give this one its own directory: DataDirectory=.data-2");
        }
    }

    /// <inheritdoc />
    public void Dispose() => _lock?.Dispose();

    private static void CreatePrivate(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
            else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SetupException($"The directory {path} cannot be created: {error.Message} Choose another one: DataDirectory=<path>");
        }
    }
}
