using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Issuance.Api.Storage.Migrations.Sqlite
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

            migrationBuilder.CreateIndex(
                name: "ix_outbox_open",
                table: "outbox",
                columns: new[] { "state", "credential_id" },
                filter: "state <> 3");
        }
    }
}
