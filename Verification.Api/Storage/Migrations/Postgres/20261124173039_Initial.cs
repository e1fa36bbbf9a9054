using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Verification.Api.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "consumption_control",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    isolated = table.Column<bool>(type: "boolean", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    changed_by = table.Column<string>(type: "text", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_consumption_control", x => x.id);
                    table.CheckConstraint("ck_consumption_control_single", "id = 1");
                });

            migrationBuilder.CreateTable(
                name: "counters",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false),
                    shard = table.Column<int>(type: "integer", nullable: false),
                    value = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_counters", x => new { x.name, x.shard });
                });

            migrationBuilder.CreateTable(
                name: "credentials",
                columns: table => new
                {
                    generation = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_type = table.Column<string>(type: "text", nullable: false),
                    correlation_id = table.Column<string>(type: "text", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    applied_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    holder_name = table.Column<string>(type: "text", nullable: false),
                    credential_type = table.Column<string>(type: "text", nullable: false),
                    expiry_date = table.Column<DateOnly>(type: "date", nullable: true),
                    credential = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_credentials", x => new { x.generation, x.id });
                });

            migrationBuilder.CreateTable(
                name: "discarded_dead_letters",
                columns: table => new
                {
                    key = table.Column<Guid>(type: "uuid", nullable: false),
                    dead_letter_id = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    discarded_by = table.Column<string>(type: "text", nullable: false),
                    discarded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    delivery = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_discarded_dead_letters", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "read_model",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    live = table.Column<int>(type: "integer", nullable: false),
                    building = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_read_model", x => x.id);
                    table.CheckConstraint("ck_read_model_single", "id = 1");
                });

            migrationBuilder.CreateTable(
                name: "rebuilds",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    worker_id = table.Column<string>(type: "text", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    heartbeat_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    events_read = table.Column<long>(type: "bigint", nullable: false),
                    live_hash = table.Column<string>(type: "text", nullable: true),
                    rebuilt_hash = table.Column<string>(type: "text", nullable: true),
                    missing = table.Column<long>(type: "bigint", nullable: true),
                    unknown = table.Column<long>(type: "bigint", nullable: true),
                    different = table.Column<long>(type: "bigint", nullable: true),
                    error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rebuilds", x => x.id);
                });

            migrationBuilder.InsertData(
                table: "read_model",
                columns: new[] { "id", "building", "live" },
                values: new object[] { 1, null, 1 });

            migrationBuilder.CreateIndex(
                name: "ix_credentials_applied",
                table: "credentials",
                columns: new[] { "generation", "applied_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_rebuilds_started",
                table: "rebuilds",
                column: "started_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "consumption_control");

            migrationBuilder.DropTable(
                name: "counters");

            migrationBuilder.DropTable(
                name: "credentials");

            migrationBuilder.DropTable(
                name: "discarded_dead_letters");

            migrationBuilder.DropTable(
                name: "read_model");

            migrationBuilder.DropTable(
                name: "rebuilds");
        }
    }
}
