namespace KubeCredential.Storage;

/// <summary>
/// When PostgreSQL plans the prepared statements of a connection. A cached plan is kept until its tables are analysed; one made while a
/// table was empty keeps scanning that table sequentially until then, however large the table has become.
/// See https://www.postgresql.org/docs/current/runtime-config-query.html, plan_cache_mode.
/// </summary>
public enum PostgresPlans
{
    /// <summary>At each call, by the current size of the tables. It costs about 20 µs for a simple statement.</summary>
    MadeAnew,

    /// <summary>Once, and never with a sequential scan. For statements that should use the primary key regardless of the tables' contents.</summary>
    Kept,
}
