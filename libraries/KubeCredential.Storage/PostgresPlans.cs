namespace KubeCredential.Storage;

/// <summary>
/// When PostgreSQL plans the prepared statements of a connection. A plan is kept until statistics of its tables are taken, and one that was made while a
/// table was empty reads that table from end to end for as long, however large it becomes meanwhile.
/// See https://www.postgresql.org/docs/current/runtime-config-query.html, plan_cache_mode.
/// </summary>
public enum PostgresPlans
{
    /// <summary>At each call, by the size that the tables have then. It costs about 20 µs for a simple statement.</summary>
    MadeAnew,

    /// <summary>Once, for good, and never to read a whole table. For statements that are to use the primary key, whatever the tables look like.</summary>
    Kept,
}
