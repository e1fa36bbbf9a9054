using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Issuance.Api.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SearchTexts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Each database folds in its own way, SQLite ASCII only. The service fills the new columns.
            foreach (var column in new[] { "holder_name", "credential_type", "issuer_name" })
            {
                migrationBuilder.Sql($"DROP INDEX ix_credentials_{column}_lower");
            }

            migrationBuilder.AddColumn<string>(
                name: "holder_search",
                table: "credentials",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "issuer_search",
                table: "credentials",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "type_search",
                table: "credentials",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "credential_words",
                columns: table => new
                {
                    word = table.Column<string>(type: "TEXT", nullable: false),
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_credential_words", x => new { x.word, x.credential_id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_credentials_holder_search",
                table: "credentials",
                column: "holder_search");

            migrationBuilder.CreateIndex(
                name: "ix_credentials_issuer_search",
                table: "credentials",
                column: "issuer_search");

            migrationBuilder.CreateIndex(
                name: "ix_credentials_type_search",
                table: "credentials",
                column: "type_search");

            migrationBuilder.CreateIndex(
                name: "ix_credentials_unsearchable",
                table: "credentials",
                column: "version",
                filter: "holder_search IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "credential_words");

            migrationBuilder.DropIndex(
                name: "ix_credentials_holder_search",
                table: "credentials");

            migrationBuilder.DropIndex(
                name: "ix_credentials_issuer_search",
                table: "credentials");

            migrationBuilder.DropIndex(
                name: "ix_credentials_type_search",
                table: "credentials");

            migrationBuilder.DropIndex(
                name: "ix_credentials_unsearchable",
                table: "credentials");

            migrationBuilder.DropColumn(
                name: "holder_search",
                table: "credentials");

            migrationBuilder.DropColumn(
                name: "issuer_search",
                table: "credentials");

            migrationBuilder.DropColumn(
                name: "type_search",
                table: "credentials");

            foreach (var column in new[] { "holder_name", "credential_type", "issuer_name" })
            {
                migrationBuilder.Sql($"CREATE INDEX ix_credentials_{column}_lower ON credentials (lower({column}))");
            }
        }
    }
}
