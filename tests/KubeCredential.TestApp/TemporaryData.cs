namespace KubeCredential.TestApp;

/// <summary>A data directory for one application, deleted with all its data at the end.</summary>
internal sealed class TemporaryData : IDisposable
{
    /// <summary>The full path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("kc-app-").FullName;

    /// <summary>The setting that makes an application use it.</summary>
    public string Setting => $"DataDirectory={Path}";

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
