namespace KubeCredential.Storage.Audit;

/// <summary>A pair of tables: entries, and the chain over them.</summary>
/// <param name="Entries">The table of the entries.</param>
/// <param name="Seals">The table of the links.</param>
public sealed record AuditTables(string Entries, string Seals)
{
    /// <summary>What was done, by whom. Kept for good.</summary>
    public static AuditTables Trail { get; } = new("audit_entries", "audit_seals");

    /// <summary>The verdicts that were given. So many that they are kept for a time only; what goes is noted in the trail.</summary>
    public static AuditTables Verdicts { get; } = new("verdict_entries", "verdict_seals");
}
