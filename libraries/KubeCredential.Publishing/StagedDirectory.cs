namespace KubeCredential.Publishing;

/// <summary>
/// A directory that appears whole or not at all: it is written beside its place and then moved there. What a former run published is
/// replaced; files that hold people's secrets stay.
/// </summary>
internal sealed class StagedDirectory : IDisposable
{
    private static readonly string[] Kept = [".env", "secrets.env"];

    private readonly string _target;
    private readonly string _staging;

    /// <param name="target">Where it shall be.</param>
    public StagedDirectory(string target)
    {
        _target = Path.GetFullPath(target);
        _staging = $"{_target}.new-{Environment.ProcessId}";
        if (Directory.Exists(_staging)) Directory.Delete(_staging, recursive: true);
        Directory.CreateDirectory(_staging);
    }

    /// <summary>Writes a file, with <c>\n</c> at the end of lines on every system.</summary>
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
                // An overlay that is no longer published keeps no secrets either.
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
