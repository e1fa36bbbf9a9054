namespace KubeCredential.Storage;

/// <summary>A right of a service on a table, or on a function, of its PostgreSQL database. Anything not listed is denied.</summary>
/// <param name="Table">The table's name, or the function's with the types of its parameters: a constant, never input.</param>
/// <param name="Rights">Privileges in the notation of <c>GRANT</c>, such as <c>SELECT, UPDATE (state)</c>, or <see cref="Execute"/>. Locking rows requires a right to update, too.</param>
public sealed record TableRight(string Table, string Rights)
{
    /// <summary>The right on a function.</summary>
    public const string Execute = "EXECUTE";

    /// <summary>Whether this is a right on a function.</summary>
    public bool IsOnFunction => Rights == Execute;

    /// <summary>The tables that every service has.</summary>
    public static IReadOnlyList<TableRight> OfEveryService { get; } =
    [
        new("__EFMigrationsHistory", "SELECT"),
        new("audit_entries", "SELECT, INSERT"),
        new("audit_seals", "SELECT, INSERT"),
        // So that an attacker who has taken over the service cannot give an existing key more rights.
        new("api_keys", "SELECT, INSERT, UPDATE (expires_at, replaced_by, revoked_at, last_used_at)"),
        new("replicas", "SELECT, INSERT, UPDATE, DELETE"),
    ];
}
