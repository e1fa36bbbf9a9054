using KubeCredential.Storage;

namespace Verification.Api.Storage;

/// <summary>What the verification service may do with its tables on PostgreSQL. A new table needs a line here.</summary>
internal static class VerificationRights
{
    /// <summary>The tables that are the verification service's alone.</summary>
    public static IReadOnlyList<TableRight> All { get; } =
    [
        // A rebuild writes a new generation of rows beside the live one and then removes that: no table is made or emptied.
        new("credentials", "SELECT, INSERT, UPDATE, DELETE"),
        new("read_model", "SELECT, UPDATE"),
        new("rebuilds", "SELECT, INSERT, UPDATE"),
        // Never changed; the oldest are dropped, and the database refuses to delete any within its first hour.
        new("verdict_entries", "SELECT, INSERT, DELETE"),
        new("verdict_seals", "SELECT, INSERT, DELETE"),
        new("counters", "SELECT, INSERT, UPDATE"),
        new("consumption_control", "SELECT, INSERT, UPDATE"),
        new("discarded_dead_letters", "SELECT, INSERT"),
    ];
}
