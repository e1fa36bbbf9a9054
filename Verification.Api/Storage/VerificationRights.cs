using KubeCredential.Storage;

namespace Verification.Api.Storage;

/// <summary>The verification service's privileges on its tables on PostgreSQL. A new table needs a line here.</summary>
internal static class VerificationRights
{
    /// <summary>The tables that only the verification service has.</summary>
    public static IReadOnlyList<TableRight> All { get; } =
    [
        // A rebuild writes a new generation of rows alongside the live one and then deletes the old rows: no table is created or truncated.
        new("credentials", "SELECT, INSERT, UPDATE, DELETE"),
        new("read_model", "SELECT, UPDATE"),
        new("rebuilds", "SELECT, INSERT, UPDATE"),
        // Never updated; the oldest are deleted, and the database refuses to delete any within its first hour.
        new("verdict_entries", "SELECT, INSERT, DELETE"),
        new("verdict_seals", "SELECT, INSERT, DELETE"),
        new("counters", "SELECT, INSERT, UPDATE"),
        new("consumption_control", "SELECT, INSERT, UPDATE"),
        // Updated only to erase a credential's content.
        new("discarded_dead_letters", "SELECT, INSERT, UPDATE (delivery)"),
        new("issuer_knowledge", "SELECT, INSERT, UPDATE"),
        new("issuer_keys", "SELECT, INSERT, UPDATE"),
        new("issuers", "SELECT, INSERT, UPDATE"),
        new("credential_types", "SELECT, INSERT"),
        new("type_pictures", "SELECT, INSERT"),
        // A key is never deleted: what it signed can be checked for ever.
        new("report_certificates", "SELECT, INSERT, UPDATE (compromised_at)"),
        new("trusted_issuers", "SELECT, INSERT, UPDATE, DELETE"),
    ];
}
