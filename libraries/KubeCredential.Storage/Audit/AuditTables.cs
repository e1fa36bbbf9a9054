namespace KubeCredential.Storage.Audit;

/// <summary>A pair of tables: entries and the chain over them.</summary>
/// <param name="Entries">The table of the entries.</param>
/// <param name="Seals">The table of the links.</param>
public sealed record AuditTables(string Entries, string Seals)
{
    /// <summary>Who did what. Kept permanently.</summary>
    public static AuditTables Trail { get; } = new("audit_entries", "audit_seals");

    /// <summary>The verdicts. They are too many to be kept permanently; their removal is recorded in the trail.</summary>
    public static AuditTables Verdicts { get; } = new("verdict_entries", "verdict_seals");
}
