using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Issuance.Api.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class SessionsByKey : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "key_fingerprint",
                table: "sign_in_links",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "session_id",
                table: "sign_in_links",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "signed_in_at",
                table: "sign_in_links",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)));

            migrationBuilder.AddColumn<string>(
                name: "key_fingerprint",
                table: "sessions",
                type: "text",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_sign_in_links_session",
                table: "sign_in_links",
                column: "session_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_sign_in_links_session",
                table: "sign_in_links");

            migrationBuilder.DropColumn(
                name: "key_fingerprint",
                table: "sign_in_links");

            migrationBuilder.DropColumn(
                name: "session_id",
                table: "sign_in_links");

            migrationBuilder.DropColumn(
                name: "signed_in_at",
                table: "sign_in_links");

            migrationBuilder.DropColumn(
                name: "key_fingerprint",
                table: "sessions");
        }
    }
}
