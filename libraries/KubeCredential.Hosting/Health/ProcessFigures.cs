using System.Diagnostics;
using System.Text.Json;

namespace KubeCredential.Hosting.Health;

/// <summary>Figures about this process, for a health section.</summary>
public static class ProcessFigures
{
    private static readonly long Started = Stopwatch.GetTimestamp();

    /// <summary>Writes <c>uptimeSeconds</c> and <c>workingSetBytes</c>.</summary>
    public static void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("uptimeSeconds", Math.Round(Stopwatch.GetElapsedTime(Started).TotalSeconds));
        json.WriteNumber("workingSetBytes", Environment.WorkingSet);
    }
}
