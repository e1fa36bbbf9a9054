namespace KubeCredential.TestServers;

/// <summary>The databases that the services support.</summary>
public enum DatabaseKind
{
    /// <summary>A SQLite file.</summary>
    Sqlite,

    /// <summary>A database on a real PostgreSQL server.</summary>
    Postgres,
}
