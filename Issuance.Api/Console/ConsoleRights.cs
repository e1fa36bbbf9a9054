using KubeCredential.Storage;

namespace Issuance.Api.Console;

/// <summary>The service's privileges on the console's tables on PostgreSQL. A new table needs a line here.</summary>
internal static class ConsoleRights
{
    /// <summary>The tables for sessions and sign-in.</summary>
    public static IReadOnlyList<TableRight> All { get; } =
    [
        new("data_protection_keys", "SELECT, INSERT"),
        new("sessions", "SELECT, INSERT, UPDATE (expires_at, last_used_at), DELETE"),
        new("sign_in_links", "SELECT, INSERT, DELETE"),
    ];
}
