using Issuance.Api.Tests.Storage;

namespace Issuance.Api.Tests.Api;

/// <summary>The service on a SQLite file that it creates itself.</summary>
public sealed class SqliteIssuance(TestDatabases databases) : IssuanceFixture
{
    /// <inheritdoc/>
    protected override Task<string> CreateDatabaseAsync() => databases.CreateEmptyAsync(DatabaseKind.Sqlite, TestContext.Current.CancellationToken);
}
