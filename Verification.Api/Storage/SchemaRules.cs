using KubeCredential.Storage.Audit;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Verification.Api.Storage;

/// <summary>What the database refuses, whoever asks: rules that a model cannot state. The initial migration ends with them.</summary>
internal static class SchemaRules
{
    /// <summary>Makes the audit trail append-only, and keeps verdicts for their first hour.</summary>
    public static void AddSchemaRules(this MigrationBuilder migration, bool postgres)
    {
        migration.RefuseChangesToAuditTrail(postgres);
        migration.RefuseChangesToVerdicts(postgres);
    }
}
