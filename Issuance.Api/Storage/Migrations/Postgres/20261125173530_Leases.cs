using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Issuance.Api.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Leases : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterTable(
                name: "outbox")
                .Annotation("Npgsql:StorageParameter:fillfactor", 45);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "leased_until",
                table: "outbox",
                type: "timestamp with time zone",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "leased_until",
                table: "outbox");

            migrationBuilder.AlterTable(
                name: "outbox")
                .OldAnnotation("Npgsql:StorageParameter:fillfactor", 45);
        }
    }
}
