using KubeCredential.Storage.Audit;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Verification.Api.Storage;

/// <summary>Rules that the database enforces for every role and that an EF model cannot express. The initial migration ends with them.</summary>
internal static class SchemaRules
{
    /// <summary>Makes the audit trail append-only, and prevents verdicts from being deleted within their first hour.</summary>
    public static void AddSchemaRules(this MigrationBuilder migration, bool postgres)
    {
        migration.RefuseChangesToAuditTrail(postgres);
        migration.RefuseChangesToVerdicts(postgres);
    }
}
