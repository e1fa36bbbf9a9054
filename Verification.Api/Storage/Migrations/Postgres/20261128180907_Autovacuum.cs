using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Verification.Api.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Autovacuum : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterTable(
                name: "credentials")
                .Annotation("Npgsql:StorageParameter:autovacuum_analyze_scale_factor", 0.02m)
                .Annotation("Npgsql:StorageParameter:autovacuum_analyze_threshold", 10000)
                .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_scale_factor", 0.05m);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterTable(
                name: "credentials")
                .OldAnnotation("Npgsql:StorageParameter:autovacuum_analyze_scale_factor", 0.02m)
                .OldAnnotation("Npgsql:StorageParameter:autovacuum_analyze_threshold", 10000)
                .OldAnnotation("Npgsql:StorageParameter:autovacuum_vacuum_scale_factor", 0.05m);
        }
    }
}
