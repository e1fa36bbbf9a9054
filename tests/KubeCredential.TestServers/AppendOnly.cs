namespace KubeCredential.TestServers;

/// <summary>How a Redis server persists its data.</summary>
public enum AppendOnly
{
    /// <summary>Not at all: every stop loses all data.</summary>
    None,

    /// <summary>
    /// An append-only file, synced to disk once a second (<c>appendfsync everysec</c>). While a sync is slow, Redis acknowledges
    /// writes up to 2 s before handing them to the kernel, so that just killing the process can lose acknowledged writes.
    /// </summary>
    EverySecond,

    /// <summary>An append-only file, synced to disk before each reply (<c>appendfsync always</c>): no acknowledged write is ever lost.</summary>
    Always,
}
