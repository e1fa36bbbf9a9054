namespace KubeCredential.AppHost.Setup;

/// <summary>What the databases are in the infrastructure mode <c>local</c>.</summary>
public enum LocalDatabase
{
    /// <summary>Two SQLite files in the data directory.</summary>
    Sqlite,

    /// <summary>One PostgreSQL server process with two databases.</summary>
    Postgres,
}
