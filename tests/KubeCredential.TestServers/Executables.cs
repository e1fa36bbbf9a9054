namespace KubeCredential.TestServers;

/// <summary>Finds programs on this machine.</summary>
internal static class Executables
{
    // Directories of servers and tools that an ordinary user's PATH may not contain.
    private static readonly string[] s_usualPlaces = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin", "/opt/homebrew/bin"];

    /// <summary>The full path of the first of these programs that is found on PATH or in the usual places; null if none is.</summary>
    public static string? Find(params ReadOnlySpan<string> names)
    {
        var places = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in names)
        {
            foreach (var place in places.Concat(s_usualPlaces))
            {
                if (Path.Combine(place, name) is var path && File.Exists(path))
                    return path;
            }
        }

        return null;
    }
}
