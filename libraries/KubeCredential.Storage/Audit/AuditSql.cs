namespace KubeCredential.Storage.Audit;

/// <summary>The common parts of the SQL statements on the audit trail.</summary>
internal static class AuditSql
{
    /// <summary>The predicate of the index over rare actions. A statement must repeat it verbatim to use the index.</summary>
    public static readonly string RareAction = $"action NOT IN ('{string.Join("', '", AuditAction.Frequent)}')";

    /// <summary>The predicate of the index over rare outcomes.</summary>
    public static readonly string RareOutcome = $"outcome NOT IN ('{string.Join("', '", AuditOutcome.Frequent)}')";

    /// <summary>The columns of an entry, in a table aliased <c>e</c>, that <see cref="AuditReader.Read"/> expects.</summary>
    public const string EntryColumns =
        "e.position, e.occurred_at, e.action, e.outcome, e.actor, e.worker_id, e.credential_id, e.event_id, e.attempt, e.detail, e.correlation_id, e.trace_id";

    /// <summary>The transaction of <c>e</c> as a number; 0 on SQLite.</summary>
    public static string Transaction(SqlDialect dialect) => dialect.IsSqlite ? "0" : "e.transaction_id::text::bigint";

    /// <summary>The order of entries.</summary>
    public static string Order(SqlDialect dialect, string direction = "") =>
        dialect.IsSqlite ? $"e.position {direction}" : $"e.transaction_id {direction}, e.position {direction}";

    /// <summary>Compares the place of <c>e</c> with the parameters <c>@…transaction</c> and <c>@…position</c>.</summary>
    public static string Compare(SqlDialect dialect, string comparison, string prefix) =>
        dialect.IsSqlite ? $"e.position {comparison} @{prefix}position" : $"(e.transaction_id, e.position) {comparison} (@{prefix}transaction::text::xid8, @{prefix}position)";

    /// <summary>Whether <c>e</c> has been sealed. Only a check of the chain tells whether it has been altered since.</summary>
    public static string IsSealed(SqlDialect dialect, AuditTables tables) => dialect.IsSqlite
        ? $"COALESCE(e.position <= (SELECT entry_position FROM {tables.Seals} ORDER BY number DESC LIMIT 1), 0)"
        : $"COALESCE((e.transaction_id, e.position) <= (SELECT entry_transaction::text::xid8, entry_position FROM {tables.Seals} ORDER BY number DESC LIMIT 1), false)";
}
