namespace KubeCredential.TestServers;

/// <summary>The databases that the storage must work on.</summary>
public enum DatabaseKind
{
    /// <summary>A file.</summary>
    Sqlite,

    /// <summary>A database of a real server.</summary>
    Postgres,
}
