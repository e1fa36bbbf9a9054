using System.Diagnostics;

namespace KubeCredential.Hosting;

/// <summary>
/// Places at which a fault test kills the process. Calls are compiled only into builds with the constant <c>FAULTS</c>
/// (<c>dotnet build -c Faults</c>), which are never shipped.
/// </summary>
public static class FailPoint
{
    /// <summary>Kills the process here, with the probability in <c>FAILPOINT_&lt;name&gt;</c> (0 to 1; unset: never).</summary>
    /// <param name="name">The place.</param>
    [Conditional("FAULTS")]
    public static void Hit(string name)
    {
#if FAULTS
        if (double.TryParse(Environment.GetEnvironmentVariable($"FAILPOINT_{name}"), System.Globalization.CultureInfo.InvariantCulture, out var probability)
            && Random.Shared.NextDouble() < probability)
        {
            Process.GetCurrentProcess().Kill();
        }
#else
        _ = name;
#endif
    }
}
