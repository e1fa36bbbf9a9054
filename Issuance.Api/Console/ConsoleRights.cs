using KubeCredential.Storage;

namespace Issuance.Api.Console;

/// <summary>What the service may do with the console's tables on PostgreSQL. A new table needs a line here.</summary>
internal static class ConsoleRights
{
    /// <summary>The tables of people who are signed in.</summary>
    public static IReadOnlyList<TableRight> All { get; } =
    [
        new("data_protection_keys", "SELECT, INSERT"),
        new("sessions", "SELECT, INSERT, UPDATE (expires_at), DELETE"),
        new("sign_in_links", "SELECT, INSERT, DELETE"),
    ];
}
