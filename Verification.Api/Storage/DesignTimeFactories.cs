using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Verification.Api.Storage;

/// <summary>Lets <c>dotnet ef migrations add</c> create the model without a server.</summary>
internal sealed class PostgresDesignTimeFactory : IDesignTimeDbContextFactory<PostgresVerificationDbContext>
{
    public PostgresVerificationDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresVerificationDbContext>().UseNpgsql("Host=localhost").Options);
}

/// <summary>Lets <c>dotnet ef migrations add</c> create the model without a file.</summary>
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteVerificationDbContext>
{
    public SqliteVerificationDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteVerificationDbContext>().UseSqlite("Data Source=design.db").Options);
}
