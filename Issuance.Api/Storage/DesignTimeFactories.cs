using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Issuance.Api.Storage;

/// <summary>Lets <c>dotnet ef migrations add</c> create the model without a server.</summary>
internal sealed class PostgresDesignTimeFactory : IDesignTimeDbContextFactory<PostgresIssuanceDbContext>
{
    public PostgresIssuanceDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresIssuanceDbContext>().UseNpgsql("Host=localhost").Options);
}

/// <summary>Lets <c>dotnet ef migrations add</c> create the model without a file.</summary>
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteIssuanceDbContext>
{
    public SqliteIssuanceDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteIssuanceDbContext>().UseSqlite("Data Source=design.db").Options);
}
