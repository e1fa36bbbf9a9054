namespace KubeCredential.Storage;

/// <summary>What a service may do with a table of its PostgreSQL database; what nobody has written down it may not.</summary>
/// <param name="Table">The table's name: a constant, never input.</param>
/// <param name="Rights">Privileges as <c>GRANT</c> takes them, such as <c>SELECT, UPDATE (state)</c>. To lock rows a right to update is needed, too.</param>
public sealed record TableRight(string Table, string Rights)
{
    /// <summary>The tables that every service has.</summary>
    public static IReadOnlyList<TableRight> OfEveryService { get; } =
    [
        new("__EFMigrationsHistory", "SELECT"),
        new("audit_entries", "SELECT, INSERT"),
        new("audit_seals", "SELECT, INSERT"),
        // Who has got hold of the service makes no old key stronger.
        new("api_keys", "SELECT, INSERT, UPDATE (expires_at, replaced_by, revoked_at, last_used_at)"),
    ];
}
