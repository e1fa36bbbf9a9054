using Issuance.Api.Tests.Storage;

namespace Issuance.Api.Tests.Api;

/// <summary>The service on an empty PostgreSQL database, on the server that all tests share.</summary>
public sealed class PostgresIssuance(TestDatabases databases) : IssuanceFixture
{
    /// <inheritdoc/>
    protected override Task<string> CreateDatabaseAsync() => databases.CreateEmptyAsync(DatabaseKind.Postgres, TestContext.Current.CancellationToken);
}
