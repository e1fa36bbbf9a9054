namespace KubeCredential.Publishing;

/// <summary>
/// A directory that is written completely or not at all: it is written next to its place and then moved there. It replaces what an
/// earlier run published, except files that hold secrets.
/// </summary>
internal sealed class StagedDirectory : IDisposable
{
    private static readonly string[] Kept = [".env", "secrets.env"];

    private readonly string _target;
    private readonly string _staging;

    /// <param name="target">Its place.</param>
    public StagedDirectory(string target)
    {
        _target = Path.GetFullPath(target);
        _staging = $"{_target}.new-{Environment.ProcessId}";
        if (Directory.Exists(_staging)) Directory.Delete(_staging, recursive: true);
        Directory.CreateDirectory(_staging);
    }

    /// <summary>Writes a file, with <c>\n</c> line endings on every system.</summary>
    public void Write(string path, string text)
    {
        var file = Path.Combine(_staging, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text.ReplaceLineEndings("\n"));
        if (Kept.Contains(Path.GetFileName(path)) && !OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Puts the directory in its place.</summary>
    public void Complete()
    {
        var old = $"{_target}.old-{Environment.ProcessId}";
        if (Directory.Exists(_target))
        {
            foreach (var file in Directory.EnumerateFiles(_target, "*", SearchOption.AllDirectories).Where(file => Kept.Contains(Path.GetFileName(file))))
            {
                var copy = Path.Combine(_staging, Path.GetRelativePath(_target, file));
                // The secrets of an overlay that is no longer published go with it.
                if (!File.Exists(copy) && Directory.Exists(Path.GetDirectoryName(copy))) File.Copy(file, copy);
            }

            Directory.Move(_target, old);
        }

        try
        {
            Directory.Move(_staging, _target);
        }
        catch
        {
            if (Directory.Exists(old)) Directory.Move(old, _target);
            throw;
        }

        if (Directory.Exists(old)) Directory.Delete(old, recursive: true);
    }

    public void Dispose()
    {
        if (Directory.Exists(_staging)) Directory.Delete(_staging, recursive: true);
    }
}
