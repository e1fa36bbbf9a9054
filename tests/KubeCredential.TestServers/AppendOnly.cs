namespace KubeCredential.TestServers;

/// <summary>What a Redis server keeps on disk.</summary>
public enum AppendOnly
{
    /// <summary>Nothing: every stop empties it.</summary>
    None,

    /// <summary>An append-only file, forced to disk once a second (<c>appendfsync everysec</c>).</summary>
    EverySecond,

    /// <summary>An append-only file, forced to disk before each answer (<c>appendfsync always</c>).</summary>
    Always,
}
