using System.Diagnostics;

namespace KubeCredential.TestApp;

/// <summary>A data directory for one application, deleted with all its data at the end.</summary>
internal sealed class TemporaryData : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    /// <summary>The full path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("kc-app-").FullName;

    /// <summary>The setting that makes an application use it.</summary>
    public string Setting => $"DataDirectory={Path}";

    /// <summary>Deletes the data. An application that was built but not started may still be writing a file while it is disposed, so deletion is retried until it succeeds.</summary>
    public void Dispose()
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (IOException) when (Stopwatch.GetElapsedTime(began) < s_limit)
            {
                Thread.Sleep(20);
            }
        }
    }
}
