using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Verification.Api.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "api_keys",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    roles = table.Column<string>(type: "TEXT", nullable: false),
                    organisation = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    created_by = table.Column<string>(type: "TEXT", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_used_at = table.Column<long>(type: "INTEGER", nullable: true),
                    revoked_at = table.Column<long>(type: "INTEGER", nullable: true),
                    replaced_by = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "audit_entries",
                columns: table => new
                {
                    position = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    occurred_at = table.Column<long>(type: "INTEGER", nullable: false),
                    action = table.Column<string>(type: "TEXT", nullable: false),
                    outcome = table.Column<string>(type: "TEXT", nullable: false),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    worker_id = table.Column<string>(type: "TEXT", nullable: false),
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    event_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    attempt = table.Column<int>(type: "INTEGER", nullable: true),
                    detail = table.Column<string>(type: "TEXT", nullable: true),
                    correlation_id = table.Column<string>(type: "TEXT", nullable: true),
                    trace_id = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_entries", x => x.position);
                });

            migrationBuilder.CreateTable(
                name: "audit_seals",
                columns: table => new
                {
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    entry_position = table.Column<long>(type: "INTEGER", nullable: false),
                    entry_transaction = table.Column<long>(type: "INTEGER", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    earlier_links = table.Column<byte[]>(type: "BLOB", nullable: true),
                    sealed_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_seals", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "consumption_control",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    isolated = table.Column<bool>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    changed_by = table.Column<string>(type: "TEXT", nullable: false),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_consumption_control", x => x.id);
                    table.CheckConstraint("ck_consumption_control_single", "id = 1");
                });

            migrationBuilder.CreateTable(
                name: "counters",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    shard = table.Column<int>(type: "INTEGER", nullable: false),
                    value = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_counters", x => new { x.name, x.shard });
                });

            migrationBuilder.CreateTable(
                name: "credential_types",
                columns: table => new
                {
                    digest = table.Column<string>(type: "TEXT", nullable: false),
                    definition = table.Column<string>(type: "TEXT", nullable: false),
                    learned_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credential_types", x => x.digest);
                });

            migrationBuilder.CreateTable(
                name: "credentials",
                columns: table => new
                {
                    generation = table.Column<int>(type: "INTEGER", nullable: false),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    event_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    event_type = table.Column<string>(type: "TEXT", nullable: false),
                    correlation_id = table.Column<string>(type: "TEXT", nullable: false),
                    occurred_at = table.Column<long>(type: "INTEGER", nullable: false),
                    applied_at = table.Column<long>(type: "INTEGER", nullable: false),
                    holder_name = table.Column<string>(type: "TEXT", nullable: false),
                    credential_type = table.Column<string>(type: "TEXT", nullable: false),
                    valid_from = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    expiry_date = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    key_id = table.Column<string>(type: "TEXT", nullable: false),
                    signature = table.Column<string>(type: "TEXT", nullable: false),
                    seal = table.Column<string>(type: "TEXT", nullable: true),
                    content_hash = table.Column<string>(type: "TEXT", nullable: true),
                    content_salt = table.Column<string>(type: "TEXT", nullable: true),
                    credential = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credentials", x => new { x.generation, x.id });
                });

            migrationBuilder.CreateTable(
                name: "discarded_dead_letters",
                columns: table => new
                {
                    key = table.Column<Guid>(type: "TEXT", nullable: false),
                    dead_letter_id = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    discarded_by = table.Column<string>(type: "TEXT", nullable: false),
                    discarded_at = table.Column<long>(type: "INTEGER", nullable: false),
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    delivery = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_discarded_dead_letters", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "issuer_keys",
                columns: table => new
                {
                    key_id = table.Column<string>(type: "TEXT", nullable: false),
                    x = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    compromised_at = table.Column<long>(type: "INTEGER", nullable: true),
                    replaced_at = table.Column<long>(type: "INTEGER", nullable: true),
                    seal = table.Column<byte[]>(type: "BLOB", nullable: false),
                    learned_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_issuer_keys", x => x.key_id);
                });

            migrationBuilder.CreateTable(
                name: "issuer_knowledge",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    as_of = table.Column<long>(type: "INTEGER", nullable: false),
                    position = table.Column<string>(type: "TEXT", nullable: false),
                    heard_at = table.Column<long>(type: "INTEGER", nullable: false),
                    heartbeat = table.Column<string>(type: "TEXT", nullable: false),
                    key_id = table.Column<string>(type: "TEXT", nullable: false),
                    signature = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_issuer_knowledge", x => x.id);
                    table.CheckConstraint("ck_issuer_knowledge_single", "id = 1");
                });

            migrationBuilder.CreateTable(
                name: "issuers",
                columns: table => new
                {
                    slug = table.Column<string>(type: "TEXT", nullable: false),
                    profile = table.Column<string>(type: "TEXT", nullable: false),
                    revision = table.Column<int>(type: "INTEGER", nullable: false),
                    logo = table.Column<byte[]>(type: "BLOB", nullable: true),
                    seal = table.Column<byte[]>(type: "BLOB", nullable: false),
                    learned_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_issuers", x => x.slug);
                });

            migrationBuilder.CreateTable(
                name: "read_model",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    live = table.Column<int>(type: "INTEGER", nullable: false),
                    building = table.Column<int>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_read_model", x => x.id);
                    table.CheckConstraint("ck_read_model_single", "id = 1");
                });

            migrationBuilder.CreateTable(
                name: "rebuilds",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    worker_id = table.Column<string>(type: "TEXT", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    heartbeat_at = table.Column<long>(type: "INTEGER", nullable: false),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true),
                    events_read = table.Column<long>(type: "INTEGER", nullable: false),
                    live_hash = table.Column<string>(type: "TEXT", nullable: true),
                    rebuilt_hash = table.Column<string>(type: "TEXT", nullable: true),
                    missing = table.Column<long>(type: "INTEGER", nullable: true),
                    unknown = table.Column<long>(type: "INTEGER", nullable: true),
                    different = table.Column<long>(type: "INTEGER", nullable: true),
                    error = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rebuilds", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "replicas",
                columns: table => new
                {
                    worker_id = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<string>(type: "TEXT", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_seen_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_replicas", x => x.worker_id);
                });

            migrationBuilder.CreateTable(
                name: "report_certificates",
                columns: table => new
                {
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    certificate = table.Column<byte[]>(type: "BLOB", nullable: false),
                    private_key = table.Column<byte[]>(type: "BLOB", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    compromised_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_report_certificates", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "trusted_issuers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    did = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    types = table.Column<string>(type: "TEXT", nullable: false),
                    trusted_from = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    trusted_to = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    revision = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    created_by = table.Column<string>(type: "TEXT", nullable: false),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    changed_by = table.Column<string>(type: "TEXT", nullable: false),
                    seal = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_trusted_issuers", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "type_pictures",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    bytes = table.Column<byte[]>(type: "BLOB", nullable: false),
                    media_type = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_type_pictures", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "verdict_entries",
                columns: table => new
                {
                    position = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    occurred_at = table.Column<long>(type: "INTEGER", nullable: false),
                    action = table.Column<string>(type: "TEXT", nullable: false),
                    outcome = table.Column<string>(type: "TEXT", nullable: false),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    worker_id = table.Column<string>(type: "TEXT", nullable: false),
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    event_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    attempt = table.Column<int>(type: "INTEGER", nullable: true),
                    detail = table.Column<string>(type: "TEXT", nullable: true),
                    correlation_id = table.Column<string>(type: "TEXT", nullable: true),
                    trace_id = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_verdict_entries", x => x.position);
                });

            migrationBuilder.CreateTable(
                name: "verdict_seals",
                columns: table => new
                {
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    entry_position = table.Column<long>(type: "INTEGER", nullable: false),
                    entry_transaction = table.Column<long>(type: "INTEGER", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    earlier_links = table.Column<byte[]>(type: "BLOB", nullable: true),
                    sealed_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_verdict_seals", x => x.number);
                });

            migrationBuilder.InsertData(
                table: "read_model",
                columns: new[] { "id", "building", "live" },
                values: new object[] { 1, null, 1 });

            migrationBuilder.CreateIndex(
                name: "ix_api_keys_created",
                table: "api_keys",
                columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_action",
                table: "audit_entries",
                columns: new[] { "action", "position" },
                filter: "action NOT IN ('credential.issued', 'credential.verified', 'event.published', 'event.applied')");

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_credential",
                table: "audit_entries",
                columns: new[] { "credential_id", "position" },
                filter: "credential_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_outcome",
                table: "audit_entries",
                columns: new[] { "outcome", "position" },
                filter: "outcome NOT IN ('done', 'valid')");

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_time",
                table: "audit_entries",
                column: "occurred_at");

            migrationBuilder.CreateIndex(
                name: "uq_audit_seals_entry",
                table: "audit_seals",
                column: "entry_position",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_credentials_applied",
                table: "credentials",
                columns: new[] { "generation", "applied_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_discarded_dead_letters_credential",
                table: "discarded_dead_letters",
                column: "credential_id");

            migrationBuilder.CreateIndex(
                name: "ix_rebuilds_started",
                table: "rebuilds",
                column: "started_at");

            migrationBuilder.CreateIndex(
                name: "ix_replicas_last_seen",
                table: "replicas",
                column: "last_seen_at");

            migrationBuilder.CreateIndex(
                name: "ix_trusted_issuers_created",
                table: "trusted_issuers",
                columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ux_trusted_issuers_did",
                table: "trusted_issuers",
                column: "did",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_verdict_entries_credential",
                table: "verdict_entries",
                columns: new[] { "credential_id", "position" },
                filter: "credential_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_verdict_entries_outcome",
                table: "verdict_entries",
                columns: new[] { "outcome", "position" },
                filter: "outcome NOT IN ('done', 'valid')");

            migrationBuilder.CreateIndex(
                name: "ix_verdict_entries_time",
                table: "verdict_entries",
                column: "occurred_at");

            migrationBuilder.CreateIndex(
                name: "uq_verdict_seals_entry",
                table: "verdict_seals",
                column: "entry_position",
                unique: true);
            migrationBuilder.AddSchemaRules(postgres: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "api_keys");

            migrationBuilder.DropTable(
                name: "audit_entries");

            migrationBuilder.DropTable(
                name: "audit_seals");

            migrationBuilder.DropTable(
                name: "consumption_control");

            migrationBuilder.DropTable(
                name: "counters");

            migrationBuilder.DropTable(
                name: "credential_types");

            migrationBuilder.DropTable(
                name: "credentials");

            migrationBuilder.DropTable(
                name: "discarded_dead_letters");

            migrationBuilder.DropTable(
                name: "issuer_keys");

            migrationBuilder.DropTable(
                name: "issuer_knowledge");

            migrationBuilder.DropTable(
                name: "issuers");

            migrationBuilder.DropTable(
                name: "read_model");

            migrationBuilder.DropTable(
                name: "rebuilds");

            migrationBuilder.DropTable(
                name: "replicas");

            migrationBuilder.DropTable(
                name: "report_certificates");

            migrationBuilder.DropTable(
                name: "trusted_issuers");

            migrationBuilder.DropTable(
                name: "type_pictures");

            migrationBuilder.DropTable(
                name: "verdict_entries");

            migrationBuilder.DropTable(
                name: "verdict_seals");
        }
    }
}
