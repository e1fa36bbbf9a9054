using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Issuance.Api.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "credential_events",
                columns: table => new
                {
                    position = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    event_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    event_type = table.Column<string>(type: "TEXT", nullable: false),
                    occurred_at = table.Column<long>(type: "INTEGER", nullable: false),
                    correlation_id = table.Column<string>(type: "TEXT", nullable: false),
                    trace_parent = table.Column<string>(type: "TEXT", nullable: true),
                    trace_state = table.Column<string>(type: "TEXT", nullable: true),
                    credential = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_credential_events", x => x.position);
                });

            migrationBuilder.CreateTable(
                name: "credentials",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    holder_name = table.Column<string>(type: "TEXT", nullable: false),
                    credential_type = table.Column<string>(type: "TEXT", nullable: false),
                    issuer_name = table.Column<string>(type: "TEXT", nullable: false),
                    issue_date = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    expiry_date = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    metadata = table.Column<string>(type: "TEXT", nullable: true),
                    worker_id = table.Column<string>(type: "TEXT", nullable: false),
                    issued_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    event_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    published_at = table.Column<long>(type: "INTEGER", nullable: true),
                    confirmed_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_credentials", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "delivery_control",
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
                    table.PrimaryKey("PK_delivery_control", x => x.id);
                    table.CheckConstraint("ck_delivery_control_single", "id = 1");
                });

            migrationBuilder.CreateTable(
                name: "delivery_counters",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    shard = table.Column<int>(type: "INTEGER", nullable: false),
                    value = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_delivery_counters", x => new { x.name, x.shard });
                });

            migrationBuilder.CreateTable(
                name: "delivery_epoch",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    epoch = table.Column<Guid>(type: "TEXT", nullable: false),
                    since = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_delivery_epoch", x => x.id);
                    table.CheckConstraint("ck_delivery_epoch_single", "id = 1");
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                columns: table => new
                {
                    event_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    state = table.Column<short>(type: "INTEGER", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 0),
                    publications = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 0),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    published_at = table.Column<long>(type: "INTEGER", nullable: true),
                    confirmed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    failed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    dead_at = table.Column<long>(type: "INTEGER", nullable: true),
                    dead_by = table.Column<string>(type: "TEXT", nullable: true),
                    entry_id = table.Column<string>(type: "TEXT", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox", x => x.event_id);
                });

            migrationBuilder.CreateIndex(
                name: "uq_credential_events_credential_version",
                table: "credential_events",
                columns: new[] { "credential_id", "version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "uq_credentials_holder_type_issuer",
                table: "credentials",
                columns: new[] { "holder_name", "credential_type", "issuer_name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_outbox_dead",
                table: "outbox",
                columns: new[] { "dead_at", "event_id" },
                filter: "state = 4");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_due",
                table: "outbox",
                column: "due_at",
                filter: "state IN (0, 1)");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_unconfirmed",
                table: "outbox",
                column: "due_at",
                filter: "state = 2");

            // The event store is only ever added to, whoever asks. INSERT OR REPLACE deletes without asking the trigger of DELETE.
            foreach (var change in new[] { "UPDATE", "DELETE", "INSERT" })
            {
                var when = change == "INSERT"
                    ? "WHEN EXISTS (SELECT 1 FROM credential_events WHERE position = NEW.position OR (credential_id = NEW.credential_id AND version = NEW.version))"
                    : "";
                migrationBuilder.Sql(
                    $"""
                    CREATE TRIGGER credential_events_no_{(change == "INSERT" ? "replace" : change.ToLowerInvariant())} BEFORE {change} ON credential_events {when}
                    BEGIN
                      SELECT RAISE(ABORT, 'Rows of credential_events are never changed or deleted.');
                    END
                    """);
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "credential_events");

            migrationBuilder.DropTable(
                name: "credentials");

            migrationBuilder.DropTable(
                name: "delivery_control");

            migrationBuilder.DropTable(
                name: "delivery_counters");

            migrationBuilder.DropTable(
                name: "delivery_epoch");

            migrationBuilder.DropTable(
                name: "outbox");
        }
    }
}
