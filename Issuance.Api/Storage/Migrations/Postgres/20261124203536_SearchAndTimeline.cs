using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Issuance.Api.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class SearchAndTimeline : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "delivery_minutes",
                columns: table => new
                {
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    shard = table.Column<int>(type: "integer", nullable: false),
                    issued = table.Column<long>(type: "bigint", nullable: false),
                    delivered = table.Column<long>(type: "bigint", nullable: false),
                    lag_sum = table.Column<long>(type: "bigint", nullable: false),
                    lag_max = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_delivery_minutes", x => new { x.at, x.shard });
                });

            migrationBuilder.CreateIndex(
                name: "ix_outbox_open",
                table: "outbox",
                columns: new[] { "state", "credential_id" },
                filter: "state <> 3");

            // For what texts begin with, in any case. The model cannot say that an index is over an expression.
            foreach (var column in new[] { "holder_name", "credential_type", "issuer_name" })
            {
                migrationBuilder.Sql($"CREATE INDEX ix_credentials_{column}_lower ON credentials (lower({column}) text_pattern_ops)");
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var column in new[] { "holder_name", "credential_type", "issuer_name" })
            {
                migrationBuilder.Sql($"DROP INDEX ix_credentials_{column}_lower");
            }

            migrationBuilder.DropTable(
                name: "delivery_minutes");

            migrationBuilder.DropIndex(
                name: "ix_outbox_open",
                table: "outbox");
        }
    }
}
