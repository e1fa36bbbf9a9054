using KubeCredential.Storage.Audit;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Issuance.Api.Storage;

/// <summary>Rules that the database enforces for every role and that an EF model cannot express. The initial migration ends with them.</summary>
internal static class SchemaRules
{
    /// <summary>The columns of a credential's content and everything derived from it.</summary>
    private const string Content = "id, content, holder_name, credential_type, issuer_name, issued_at, holder_search, type_search, issuer_search";

    /// <summary>Makes the event store and the audit trail append-only, and the content of credentials immutable.</summary>
    public static void AddSchemaRules(this MigrationBuilder migration, bool postgres)
    {
        migration.RefuseChangesToAuditTrail(postgres);
        if (postgres)
        {
            migration.Sql(
                $"""
                CREATE TRIGGER credential_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON credential_events
                  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
                CREATE TRIGGER credentials_content BEFORE UPDATE OF {Content} ON credentials
                  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
                CREATE TRIGGER credentials_kept BEFORE DELETE OR TRUNCATE ON credentials
                  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
                """);
            return;
        }

        // INSERT OR REPLACE deletes rows without firing the DELETE trigger.
        Refuse(migration, "credential_events", "UPDATE");
        Refuse(migration, "credential_events", "DELETE");
        Refuse(migration, "credential_events", "INSERT", "WHEN EXISTS (SELECT 1 FROM credential_events WHERE position = NEW.position OR (credential_id = NEW.credential_id AND version = NEW.version))");
        Refuse(migration, "credentials", $"UPDATE OF {Content}");
        Refuse(migration, "credentials", "DELETE");
    }

    private static void Refuse(MigrationBuilder migration, string table, string change, string when = "") => migration.Sql(
        $"""
        CREATE TRIGGER {table}_no_{change.Split(' ')[0].ToLowerInvariant()} BEFORE {change} ON {table} {when}
        BEGIN
          SELECT RAISE(ABORT, 'Rows of {table} are never changed or deleted.');
        END
        """);
}
