using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Issuance.Api.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class RetryDelay : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "retry_delay_ms",
                table: "outbox",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "retry_delay_ms",
                table: "outbox");
        }
    }
}
