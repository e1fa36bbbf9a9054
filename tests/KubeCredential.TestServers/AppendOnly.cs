namespace KubeCredential.TestServers;

/// <summary>What a Redis server keeps on disk.</summary>
public enum AppendOnly
{
    /// <summary>Nothing: every stop empties it.</summary>
    None,

    /// <summary>
    /// An append-only file, forced to disk once a second (<c>appendfsync everysec</c>). While that takes long, Redis answers writes
    /// that it has not yet handed to the kernel (up to 2 s), so that killing the process alone may lose acknowledged writes.
    /// </summary>
    EverySecond,

    /// <summary>An append-only file, forced to disk before each answer (<c>appendfsync always</c>): no acknowledged write is ever lost.</summary>
    Always,
}
