using KubeCredential.Storage.Audit;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Issuance.Api.Storage;

/// <summary>Rules that the database enforces for every role and that an EF model cannot express. The initial migration ends with them.</summary>
internal static class SchemaRules
{
    /// <summary>The function on PostgreSQL that erases content, with its parameters.</summary>
    public const string EraseFunction = "erase_credential(uuid, text[])";

    /// <summary>What erasing sets; nothing else of a credential's content ever changes.</summary>
    public const string EraseColumns =
        "content = NULL, content_salt = NULL, holder_name = '', credential_type = '', holder_key = '', holder_id = NULL, holder_email = NULL, holder_search = '', type_search = '', valid_from = NULL, expiry_date = NULL";

    /// <summary>What erasing sets in the row of the file from which a credential was issued or changed.</summary>
    public const string EraseRowColumns = "input = NULL, request = NULL, faults = NULL";

    /// <summary>The tables of holders from which erasing removes the rows of a credential. Links stay without their seeds, so that whoever opens one is told.</summary>
    public static IReadOnlyList<string> HolderTables { get; } = ["mails", "holder_sessions", "shares", "corrections", "invitations"];

    /// <summary>The columns of a credential's content and everything derived from it.</summary>
    private const string Content =
        "id, content, content_hash, content_salt, holder_name, credential_type, issuer_name, issued_at, holder_key, holder_id, holder_email, valid_from, expiry_date, holder_search, type_search, issuer_search";

    /// <summary>The columns of an event that never change. A signature is replaced when its key is compromised.</summary>
    private const string Event = "position, event_id, credential_id, version, event_type, occurred_at, correlation_id, trace_parent, trace_state, status";

    /// <summary>Whether a change of content is an erasure: only of a credential whose state says so, and of everything at once.</summary>
    private const string IsErasure =
        """
        OLD.state = 'erased' AND NEW.content IS NULL AND NEW.content_salt IS NULL AND NEW.holder_name = '' AND NEW.credential_type = '' AND NEW.holder_key = '' AND NEW.holder_id IS NULL
        AND NEW.holder_email IS NULL AND NEW.holder_search = '' AND NEW.type_search = '' AND NEW.valid_from IS NULL AND NEW.expiry_date IS NULL
        AND NEW.id = OLD.id AND NEW.content_hash = OLD.content_hash AND NEW.issuer_name = OLD.issuer_name AND NEW.issuer_search = OLD.issuer_search AND NEW.issued_at = OLD.issued_at
        """;

    /// <summary>Makes the event store and the audit trail append-only, and the content of credentials immutable, except that it can be erased; keeps the bits of status lists with the states.</summary>
    public static void AddSchemaRules(this MigrationBuilder migration, bool postgres)
    {
        migration.RefuseChangesToAuditTrail(postgres);
        if (postgres)
        {
            // The function runs with its owner's rights. The words by which a holder is found are given, because nothing else finds their rows without reading all.
            // Notes that were made before stay as little as the content does; the erasure's own says why it was made.
            migration.Sql(
                $"""
                CREATE TRIGGER credential_events_append_only BEFORE UPDATE OF {Event} OR DELETE OR TRUNCATE ON credential_events
                  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
                CREATE TRIGGER credentials_content BEFORE UPDATE OF {Content} ON credentials
                  FOR EACH ROW WHEN (NOT ({IsErasure})) EXECUTE FUNCTION refuse_change();
                CREATE TRIGGER credentials_kept BEFORE DELETE OR TRUNCATE ON credentials
                  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
                CREATE TRIGGER credential_type_versions_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON credential_type_versions
                  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
                CREATE FUNCTION note_state() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  WITH entry AS (UPDATE status_entries SET bit = {BitOf("NEW.state")} WHERE credential_id = NEW.id RETURNING list)
                  INSERT INTO status_changes (list) SELECT list FROM entry;
                  RETURN NULL;
                END $$;
                CREATE TRIGGER credentials_state AFTER UPDATE OF state ON credentials
                  FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION note_state();
                CREATE FUNCTION erase_credential(erased uuid, words text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
                BEGIN
                  UPDATE credentials SET {EraseColumns} WHERE id = erased AND state = 'erased';
                  IF NOT FOUND THEN RAISE EXCEPTION 'This credential is not marked as erased.' USING ERRCODE = 'restrict_violation'; END IF;
                  DELETE FROM credential_words WHERE word = ANY (words) AND credential_id = erased;
                  DELETE FROM credential_documents WHERE credential_id = erased;
                  UPDATE holder_links SET seed = NULL WHERE credential_id = erased;
                  {string.Concat(HolderTables.Select(static table => $"DELETE FROM {table} WHERE credential_id = erased; "))}
                  UPDATE batch_rows SET {EraseRowColumns} WHERE credential_id = erased;
                  UPDATE batch_rows SET {EraseRowColumns} WHERE successor_id = erased;
                  DELETE FROM credential_notes WHERE credential_id = erased AND version < (SELECT c.version FROM credentials c WHERE c.id = erased);
                END $$;
                REVOKE ALL ON FUNCTION {EraseFunction} FROM PUBLIC;
                """);
            return;
        }

        // INSERT OR REPLACE deletes rows without firing the DELETE trigger.
        Refuse(migration, "credential_events", $"UPDATE OF {Event}");
        Refuse(migration, "credential_events", "DELETE");
        Refuse(migration, "credential_events", "INSERT", "WHEN EXISTS (SELECT 1 FROM credential_events WHERE position = NEW.position OR (credential_id = NEW.credential_id AND version = NEW.version))");
        Refuse(migration, "credentials", $"UPDATE OF {Content}", $"WHEN NOT ({IsErasure})");
        Refuse(migration, "credentials", "DELETE");
        Refuse(migration, "credential_type_versions", "UPDATE");
        Refuse(migration, "credential_type_versions", "DELETE");
        migration.Sql(
            $"""
            CREATE TRIGGER credentials_state AFTER UPDATE OF state ON credentials WHEN OLD.state <> NEW.state
            BEGIN
              INSERT INTO status_changes (list) SELECT list FROM status_entries WHERE credential_id = NEW.id;
              UPDATE status_entries SET bit = {BitOf("NEW.state")} WHERE credential_id = NEW.id;
            END
            """);
    }

    /// <summary>The <see cref="StatusBit"/> that belongs to a state, as an SQL expression.</summary>
    /// <param name="state">The state, as an SQL expression.</param>
    public static string BitOf(string state) =>
        $"CASE WHEN {state} IN ('revoked', 'superseded', 'erased') THEN {(short)StatusBit.Revoked} WHEN {state} = 'suspended' THEN {(short)StatusBit.Suspended} ELSE {(short)StatusBit.None} END";

    private static void Refuse(MigrationBuilder migration, string table, string change, string when = "") => migration.Sql(
        $"""
        CREATE TRIGGER {table}_no_{change.Split(' ')[0].ToLowerInvariant()} BEFORE {change} ON {table} {when}
        BEGIN
          SELECT RAISE(ABORT, 'Rows of {table} are never changed or deleted.');
        END
        """);
}
