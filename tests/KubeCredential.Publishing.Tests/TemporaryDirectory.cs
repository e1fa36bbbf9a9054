namespace KubeCredential.Publishing.Tests;

/// <summary>A directory that is there until it is disposed.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kc-publishing-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
