using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;

namespace KubeCredential.Storage.Audit;

/// <summary>The tables of the audit trail in a service's own database, so that an entry is written in the same transaction as the action it records.</summary>
public static class AuditModelExtensions
{
    private const string TransactionId = "TransactionId";

    /// <summary>Adds the tables <c>audit_entries</c> and <c>audit_seals</c> to a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="postgres">Whether it is for PostgreSQL.</param>
    public static void AddAuditTrail(this ModelBuilder model, bool postgres)
    {
        AddEntries<AuditEntryRow>(model, postgres, AuditTables.Trail);
        AddSeals<AuditSealRow>(model, AuditTables.Trail);
    }

    /// <summary>Adds the tables <c>verdict_entries</c> and <c>verdict_seals</c> to a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="postgres">Whether it is for PostgreSQL.</param>
    public static void AddVerdicts(this ModelBuilder model, bool postgres)
    {
        AddEntries<VerdictEntryRow>(model, postgres, AuditTables.Verdicts);
        AddSeals<VerdictSealRow>(model, AuditTables.Verdicts);
    }

    /// <summary>Makes the database refuse to update or delete rows of the trail. Called by a migration.</summary>
    /// <param name="migration">The migration.</param>
    /// <param name="postgres">Whether it is for PostgreSQL.</param>
    public static void RefuseChangesToAuditTrail(this MigrationBuilder migration, bool postgres) => RefuseChanges(migration, postgres, AuditTables.Trail, keptFor: null);

    /// <summary>Makes the database refuse to update verdicts, or to delete any younger than an hour. Called by a migration.</summary>
    /// <param name="migration">The migration.</param>
    /// <param name="postgres">Whether it is for PostgreSQL.</param>
    public static void RefuseChangesToVerdicts(this MigrationBuilder migration, bool postgres) => RefuseChanges(migration, postgres, AuditTables.Verdicts, VerdictRetention.Least);

    private static void AddEntries<TRow>(ModelBuilder model, bool postgres, AuditTables tables)
        where TRow : AuditEntryRow =>
        model.Entity<TRow>(entry =>
        {
            entry.HasBaseType((Type?)null);
            entry.ToTable(tables.Entries);
            entry.Property(row => row.Position).ValueGeneratedOnAdd();
            string[] place = ["Position"];
            if (postgres)
            {
                // The writing transaction comes first in the order, as in the event store: an entry with a lower position may become visible later.
                place = [TransactionId, "Position"];
                entry.Property<ulong>(TransactionId).HasColumnType("xid8").HasDefaultValueSql(TransactionNumbers.Current);
                entry.Property(row => row.Position).UseIdentityAlwaysColumn();
                entry.HasIndex(row => row.OccurredAt).HasMethod("brin").HasDatabaseName($"ix_{tables.Entries}_time");
            }
            else
            {
                entry.HasIndex(row => row.OccurredAt).HasDatabaseName($"ix_{tables.Entries}_time");
            }

            entry.HasKey(place);
            entry.HasIndex(["CredentialId", .. place], $"ix_{tables.Entries}_credential").HasDatabaseName($"ix_{tables.Entries}_credential").HasFilter("credential_id IS NOT NULL");
            if (tables == AuditTables.Trail) entry.HasIndex(["Action", .. place], $"ix_{tables.Entries}_action").HasDatabaseName($"ix_{tables.Entries}_action").HasFilter(AuditSql.RareAction);
            entry.HasIndex(["Outcome", .. place], $"ix_{tables.Entries}_outcome").HasDatabaseName($"ix_{tables.Entries}_outcome").HasFilter(AuditSql.RareOutcome);
        });

    private static void AddSeals<TRow>(ModelBuilder model, AuditTables tables)
        where TRow : AuditSealRow =>
        model.Entity<TRow>(seal =>
        {
            seal.HasBaseType((Type?)null);
            seal.ToTable(tables.Seals).HasKey(row => row.Number);
            seal.HasIndex(row => row.EntryPosition).IsUnique().HasDatabaseName($"uq_{tables.Seals}_entry");
            seal.Property(row => row.Number).ValueGeneratedNever();
        });

    private static void RefuseChanges(MigrationBuilder migration, bool postgres, AuditTables tables, TimeSpan? keptFor)
    {
        // Hashes cannot be compressed, and trying to takes longer than writing them.
        if (postgres) migration.Sql($"ALTER TABLE {tables.Seals} ALTER COLUMN earlier_links SET STORAGE EXTERNAL;");
        foreach (var (table, key, time) in ((string, string, string)[])[(tables.Entries, "position", "occurred_at"), (tables.Seals, "number", "sealed_at")])
        {
            if (postgres)
            {
                migration.Sql(
                    $"""
                    CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                      RAISE EXCEPTION 'Rows of % are never changed or deleted.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                    END $$;
                    CREATE TRIGGER {table}_append_only BEFORE UPDATE {(keptFor is null ? "OR DELETE " : "")}OR TRUNCATE ON {table}
                      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
                    """);
                if (keptFor is { } least)
                {
                    migration.Sql(
                        $"""
                        CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}
                          FOR EACH ROW WHEN (OLD.{time} > clock_timestamp() - interval '{least.TotalSeconds} seconds') EXECUTE FUNCTION refuse_change();
                        """);
                }

                continue;
            }

            // INSERT OR REPLACE deletes without firing a DELETE trigger, so inserting an existing number is refused too.
            var delete = keptFor is { } age ? $"WHEN OLD.{time} > CAST(unixepoch('subsec') * 1000 AS INTEGER) - {age.TotalMilliseconds}" : "";
            foreach (var (change, when) in ((string, string)[])[("UPDATE", ""), ("DELETE", delete), ("INSERT", $"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})")])
            {
                migration.Sql(
                    $"""
                    CREATE TRIGGER {table}_no_{(change == "INSERT" ? "replace" : change.ToLowerInvariant())} BEFORE {change} ON {table} {when}
                    BEGIN
                      SELECT RAISE(ABORT, 'Rows of {table} are never changed or deleted.');
                    END
                    """);
            }
        }
    }
}
