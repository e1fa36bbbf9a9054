using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Issuance.Api.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Claims : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_outbox_open",
                table: "outbox");

            migrationBuilder.AlterTable(
                name: "outbox")
                .Annotation("Npgsql:StorageParameter:autovacuum_analyze_scale_factor", 0.02m)
                .Annotation("Npgsql:StorageParameter:autovacuum_analyze_threshold", 10000)
                .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_cost_delay", 0)
                .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_scale_factor", 0.02m)
                .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_threshold", 10000)
                .Annotation("Npgsql:StorageParameter:fillfactor", 45)
                .OldAnnotation("Npgsql:StorageParameter:fillfactor", 45);

            migrationBuilder.CreateIndex(
                name: "ix_outbox_confirmed",
                table: "outbox",
                column: "confirmed_at",
                filter: "state = 3");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_open",
                table: "outbox",
                columns: new[] { "state", "credential_id" },
                filter: "state + 0 <> 3");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_retrying",
                table: "outbox",
                columns: new[] { "due_at", "event_id" },
                filter: "state + 0 = 1");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_outbox_confirmed",
                table: "outbox");

            migrationBuilder.DropIndex(
                name: "ix_outbox_open",
                table: "outbox");

            migrationBuilder.DropIndex(
                name: "ix_outbox_retrying",
                table: "outbox");

            migrationBuilder.AlterTable(
                name: "outbox")
                .Annotation("Npgsql:StorageParameter:fillfactor", 45)
                .OldAnnotation("Npgsql:StorageParameter:autovacuum_analyze_scale_factor", 0.02m)
                .OldAnnotation("Npgsql:StorageParameter:autovacuum_analyze_threshold", 10000)
                .OldAnnotation("Npgsql:StorageParameter:autovacuum_vacuum_cost_delay", 0)
                .OldAnnotation("Npgsql:StorageParameter:autovacuum_vacuum_scale_factor", 0.02m)
                .OldAnnotation("Npgsql:StorageParameter:autovacuum_vacuum_threshold", 10000)
                .OldAnnotation("Npgsql:StorageParameter:fillfactor", 45);

            migrationBuilder.CreateIndex(
                name: "ix_outbox_open",
                table: "outbox",
                columns: new[] { "state", "credential_id" },
                filter: "state <> 3");
        }
    }
}
